"""The words of an invitation in several languages: which of them a visitor reads, and what is missing where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.language_tags import content_for, plain_tag
from app.domain.rules.kinds.languages import subtags
from app.invitations.draft_parts import Content


@dataclass(frozen=True, slots=True)
class Missing:
    """What a language lacks: all words (``parts`` is empty), or these parts that the first language has."""

    language: str
    parts: tuple[str, ...] = ()


def missing_words(
    first: Content, first_language: str | None, translations: Mapping[str, Content], used: Iterable[str]
) -> tuple[Missing, ...]:
    """The languages in use that nothing was written in, and those that say less than the first one."""
    written_in = subtags(first_language or "")[:1]
    unspoken = {
        plain_tag(tag): Missing(plain_tag(tag))
        for tag in used
        if subtags(tag) and subtags(tag)[:1] != written_in and content_for(first, translations, tag)[0] is None
    }
    shorter = [Missing(tag, parts) for tag, each in translations.items() if (parts := _missing_parts(first, each))]
    return (*(unspoken[tag] for tag in sorted(unspoken)), *shorter)


def _missing_parts(first: Content, other: Content) -> tuple[str, ...]:
    lacks_return = bool(first.returning_html and not other.returning_html)
    lacks_buttons = len(other.buttons) < len(first.buttons)
    return (*(("returning",) if lacks_return else ()), *(("buttons",) if lacks_buttons else ()))

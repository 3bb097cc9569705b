"""The words of an invitation in several languages: which of them a visitor reads, and what is missing where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from app.domain.rules.kinds.languages import subtags
from app.invitations.draft_parts import Content

Words = TypeVar("Words")
LONGEST_TAG = 35
_TAG = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Missing:
    """What a language lacks: all words (``parts`` is empty), or these parts that the first language has."""

    language: str
    parts: tuple[str, ...] = ()


def plain_tag(written: str) -> str:
    """A language tag as it is kept: ``de``, ``de-AT``, ``zh-Hant``; empty where nothing was written."""
    parts = list(subtags(written))
    return "-".join(
        part if place == 0 else part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part
        for place, part in enumerate(parts)
    )


def is_tag(written: str) -> bool:
    """Whether this is written like a language tag, such as de or pt-BR."""
    return len(written) <= LONGEST_TAG and _TAG.fullmatch(written.strip()) is not None


def content_for(first: Words, translations: Mapping[str, Words], language: str | None) -> tuple[str | None, Words]:
    """The words for somebody who reads ``language``, with the tag they were written under.

    ``de-AT`` is answered by ``de-AT``, else by ``de``, else by the first language, whose tag is None.
    """
    by_parts = {subtags(tag): tag for tag in translations}
    parts = subtags(language or "")
    while parts:
        if parts in by_parts:
            tag = by_parts[parts]
            return tag, translations[tag]
        parts = parts[:-1]
    return None, first


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

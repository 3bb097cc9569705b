"""Language tags such as de-AT, and which of several written languages somebody reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from app.domain.rules.kinds.languages import subtags

Words = TypeVar("Words")
LONGEST_TAG = 35
_TAG = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*")


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

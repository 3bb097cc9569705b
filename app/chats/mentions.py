"""Which colleagues a note calls: ``@`` and a name, wherever a word could begin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from app.domain.snapshots import OperatorSnapshot

_MARK = re.compile(r"(?<!\w)@")


def mentioned_in(text: str, colleagues: Sequence[OperatorSnapshot]) -> tuple[OperatorSnapshot, ...]:
    """The colleagues whose names follow an ``@`` in the text, each once; of two that fit, the longer name is meant.

    Two people of the same name are both meant.
    """
    words = _folded(text)
    found: dict[int, OperatorSnapshot] = {}
    named = [(_folded(each.name), each) for each in colleagues if each.name.strip()]
    for mark in _MARK.finditer(words):
        fitting = [(name, each) for name, each in named if _stands_at(words, mark.end(), name)]
        longest = max((len(name) for name, _each in fitting), default=0)
        found |= {each.id: each for name, each in fitting if len(name) == longest}
    return tuple(found.values())


def _stands_at(words: str, place: int, name: str) -> bool:
    end = place + len(name)
    return words.startswith(name, place) and not (end < len(words) and words[end].isalnum())


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()

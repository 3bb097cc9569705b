"""Puts values into the places that a written text keeps for them, such as {name}, and mends what an empty one leaves.

A place is looked for once, in what was written: a value that looks like a place is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

_ENDS_A_CLAUSE = ",;:.!?…)"
_LEFT_OVER = ",;:"
_BLANKS = " \u00a0"


class Kind(Enum):
    """What a piece of a text is; ``GAP`` is a place without a value."""

    TEXT = "text"
    INLINE = "inline"
    BLOCK = "block"
    GAP = "gap"


@dataclass(slots=True)
class Piece:
    """A piece of a text that is put together again."""

    kind: Kind
    text: str


def pattern_of(names: str) -> re.Pattern[str]:
    """The pattern of places with these names (a regular expression), each with an optional text for “no value”."""
    return re.compile(r"\{(?P<name>" + names + r")(?:\|(?P<otherwise>[^{}<>\"]{0,200}))?\}")


def filled(written: str, places: re.Pattern[str], value_of: Callable[[str], str]) -> str:
    """Plain text with the values in their places; a place without a value leaves no double blank."""
    return joined(list(pieces_of(written, places, value_of))).strip()


def pieces_of(
    text: str, places: re.Pattern[str], value_of: Callable[[str], str], encode: Callable[[str], str] = str
) -> Iterator[Piece]:
    """A text cut at its places; ``encode`` makes a value fit to stand there."""
    end = 0
    for found in places.finditer(text):
        if found.start() > end:
            yield Piece(Kind.TEXT, text[end : found.start()])
        value = value_of(found["name"])
        said = encode(value) if value else (found["otherwise"] or "").strip()
        yield Piece(Kind.TEXT, said) if said else Piece(Kind.GAP, "")
        end = found.end()
    if end < len(text):
        yield Piece(Kind.TEXT, text[end:])


def joined(pieces: list[Piece]) -> str:
    """The pieces as one text; what stood around a gap is drawn together."""
    for place, piece in enumerate(pieces):
        if piece.kind is Kind.GAP:
            _close_gap(_neighbour(pieces, place, -1), _neighbour(pieces, place, +1))
    return "".join(piece.text for piece in pieces)


def _neighbour(pieces: list[Piece], place: int, step: int) -> Piece | None:
    """The next words in that direction within the same paragraph."""
    place += step
    while 0 <= place < len(pieces) and pieces[place].kind is not Kind.BLOCK:
        if pieces[place].kind is Kind.TEXT and pieces[place].text:
            return pieces[place]
        place += step
    return None


def _close_gap(before: Piece | None, after: Piece | None) -> None:
    if before is None or not before.text.strip(_BLANKS):
        if after is not None:
            after.text = after.text.lstrip(_BLANKS + _LEFT_OVER)
        return
    if before.text[-1] not in _BLANKS:
        return
    if after is None or after.text[0] in _ENDS_A_CLAUSE:
        before.text = before.text.rstrip(_BLANKS)
    elif after.text[0] in _BLANKS:
        after.text = after.text.lstrip(_BLANKS)

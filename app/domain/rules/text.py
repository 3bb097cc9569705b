"""How texts are compared: composed alike, without blanks around them, without regard to case.

The TypeScript twin is ``embed/src/rules/text.ts``. Case is taken away by lower, upper, lower, which both languages
define by the Unicode tables alone; it equates everything that ``str.casefold`` equates (a test walks through Unicode).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache

BLANKS = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
FINAL_SIGMA, SIGMA = "\u03c2", "\u03c3"


def trimmed(text: str) -> str:
    """The text without blanks (of any script) around it."""
    return text.strip(BLANKS)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The form in which two texts are equal when a reader would call them equal: NFC, trimmed, caseless."""
    if text.isascii():
        return trimmed(text).lower()
    composed = unicodedata.normalize("NFC", trimmed(text))
    caseless = composed.lower().upper().lower().replace(FINAL_SIGMA, SIGMA)
    return unicodedata.normalize("NFC", caseless)


def as_tuple(wanted: str | tuple[str, ...]) -> tuple[str, ...]:
    """One wanted text or several, always as several."""
    return (wanted,) if isinstance(wanted, str) else wanted


def equals_any(wanted: str | tuple[str, ...]) -> Callable[[str], bool]:
    """A test that holds for a text equal to one of ``wanted``."""
    folded = frozenset(fold(one) for one in as_tuple(wanted))
    return lambda actual: fold(actual) in folded


def contains_any(wanted: str | tuple[str, ...]) -> Callable[[str], bool]:
    """A test that holds for a text in which one of ``wanted`` occurs."""
    folded = tuple(fold(one) for one in as_tuple(wanted))
    if len(folded) == 1:
        only = folded[0]
        return lambda actual: only in fold(actual)

    def holds(actual: str) -> bool:
        text = fold(actual)
        return any(one in text for one in folded)

    return holds


def opposite(
    prepare: Callable[[str | tuple[str, ...]], Callable[[str], bool]],
) -> Callable[[str | tuple[str, ...]], Callable[[str], bool]]:
    """The comparison that holds exactly where the given one does not: *none of them* instead of *any of them*."""

    def prepare_opposite(wanted: str | tuple[str, ...]) -> Callable[[str], bool]:
        test = prepare(wanted)
        return lambda actual: not test(actual)

    return prepare_opposite

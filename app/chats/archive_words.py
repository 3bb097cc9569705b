"""The words of the archive's search: how a text is taken apart, and how what somebody looks for is read.

Both databases are given words that were taken apart here, so that they find the same. Case, accents and the widths of
letters do not count. Scripts without blanks between words are taken letter by letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_WORD = 64
SHORTEST_BEGINNING = 3
"""Shorter words are looked for whole, longer ones also as the beginning of a word."""
MOST_TERMS = 12
MOST_WORDS_IN_PHRASE = 12
LONGEST_QUERY = 400
BREAK = "¶"
"""Stands between two messages, so that no phrase reaches from one into the next."""

_WITHOUT_BLANKS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_MARKS = "".join(chr(each) for each in range(0x300, 0x10000) if unicodedata.category(chr(each))[0] == "M")
_OTHERS = rf"(?![{_WITHOUT_BLANKS}])"
_WORD = re.compile(rf"[{_WITHOUT_BLANKS}]|{_OTHERS}[^\W_](?:{_OTHERS}(?:[^\W_]|[{_MARKS}]))*")
_NO_PART = re.compile(rf"(?![{_MARKS}])[\W_]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, and where it stands there."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """Something looked for: words in this order; ``is_beginning`` lets the last one be longer, ``is_not`` excludes."""

    words: tuple[str, ...]
    is_beginning: bool = False
    is_not: bool = False


def words_of(text: str) -> Iterator[Word]:
    """The words of a text in their order."""
    for found in _WORD.finditer(text):
        folded = fold(found[0])
        if folded:
            yield Word(folded, found.start(), found.end())


def fold(word: str) -> str:
    """A word as it is compared."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", word.casefold()))
    return _NO_PART.sub("", unicodedata.normalize("NFKC", bare).casefold())[:LONGEST_WORD]


def terms_of(query: str) -> tuple[Term, ...]:
    """What somebody looks for: every word, ``"these words together"``, ``-not this``; without words nothing."""
    terms: list[Term] = []
    for minus, phrase, single in _TERM.findall(query[:LONGEST_QUERY]):
        words = tuple(each.folded for each in words_of(phrase or single))[:MOST_WORDS_IN_PHRASE]
        if words:
            is_beginning = not phrase and len(words[-1]) >= SHORTEST_BEGINNING
            terms.append(Term(words, is_beginning, bool(minus)))
    return tuple(dict.fromkeys(terms))[:MOST_TERMS]


def stored_words(texts: list[str]) -> list[str]:
    """The words of several texts, one after another, with a break between two texts."""
    found: list[str] = []
    for text in texts:
        if found:
            found.append(BREAK)
        found += [each.folded for each in words_of(text)]
    return found


def hits(text: str, terms: tuple[Term, ...]) -> list[tuple[int, int]]:
    """Where a text has what was looked for: beginnings and ends, in order, none within another."""
    words = list(words_of(text))
    found: list[tuple[int, int]] = []
    wanted = [term for term in terms if not term.is_not]
    for at in range(len(words)):
        lengths = [len(term.words) for term in wanted if _matches(words, at, term)]
        found += [(words[at].start, words[at + length - 1].end) for length in lengths]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _matches(words: list[Word], at: int, term: Term) -> bool:
    last = at + len(term.words) - 1
    if last >= len(words):
        return False
    if any(words[at + offset].folded != each for offset, each in enumerate(term.words[:-1])):
        return False
    final = term.words[-1]
    return words[last].folded.startswith(final) if term.is_beginning else words[last].folded == final

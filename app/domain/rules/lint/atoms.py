"""The smallest statements about a text, a list or an address, and which of them cannot be so at the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

MOST_COMPARISONS = 5_000
FAILS = "fails: "
"""Marks the word of an atom that says that a comparison nobody here understands does not hold."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing that is so or is not: the text equals “gold”, the address starts with “/shop”."""

    word: str
    value: object


def _never(_first: Atom, _second: Atom) -> bool:
    return False


def _not_always(_atom: Atom) -> bool:
    return False


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """What is known about the atoms of one kind of value. Everything said here must be true of every value.

    ``implies`` and ``excludes`` may answer no where they do not know. One atom of ``universe`` always holds.
    """

    name: str
    implies: Callable[[Atom, Atom], bool] = _never
    excludes: Callable[[Atom, Atom], bool] = _never
    always: Callable[[Atom], bool] = _not_always
    universe: frozenset[Atom] | None = None

    def follows(self, first: Atom, second: Atom) -> bool:
        """Whether the second is so wherever the first is."""
        return first == second or self.implies(first, second)

    def clash(self, first: Atom, second: Atom) -> bool:
        """Whether the two are never so together."""
        if first.word == FAILS + second.word or second.word == FAILS + first.word:
            return first.value == second.value
        return self.excludes(first, second)

    def are_possible(self, required: Iterable[frozenset[Atom]], forbidden: frozenset[Atom]) -> bool:
        """Whether one atom of every required group may hold while no forbidden one does."""
        if any(self.always(atom) for atom in forbidden):
            return False
        groups = [*required, self.universe] if self.universe else [*required]
        if len(forbidden) * sum(map(len, groups)) > MOST_COMPARISONS:
            return True
        left: list[list[Atom]] = []
        for group in groups:
            free = [atom for atom in group if not any(self.follows(atom, other) for other in forbidden)]
            if not free:
                return False
            left.append(free)
        left.sort(key=len)
        return _Choice(self).is_there(left, [])


class _Choice:
    """Picks one atom of every group so that none clashes with another; gives up, and says yes, after much work."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._comparisons = 0

    def is_there(self, groups: Sequence[Sequence[Atom]], chosen: list[Atom]) -> bool:
        if not groups:
            return True
        first, *rest = groups
        for atom in first:
            self._comparisons += 1 + len(chosen)
            if self._comparisons > MOST_COMPARISONS:
                return True
            if not any(self._vocabulary.clash(atom, other) for other in chosen) and self.is_there(
                rest, [*chosen, atom]
            ):
                return True
        return False


def _text_implies(first: Atom, second: Atom) -> bool:
    is_understood = first.word in ("equals", "contains") and second.word == "contains"
    return is_understood and str(second.value) in str(first.value)


def _text_excludes(first: Atom, second: Atom) -> bool:
    if first.word == "equals" and second.word == "equals":
        return first.value != second.value
    if first.word == "contains" and second.word == "equals":
        first, second = second, first
    return first.word == "equals" and second.word == "contains" and str(second.value) not in str(first.value)


def _is_empty_part(atom: Atom) -> bool:
    return atom.word == "contains" and atom.value == ""


TEXT_ATOMS = Vocabulary("text", _text_implies, _text_excludes, _is_empty_part)
"""One text, folded: ``equals`` and ``contains``."""

SEVERAL_ATOMS = Vocabulary("several", _text_implies, always=_is_empty_part)
"""Several texts of which one equals or contains something; another one may do so for something else."""


def closed(values: Iterable[object]) -> Vocabulary:
    """A value that is always one of a few."""
    return Vocabulary("closed", excludes=_text_excludes, universe=frozenset(Atom("equals", each) for each in values))


YES_OR_NO = closed((True, False))


def _languages_imply(first: Atom, second: Atom) -> bool:
    narrow, wide = _subtags(first), _subtags(second)
    return narrow[:1] == wide[:1] and set(wide[1:]) <= set(narrow[1:])


def _languages_exclude(first: Atom, second: Atom) -> bool:
    return _subtags(first)[:1] != _subtags(second)[:1]


def _subtags(atom: Atom) -> tuple[str, ...]:
    return atom.value if isinstance(atom.value, tuple) else ()


LANGUAGE_ATOMS = Vocabulary("language", _languages_imply, _languages_exclude)
"""One language tag in its parts (``speaks``); a narrower one speaks the wider one as well."""

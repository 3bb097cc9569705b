"""What one fact may still be after some conditions were taken for true or false."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from app.domain.rules.lint.atoms import Atom, Vocabulary
from app.domain.rules.lint.intervals import EVERY_NUMBER, Numbers

Key = tuple[str, tuple[object, ...]]
"""Which value a condition looks at: the fact's name and its parameters."""

UNKNOWN_ATOMS = Vocabulary("unknown")


class Want(Enum):
    """What is asked of a part of a rule. Not to be true is more than to be false: it may also be unknown."""

    TRUE = "true"
    FALSE = "false"
    NOT_TRUE = "not true"
    NOT_FALSE = "not false"

    @property
    def turned(self) -> Want:
        """The same asked through a *not*."""
        return _TURNED[self]


_TURNED = {
    Want.TRUE: Want.FALSE,
    Want.FALSE: Want.TRUE,
    Want.NOT_TRUE: Want.NOT_FALSE,
    Want.NOT_FALSE: Want.NOT_TRUE,
}


@dataclass(frozen=True, slots=True)
class Region:
    """All values that one fact may still have.

    A value is a number of ``numbers`` or, where ``may_be_other``, something that is no number; of each group of
    ``required`` one atom holds for it, and none of ``forbidden``. ``may_be_unknown`` admits that it is unavailable.
    """

    vocabulary: Vocabulary = UNKNOWN_ATOMS
    numbers: Numbers = EVERY_NUMBER
    is_whole: bool = False
    may_be_other: bool = True
    required: tuple[frozenset[Atom], ...] = ()
    forbidden: frozenset[Atom] = frozenset()
    may_be_unknown: bool = False

    def meet(self, other: Region) -> Region:
        """What belongs to both."""
        return Region(
            other.vocabulary if self.vocabulary is UNKNOWN_ATOMS else self.vocabulary,
            self.numbers if other.numbers is self.numbers else self.numbers.meet(other.numbers),
            self.is_whole or other.is_whole,
            self.may_be_other and other.may_be_other,
            (*self.required, *(group for group in other.required if group not in self.required)),
            self.forbidden | other.forbidden,
            self.may_be_unknown and other.may_be_unknown,
        )

    def is_empty(self) -> bool:
        """Whether nothing is left."""
        if self.may_be_unknown:
            return False
        if not self.may_be_other and self.numbers.is_empty(whole=self.is_whole):
            return True
        if not self.required and not self.forbidden:
            return False
        return not self.vocabulary.are_possible(self.required, self.forbidden)

    @property
    def is_a_number(self) -> bool:
        """Whether it is certain that there is a number."""
        return not self.may_be_other and not self.may_be_unknown


@dataclass(frozen=True, slots=True)
class Statement:
    """What a condition says about its fact: what the fact is where it holds, and where it does not."""

    key: Key
    holds: Region
    fails: Region
    not_true: Region
    not_false: Region

    def region(self, want: Want, *, all_known: bool) -> Region:
        """What the fact may be for the condition to be what is wanted."""
        if want is Want.TRUE:
            return self.holds
        if want is Want.FALSE:
            return self.fails
        region = self.not_true if want is Want.NOT_TRUE else self.not_false
        return replace(region, may_be_unknown=False) if all_known else region

"""Texts, lists of texts (tags, departments), and attributes that may be either or a number."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.domain.rules.fact import Clues, Comparison, ValueKind
from app.domain.rules.kinds.numbers import NUMBER_TESTS
from app.domain.rules.refusal import refusal
from app.domain.rules.schemas import Number, Texts, exact_text_at, named, number_at
from app.domain.rules.text import as_tuple, contains_any, equals_any, fold, opposite
from app.domain.translation import N_

MAX_ACTUAL = 20_000
Prepare = Callable[[str | tuple[str, ...]], Callable[[str], bool]]


def read_text(raw: object, path: str) -> str:
    """A fact's text as JSON gives it."""
    return exact_text_at(raw, path, limit=MAX_ACTUAL)


def read_list(raw: object, path: str) -> tuple[str, ...]:
    """A fact's list of texts; one text alone is a list of one."""
    if isinstance(raw, str):
        return (read_text(raw, path),)
    if not isinstance(raw, (list, tuple)):
        raise refusal(N_("%(path)s must be a list of texts, not %(kind)s."), path, "wrong_type", kind=named(raw))
    return tuple(read_text(part, f"{path}[{place}]") for place, part in enumerate(raw))


def equality_clues(wanted: str | tuple[str, ...]) -> Clues:
    """For the index: the page must have one of exactly these texts."""
    return tuple((f"={fold(one)}",) for one in as_tuple(wanted))


def text_clues(actual: str) -> Iterable[str]:
    """For the index: what ``equality_clues`` look for."""
    return (f"={fold(actual)}",)


def list_clues(actual: tuple[str, ...]) -> Iterable[str]:
    """For the index: every member may be looked for."""
    return [f"={fold(member)}" for member in actual]


EQUALS = Comparison("equals", N_("is"), Texts(may_be_empty=True), equals_any, clues=equality_clues)
IS_NOT = Comparison("is_not", N_("is not"), Texts(may_be_empty=True), opposite(equals_any))
CONTAINS = Comparison("contains", N_("contains"), Texts(), contains_any)
NOT_CONTAINS = Comparison("not_contains", N_("does not contain"), Texts(), opposite(contains_any))

TEXT = ValueKind("text", (EQUALS, IS_NOT, CONTAINS, NOT_CONTAINS), read_text, absent="", clues=text_clues)
"""Any text; nothing is the empty text."""


def _member(wanted: str | tuple[str, ...]) -> Callable[[tuple[str, ...]], bool]:
    is_wanted = equals_any(wanted)
    return lambda members: any(map(is_wanted, members))


def _no_member(wanted: str | tuple[str, ...]) -> Callable[[tuple[str, ...]], bool]:
    is_wanted = equals_any(wanted)
    return lambda members: not any(map(is_wanted, members))


LIST = ValueKind(
    "list",
    (
        Comparison("equals", EQUALS.phrase, Texts(), _member, clues=equality_clues),
        Comparison("is_not", IS_NOT.phrase, Texts(), _no_member),
        Comparison("contains", CONTAINS.phrase, Texts(), _member, clues=equality_clues),
        Comparison("not_contains", NOT_CONTAINS.phrase, Texts(), _no_member),
    ),
    read_list,
    absent=(),
    clues=list_clues,
)
"""Several texts at once; one of them has to be (as a whole) one of the wanted ones. Nothing is the empty list."""


def members(value: object) -> tuple[str, ...]:
    """An attribute as texts, as a person would write them: ``true``, ``3``, ``2.5``."""
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, float) and value.is_integer():
        return (str(int(value)),)
    if isinstance(value, tuple):
        return value
    return (str(value),)


def _over_members(prepare: Prepare) -> Callable[[str | tuple[str, ...]], Callable[[object], bool]]:
    def prepared(wanted: str | tuple[str, ...]) -> Callable[[object], bool]:
        test = prepare(wanted)
        return lambda value: any(map(test, members(value) or ("",)))

    return prepared


def _over_no_member(prepare: Prepare) -> Callable[[str | tuple[str, ...]], Callable[[object], bool]]:
    def prepared(wanted: str | tuple[str, ...]) -> Callable[[object], bool]:
        test = prepare(wanted)
        return lambda value: not any(map(test, members(value) or ("",)))

    return prepared


LABELLED_TEXT = ValueKind(
    "labelled",
    (
        Comparison("equals", EQUALS.phrase, Texts(may_be_empty=True), _over_members(equals_any)),
        Comparison("is_not", IS_NOT.phrase, Texts(may_be_empty=True), _over_no_member(equals_any)),
        Comparison("contains", CONTAINS.phrase, Texts(), _over_members(contains_any)),
        Comparison("not_contains", NOT_CONTAINS.phrase, Texts(), _over_no_member(contains_any)),
    ),
    read_list,
    absent=(),
)
"""One thing under several names, such as a browser's own text and its labels: each name is looked at."""


def read_attribute(raw: object, path: str) -> object:
    """An attribute's value: a text, a number, yes or no, or a list of texts."""
    if isinstance(raw, (bool, str)):
        return raw if isinstance(raw, bool) else read_text(raw, path)
    if isinstance(raw, (int, float)):
        return number_at(raw, path)
    return read_list(raw, path)


def _if_number(prepare: Callable[[float], Callable[[float], bool]]) -> Callable[[float], Callable[[object], bool]]:
    def prepared(wanted: float) -> Callable[[object], bool]:
        test = prepare(wanted)
        return lambda value: isinstance(value, (int, float)) and not isinstance(value, bool) and test(value)

    return prepared


class AttributeTexts(Texts):
    """Texts, but numbers and yes or no are taken as people write them, because attributes may be any of these."""

    __slots__ = ()

    def read(self, raw: object, path: str) -> str | tuple[str, ...]:
        """The text or texts."""
        if isinstance(raw, (bool, int, float)):
            return members(raw)[0]
        return Texts.read(self, raw, path)


ATTRIBUTE = ValueKind(
    "attribute",
    (
        Comparison("equals", EQUALS.phrase, AttributeTexts(may_be_empty=True), _over_members(equals_any)),
        Comparison("is_not", IS_NOT.phrase, AttributeTexts(may_be_empty=True), _over_no_member(equals_any)),
        Comparison("contains", CONTAINS.phrase, AttributeTexts(), _over_members(contains_any)),
        Comparison("not_contains", NOT_CONTAINS.phrase, AttributeTexts(), _over_no_member(contains_any)),
        *(
            Comparison(name, phrase, Number(), _if_number(prepare))
            for name, (phrase, prepare) in NUMBER_TESTS.items()
            if name != "equals"
        ),
    ),
    read_attribute,
    absent="",
)
"""What the page said about the visitor: text comparisons look at every member of a list, numeric ones need a number."""

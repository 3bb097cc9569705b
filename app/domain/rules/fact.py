"""The building blocks of a condition: what can be known (a fact), of which kind it is, and how it can be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, Protocol

from app.domain.rules.values import ABSENT, UNAVAILABLE, Facts

Evaluator = Literal["server", "browser"]
Wanted = Any
"""What a rule asks for: a text, a number, texts, yes or no, or ``None`` where the comparison takes nothing."""
Test = Callable[[Any], bool]
"""A prepared comparison: takes the present value (never ``ABSENT`` or ``UNAVAILABLE``) and says whether it holds."""
Clues = tuple[tuple[str, ...], ...]
"""For the index: one inner tuple for each wanted value. A value can only hold where *all* clues of its inner tuple are
found among the clues of the page, and a comparison can only hold where one of its values does."""


class Schema(Protocol):
    """What may stand as ``value`` in a condition (or as one of its parameters)."""

    def read(self, raw: object, path: str) -> Wanted:
        """The checked value; raises ``InvalidInput`` naming ``path``."""

    def as_json_schema(self) -> dict[str, object]:
        """The same as JSON Schema, for editors and the published file schema."""


class ComparisonFailedError(Exception):
    """A comparison could not answer through its own fault; raised by whoever guards it, after saying whose it is."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One way to compare, such as ``contains``; ``name`` is the word in files and means the same everywhere.

    ``phrase`` completes the sentence "the rule says it ... /pricing". ``prepare`` is called once for each condition
    and returns the test that is called for every visitor. ``changes_after`` serves values that run like a clock: from
    the wanted and the present value, the seconds until the answer changes by itself. ``clues`` serves the index (see
    ``Clues``); without it, or where it gives ``None``, the comparison never narrows the choice.
    """

    name: str
    phrase: str
    takes: Schema
    prepare: Callable[[Wanted], Test]
    changes_after: Callable[[Wanted, Any], float | None] | None = None
    clues: Callable[[Wanted], Clues | None] | None = None
    evaluators: frozenset[Evaluator] = frozenset({"server", "browser"})


@dataclass(frozen=True, slots=True)
class ValueKind:
    """A family of values that are compared alike: texts, numbers, clocks, languages, addresses.

    ``read`` turns JSON into a value of this kind. ``absent`` is the value that "truly nothing there" stands for: the
    empty text, "no", infinitely long ago; where it is ``None`` nothing can be compared with nothing and every
    comparison is false. ``clues`` lists what the index may look for on a page with this value. ``name`` is also the
    name of the TypeScript twin.
    """

    name: str
    comparisons: tuple[Comparison, ...]
    read: Callable[[object, str], object]
    absent: object = None
    clues: Callable[[Any], Iterable[str]] | None = None

    def comparison(self, name: str) -> Comparison | None:
        """The comparison of that name, if this kind has it."""
        return next((comparison for comparison in self.comparisons if comparison.name == name), None)


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something a condition says besides what it wants, such as the event to count and within how many seconds.

    ``in_name`` marks the one parameter that is written at the end of the fact's name (``visitor.attribute.plan``).
    A parameter without ``default`` is required. ``suggest`` names what the editor offers to pick from, as in ``Fact``.
    """

    name: str
    label: str
    schema: Schema
    default: object = None
    in_name: bool = False
    suggest: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at one fact for one condition: everything that the fact's own functions may need."""

    facts: Facts
    now: datetime
    parameters: Mapping[str, Any]
    comparison: Comparison
    wanted: Wanted
    actual: object = UNAVAILABLE


NO_PARAMETERS: Mapping[str, Any] = MappingProxyType({})
EVERYWHERE: frozenset[Evaluator] = frozenset({"server", "browser"})
ON_SERVER: frozenset[Evaluator] = frozenset({"server"})


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """Something that can be known about a visitor, a page or the team, and that an invitation may depend on.

    ``id`` is the name in files. ``label`` (lower case, to be used within a sentence) and ``help`` are shown in the
    editor. ``comparisons`` names those of ``kind`` that make sense here. ``samples`` are JSON values for previews and
    tests. ``is_fast`` says that the value can change while the visitor stays on the page; only such facts are left to
    the browser, all others are decided by the server. ``read_value``, ``next_change`` and ``explain`` are only needed
    where the defaults (look up by name; let the comparison say; one sentence for every kind) do not do. ``reads`` names
    the other facts at which ``read_value`` looks (``visitor.attribute``), because some are looked up only where a rule
    needs them. ``suggest`` names what the editor offers to pick values from (``countries``, ``pages``, ``tags`` …; an
    unknown name offers nothing), and ``unit`` is shown behind a number. Equality is identity.
    """

    id: str
    label: str
    help: str
    kind: ValueKind
    comparisons: tuple[str, ...]
    samples: tuple[object, ...]
    is_fast: bool = False
    evaluators: frozenset[Evaluator] = EVERYWHERE
    parameters: tuple[Parameter, ...] = ()
    default_comparison: str | None = None
    default_wanted: object = None
    read_value: Callable[[Reading], object] | None = None
    next_change: Callable[[Reading], datetime | None] | None = None
    explain: Callable[[Reading], str | None] | None = None
    reads: tuple[str, ...] = ()
    suggest: str | None = None
    unit: str | None = None
    _by_name: Mapping[str, Comparison] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        found = {name: self.kind.comparison(name) for name in self.comparisons}
        missing = [name for name, comparison in found.items() if comparison is None]
        if missing:
            raise ValueError(f"The fact {self.id} names comparisons that the kind {self.kind.name} lacks: {missing}.")
        object.__setattr__(self, "_by_name", MappingProxyType(found))

    def comparison(self, name: str) -> Comparison | None:
        """The comparison of that name, if this fact allows it."""
        return self._by_name.get(name)

    def comparison_named(self, name: str) -> Comparison:
        """The comparison of that name; raises ``KeyError`` if this fact does not allow it."""
        return self._by_name[name]

    def actual(self, reading: Reading) -> object:
        """The present value, ``ABSENT`` or ``UNAVAILABLE``."""
        if self.read_value is not None:
            return self.read_value(reading)
        return reading.facts.get(self.id)

    @property
    def key_parameter(self) -> Parameter | None:
        """The parameter that is written at the end of the name, if this fact has one."""
        return next((parameter for parameter in self.parameters if parameter.in_name), None)


def stand_in(kind: ValueKind, actual: object) -> object:
    """The value to compare: what ``ABSENT`` stands for in this kind (``None``: nothing), or the value itself."""
    return kind.absent if actual is ABSENT else actual


def prepared(comparison: Comparison, wanted: Wanted) -> Test:
    """The comparison made ready; one that fails already here fails for every value."""
    try:
        return comparison.prepare(wanted)
    except ComparisonFailedError as error:
        reason = str(error)

    def fails(_value: object) -> bool:
        raise ComparisonFailedError(reason)

    return fails

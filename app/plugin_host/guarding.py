"""Takes a plugin's fact into custody: whatever its own functions do, a page view goes on and the plugin is blamed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeVar

from app.domain.errors import InvalidInput
from app.domain.rules import UNAVAILABLE, Comparison, Fact, Schema, ValueKind
from app.domain.rules.fact import ComparisonFailedError, Test, Wanted
from app.domain.translation import N_
from app.foundation import clock
from app.plugin_host.health import HealthRecords
from app.plugin_host.interrupting import PluginInterruptedError

T = TypeVar("T")
FAULTS: Final = (Exception, SystemExit, GeneratorExit, PluginInterruptedError)
LARGEST_VALUE: Final = 100_000
LONGEST_WAIT_SECONDS: Final = 366 * 24 * 60 * 60
"""What lies further ahead is never waited for on a page."""
NOT_KNOWN: Final[object] = UNAVAILABLE


SLOW_SECONDS: Final = 1.0
"""A function of a rule that takes longer is reported; nobody can wait for it less, so it should only compute."""
TimeBox = Callable[[str, str, Callable[[], Any]], Any]
"""Calls a function of a plugin, named with the place where it is called, and gives what it gives."""


class UnusableValueError(Exception):
    """A function of a fact gave something that it may not give."""


def unlimited(plugin_id: str, place: str, function: Callable[[], Any]) -> Any:
    """Calls the function and waits."""
    return function()


@dataclass(frozen=True, slots=True)
class Guard:
    """Calls the functions of one fact, or whatever ``what`` says, and counts against its plugin what they raise."""

    fact_id: str
    owner: str
    health: HealthRecords
    what: str = "fact"

    def call(self, function: Callable[[], T], *, may_refuse: bool = False) -> T:
        """What the function gives; raises ``ComparisonFailedError`` after a fault, and once the plugin is off.

        ``may_refuse`` lets ``InvalidInput`` through, which is no fault where a value is read.
        """
        if self.health.is_switched_off(self.owner):
            raise ComparisonFailedError(self.fact_id)
        began_at = clock.monotonic()
        try:
            return function()
        except FAULTS as error:
            if may_refuse and isinstance(error, InvalidInput):
                raise
            self.health.blame(self.owner, f"{self.what} {self.fact_id}", error)
            raise ComparisonFailedError(self.fact_id) from error
        finally:
            seconds = clock.monotonic() - began_at
            if seconds > SLOW_SECONDS:
                self.health.report_slow(self.owner, f"{self.what} {self.fact_id}", seconds, SLOW_SECONDS)

    def value(self, function: Callable[[], T], otherwise: T, *, may_refuse: bool = False) -> T:
        """What the function gives, or something else after a fault."""
        try:
            return self.call(function, may_refuse=may_refuse)
        except ComparisonFailedError:
            return otherwise


@dataclass(frozen=True, slots=True)
class GuardedSchema:
    """A plugin's schema: it takes a value or refuses it, and nothing else."""

    inner: Schema
    guard: Guard

    def read(self, raw: object, path: str) -> Wanted:
        """The checked value; raises ``InvalidInput`` naming ``path``, also when the schema itself fails."""
        try:
            return self.guard.call(lambda: self.inner.read(raw, path), may_refuse=True)
        except ComparisonFailedError as error:
            fault = N_("%(path)s cannot be read, because the plugin %(plugin)s failed.")
            raise InvalidInput(fault, field=path, values={"path": path, "plugin": self.guard.owner}) from error

    def as_json_schema(self) -> dict[str, object]:
        """The same as JSON Schema; any value at all where the schema itself fails."""
        return self.guard.value(self.inner.as_json_schema, {})


def guarded(fact: Fact, owner: str, health: HealthRecords, time_box: TimeBox = unlimited) -> Fact:
    """The same fact, none of whose functions can raise more than the rule engine expects.

    ``time_box`` calls the one function that may look elsewhere, ``read_value``, and raises when it takes too long.
    """
    guard = Guard(fact.id, owner, health)
    read_value, next_change, explain = fact.read_value, fact.next_change, fact.explain
    return replace(
        fact,
        kind=_guarded_kind(fact.kind, guard),
        parameters=tuple(replace(each, schema=GuardedSchema(each.schema, guard)) for each in fact.parameters),
        read_value=read_value
        and (
            lambda reading: guard.value(
                lambda: _readable(time_box(owner, f"fact {fact.id}", lambda: read_value(reading))), NOT_KNOWN
            )
        ),
        next_change=next_change and (lambda reading: guard.value(lambda: _moment(next_change(reading)), None)),
        explain=explain and (lambda reading: guard.value(lambda: explain(reading), None)),
    )


def _guarded_kind(kind: ValueKind, guard: Guard) -> ValueKind:
    clues = kind.clues
    return replace(
        kind,
        comparisons=tuple(_guarded_comparison(each, guard) for each in kind.comparisons),
        read=lambda raw, path: guard.value(lambda: kind.read(raw, path), NOT_KNOWN, may_refuse=True),
        clues=clues and (lambda actual: guard.value(lambda: tuple(clues(actual)), ())),
    )


def _guarded_comparison(comparison: Comparison, guard: Guard) -> Comparison:
    changes_after, clues = comparison.changes_after, comparison.clues

    def prepare(wanted: Wanted) -> Test:
        test = guard.call(lambda: comparison.prepare(wanted))
        return lambda value: guard.call(lambda: bool(test(value)))

    return replace(
        comparison,
        takes=GuardedSchema(comparison.takes, guard),
        prepare=prepare,
        changes_after=changes_after
        and (lambda wanted, value: guard.value(lambda: _wait_seconds(changes_after(wanted, value)), None)),
        clues=clues and (lambda wanted: guard.value(lambda: clues(wanted), None)),
    )


def _readable(value: object) -> object:
    """A value that comparisons can take; one that is as large as a book is none."""
    if isinstance(value, (str, bytes, list, tuple, set, dict)) and len(value) > LARGEST_VALUE:
        raise UnusableValueError(f"a value of {len(value)} parts is too large")
    return value


def _moment(at: datetime | None) -> datetime | None:
    if at is not None and at.utcoffset() is None:
        raise UnusableValueError(f"{at!r} has no time zone")
    return at


def _wait_seconds(seconds: float | None) -> float | None:
    """The seconds, as long as they lead to a moment that a calendar knows."""
    return None if seconds is None or not 0 <= seconds <= LONGEST_WAIT_SECONDS else seconds

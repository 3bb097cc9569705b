"""Numbers and clocks: counts are exact, times go by milliseconds, and a clock knows when it changes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from app.domain.rules.fact import Clues, Comparison, ValueKind
from app.domain.rules.schemas import Number, number_at
from app.domain.translation import N_

LONGEST_SECONDS = 1_000_000_000
MAX_COUNT_CLUE = 32
NumberTest = Callable[[float], bool]


def milliseconds(seconds: float) -> float:
    """Seconds to the nearest millisecond; infinitely long stays infinite."""
    return seconds if math.isinf(seconds) else math.floor(seconds * 1000 + 0.5)


NUMBER_TESTS: Mapping[str, tuple[str, Callable[[float], NumberTest]]] = {
    "greater": (N_("is more than"), lambda wanted: lambda actual: actual > wanted),
    "less": (N_("is less than"), lambda wanted: lambda actual: actual < wanted),
    "equals": (N_("is"), lambda wanted: lambda actual: actual == wanted),
    "at_least": (N_("is at least"), lambda wanted: lambda actual: actual >= wanted),
    "at_most": (N_("is at most"), lambda wanted: lambda actual: actual <= wanted),
}


def _until_reached(wanted_ms: float, actual_ms: float) -> float | None:
    return wanted_ms - actual_ms if actual_ms < wanted_ms else None


def _until_passed(wanted_ms: float, actual_ms: float) -> float | None:
    return wanted_ms + 1 - actual_ms if actual_ms <= wanted_ms else None


def _until_either(wanted_ms: float, actual_ms: float) -> float | None:
    begins = _until_reached(wanted_ms, actual_ms)
    return _until_reached(wanted_ms + 1000, actual_ms) if begins is None else begins


CLOCK_CHANGES: Mapping[str, Callable[[float, float], float | None]] = {
    "greater": _until_passed,
    "less": _until_reached,
    "equals": _until_either,
    "at_least": _until_reached,
    "at_most": _until_passed,
}


def _on_clock(name: str) -> Callable[[float], NumberTest]:
    """The test on milliseconds; *equals n* holds during the whole second that begins at n."""
    prepare = NUMBER_TESTS[name][1]

    def prepared(wanted: float) -> NumberTest:
        wanted_ms = milliseconds(wanted)
        if name == "equals":
            return lambda actual: wanted_ms <= milliseconds(actual) < wanted_ms + 1000
        test = prepare(wanted_ms)
        return lambda actual: test(milliseconds(actual))

    return prepared


def _clock_change(name: str) -> Callable[[float, float], float | None]:
    until = CLOCK_CHANGES[name]

    def changes_after(wanted: float, actual: float) -> float | None:
        change_ms = until(milliseconds(wanted), milliseconds(actual))
        return None if change_ms is None else change_ms / 1000

    return changes_after


def _clock_comparisons(*, runs: bool) -> tuple[Comparison, ...]:
    takes = Number(least=0, most=LONGEST_SECONDS)
    return tuple(
        Comparison(name, phrase, takes, _on_clock(name), _clock_change(name) if runs else None)
        for name, (phrase, _) in NUMBER_TESTS.items()
    )


def read_number(raw: object, path: str) -> object:
    """A fact's number as JSON gives it."""
    return number_at(raw, path)


def count_clues(actual: float) -> Iterable[str]:
    """For the index: every threshold (up to a bound) that a count reaches."""
    reached = MAX_COUNT_CLUE if math.isinf(actual) else min(int(actual), MAX_COUNT_CLUE)
    return [f">={threshold}" for threshold in range(1, reached + 1)]


def _threshold(least: float) -> Clues | None:
    return ((f">={min(int(least), MAX_COUNT_CLUE)}",),) if least >= 1 else None


COUNT_CLUES: Mapping[str, Callable[[float], Clues | None]] = {
    "greater": lambda wanted: _threshold(math.floor(wanted) + 1),
    "at_least": lambda wanted: _threshold(math.ceil(wanted)),
    "equals": _threshold,
}


def _count_comparisons(takes: Number) -> tuple[Comparison, ...]:
    return tuple(
        Comparison(name, phrase, takes, prepare, clues=COUNT_CLUES.get(name))
        for name, (phrase, prepare) in NUMBER_TESTS.items()
    )


def count_up_to(most: int) -> ValueKind:
    """How many, where nobody may ask for more than ``most``; nothing cannot be compared."""
    takes = Number(least=0, most=most, whole=True)
    return ValueKind("number", _count_comparisons(takes), read_number, clues=count_clues)


COUNT = count_up_to(10**9)
"""How many; nothing cannot be compared."""

NUMBER = ValueKind("number", _count_comparisons(Number(least=0, most=10**9)), read_number, clues=count_clues)
"""Any number from 0 on, such as a percentage; nothing cannot be compared."""

CLOCK = ValueKind("clock", _clock_comparisons(runs=True), read_number)
"""Seconds that run on by themselves; where there is no such clock, every comparison is false."""

SINCE = ValueKind("since", _clock_comparisons(runs=True), read_number, absent=math.inf)
"""Seconds since something happened; what never happened was infinitely long ago."""

STOPPED_CLOCK = ValueKind("stopped", _clock_comparisons(runs=False), read_number)
"""Seconds on a clock at one instant, such as a moment's; where the moment is not, every comparison is false."""

"""How often something happened lately: the fact behind event-based invitations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.domain.rules.fact import Fact, Parameter, Reading
from app.domain.rules.kinds.numbers import LONGEST_SECONDS, count_up_to
from app.domain.rules.schemas import Identifier, Number
from app.domain.rules.values import UNAVAILABLE
from app.domain.translation import N_

MOST_TIMES = 1_000
"""What a condition may ask for; one more record of an event than this is all that anybody has to read."""


def _recorded_lately(reading: Reading) -> list[datetime]:
    """When the event happened within the last ``within`` seconds (that instant included), oldest first."""
    if reading.facts.events is UNAVAILABLE:
        return []
    since = reading.now - timedelta(seconds=reading.parameters["within"])
    return sorted(
        record.at
        for record in reading.facts.events
        if record.id == reading.parameters["event"] and since <= record.at <= reading.now
    )


def _count(reading: Reading) -> object:
    return UNAVAILABLE if reading.facts.events is UNAVAILABLE else len(_recorded_lately(reading))


def _departures(reading: Reading) -> Iterator[tuple[int, datetime]]:
    """How many are left, and from when on, as one record after another grows too old."""
    recorded = _recorded_lately(reading)
    for place, at in enumerate(recorded, start=1):
        gone_at = at + timedelta(seconds=reading.parameters["within"], milliseconds=1)
        yield len(recorded) - place, gone_at


def _next_change(reading: Reading) -> datetime | None:
    if not isinstance(reading.actual, int):
        return None
    test = reading.comparison.prepare(reading.wanted)
    present = test(reading.actual)
    return next((gone_at for left, gone_at in _departures(reading) if test(left) is not present), None)


EVENT_COUNT = Fact(
    id="event.count",
    label=N_("times an event was recorded"),
    help=N_("How often the event was recorded for this visitor during the last seconds."),
    kind=count_up_to(MOST_TIMES),
    comparisons=("at_least", "at_most", "equals", "greater", "less"),
    samples=(0, 5),
    is_fast=True,
    parameters=(
        Parameter("event", N_("event"), Identifier(), suggest="events"),
        Parameter("within", N_("within seconds"), Number(least=1, most=LONGEST_SECONDS)),
    ),
    default_comparison="at_least",
    default_wanted=1,
    read_value=_count,
    next_change=_next_change,
)

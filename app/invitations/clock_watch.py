"""When the clock of the site may next change what live invitations say, so that a browser can ask again just then.

What hangs on the hour alone is the same for all visitors: it is found once, and again when that hour has come.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from app.domain.rules import Candidate, Condition, Facts, Node
from app.domain.rules.calendar_facts import LOCAL_TIME, WEEKDAY
from app.domain.rules.split import is_for_browser

LONGEST_WAIT_SECONDS = 6 * 3600
ON_EVERY_WALL = (LOCAL_TIME, WEEKDAY)


class ClockWatch:
    """The conditions of a live set that change by the mere passing of time and that the server judges."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._own: dict[str, tuple[Condition, ...]] = {}
        shared: set[Condition] = set()
        self._keys: set[str] = set()
        for candidate in candidates:
            timed = clocks_of(candidate.whole)
            if timed:
                self._keys.add(candidate.key)
            shared.update(each for each in timed if each.fact in ON_EVERY_WALL)
            own = tuple(each for each in timed if each.fact not in ON_EVERY_WALL)
            if own:
                self._own[candidate.key] = own
        self._shared = tuple(shared)
        self._known: tuple[str, datetime, datetime | None] | None = None

    def seconds_until_change(self, found: Iterable[Candidate], facts: Facts, now: datetime) -> float | None:
        """In how many seconds one of these candidates may say something else; None where that is hours away."""
        watched = [each.key for each in found if each.key in self._keys]
        if not watched:
            return None
        own = (condition for key in watched for condition in self._own.get(key, ()))
        instants = [_change_of(condition, facts, now) for condition in own]
        instants.append(self._shared_change(facts, now))
        seconds = [(instant - now).total_seconds() for instant in instants if instant is not None]
        soonest = min(seconds, default=float(LONGEST_WAIT_SECONDS))
        return max(0.0, soonest) if soonest < LONGEST_WAIT_SECONDS else None

    def _shared_change(self, facts: Facts, now: datetime) -> datetime | None:
        known = self._known
        if (
            known is not None
            and known[0] == facts.time_zone
            and known[1] <= now
            and (known[2] is None or now < known[2])
        ):
            return known[2]
        changes = [_change_of(condition, facts, now) for condition in self._shared]
        soonest = min((change for change in changes if change is not None), default=None)
        self._known = (facts.time_zone, now, soonest)
        return soonest


def clocks_of(rule: Node) -> tuple[Condition, ...]:
    """The conditions of a rule that change by the mere passing of time and that the server judges."""
    return tuple(
        node
        for node in rule.walk()
        if isinstance(node, Condition) and node.fact.next_change is not None and not is_for_browser(node)
    )


def _change_of(condition: Condition, facts: Facts, now: datetime) -> datetime | None:
    change = condition.fact.next_change
    return change(condition.reading(facts, now)) if change is not None else None

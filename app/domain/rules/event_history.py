"""What has to be known of a visitor's recorded events to judge rules about them, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.rules.event_facts import EVENT_COUNT
from app.domain.rules.tree import Condition, Node
from app.domain.rules.values import EventRecord


@dataclass(frozen=True, slots=True)
class EventNeed:
    """How far back an event's records matter, and how many of the latest: one more than any rule asks for.

    A rule that asks for n cannot tell n + 1 records from more, and the oldest leave the time window first.
    """

    within_seconds: float
    records: int

    def joined(self, other: EventNeed) -> EventNeed:
        """What serves both."""
        return EventNeed(max(self.within_seconds, other.within_seconds), max(self.records, other.records))


def event_needs(rules: Iterable[Node]) -> dict[str, EventNeed]:
    """By event, what these rules need to know of it."""
    needs: dict[str, EventNeed] = {}
    for rule in rules:
        for node in rule.walk():
            if isinstance(node, Condition) and node.fact is EVENT_COUNT:
                need = EventNeed(node.parameters["within"], int(node.wanted) + 1)
                event = node.parameters["event"]
                needs[event] = need.joined(needs[event]) if event in needs else need
    return needs


def needed_since(needs: Mapping[str, EventNeed], now: datetime) -> datetime:
    """The moment from which on records matter; ``now`` where none do."""
    return now - timedelta(seconds=max((need.within_seconds for need in needs.values()), default=0))


def recent_enough(
    records: Sequence[EventRecord], needs: Mapping[str, EventNeed], now: datetime
) -> tuple[EventRecord, ...]:
    """Of the records (oldest first) those that matter, oldest first: the browser is told of no others."""
    found: list[EventRecord] = []
    for event, need in needs.items():
        since = now - timedelta(seconds=need.within_seconds)
        mine = [record for record in records if record.id == event and since <= record.at <= now]
        found += mine[-need.records :]
    return tuple(sorted(found, key=lambda record: record.at))

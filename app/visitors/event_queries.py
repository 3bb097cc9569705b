"""Which events are defined, what was recorded of them, and what pages send."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, func, select

from app.domain.rules import EventRecord
from app.foundation.database import db
from app.visitors.event_rule import DefinedEvent
from app.visitors.models import EventDefinition, ReceivedEvent, ReceivedOutcome, Visitor

MOST_RECORDS = 1_001
"""Of each event the latest records that are read: one more than a condition can ask for, so no answer changes."""

LOG_LINES = 50

_IS_RECORDED = ReceivedEvent.outcome == ReceivedOutcome.RECORDED.value
_IS_UNKNOWN = ReceivedEvent.outcome == ReceivedOutcome.UNKNOWN_EVENT.value


@dataclass(frozen=True, slots=True)
class EventTotals:
    """What became of one identifier's reports since a moment; ``by_period``: the records of each period asked for."""

    recorded: int
    visitors: int
    not_recorded: int
    last_recorded_at: datetime | None
    by_period: tuple[int, ...]


NO_REPORTS = EventTotals(0, 0, 0, None, ())


@dataclass(frozen=True, slots=True)
class UndefinedEvent:
    """An identifier that pages send and nobody has defined; ``page_url`` is where it was sent last."""

    identifier: str
    times: int
    visitors: int
    last_at: datetime
    page_url: str | None


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """One report of a page, ready to read; ``id`` grows with every report."""

    id: int
    at: datetime
    identifier: str
    value: str | None
    outcome: ReceivedOutcome
    page_url: str | None
    visitor_key: str
    visitor_name: str | None


def defined_events() -> tuple[DefinedEvent, ...]:
    """Every event that pages may report, by name."""
    rows = db.session.execute(select(EventDefinition).order_by(func.lower(EventDefinition.name), EventDefinition.id))
    return tuple(_defined(row) for row in rows.scalars())


def defined_event(identifier: str) -> DefinedEvent | None:
    """The event with this identifier, letter for letter."""
    found = select(EventDefinition).where(EventDefinition.identifier == identifier)
    row = db.session.execute(found).scalar_one_or_none()
    return None if row is None else _defined(row)


def recorded_events(
    visitor_id: int, since: datetime, identifiers: Collection[str] | None = None
) -> tuple[EventRecord, ...]:
    """What was recorded for a visitor at or after ``since``, oldest first: of each event its latest 1,001 records.

    ``identifiers`` restricts the answer to these events; without it all are given.
    """
    place = func.row_number().over(partition_by=ReceivedEvent.identifier, order_by=ReceivedEvent.at.desc())
    found = select(ReceivedEvent.identifier, ReceivedEvent.at, place.label("place")).where(
        ReceivedEvent.visitor_id == visitor_id, _IS_RECORDED, ReceivedEvent.at >= since
    )
    if identifiers is not None:
        found = found.where(ReceivedEvent.identifier.in_(sorted(identifiers)))
    latest = found.subquery()
    rows = db.session.execute(
        select(latest.c.identifier, latest.c.at).where(latest.c.place <= MOST_RECORDS).order_by(latest.c.at)
    )
    return tuple(EventRecord(row.identifier, row.at) for row in rows)


def recorded_events_of(
    visitor_ids: Collection[int], since: datetime, identifiers: Collection[str]
) -> dict[int, list[EventRecord]]:
    """What was recorded of these events for several visitors at or after ``since``, oldest first."""
    rows = db.session.execute(
        select(ReceivedEvent.visitor_id, ReceivedEvent.identifier, ReceivedEvent.at)
        .where(
            ReceivedEvent.visitor_id.in_(visitor_ids),
            ReceivedEvent.identifier.in_(sorted(identifiers)),
            ReceivedEvent.at >= since,
            _IS_RECORDED,
        )
        .order_by(ReceivedEvent.at)
    )
    found: dict[int, list[EventRecord]] = {}
    for row in rows:
        found.setdefault(row.visitor_id, []).append(EventRecord(row.identifier, row.at))
    return found


def last_recorded_at(visitor_id: int, event: DefinedEvent, value: str | None) -> datetime | None:
    """When the event was last recorded for a visitor; where the value counts, when it was with this value."""
    mine = select(func.max(ReceivedEvent.at)).where(
        ReceivedEvent.visitor_id == visitor_id, ReceivedEvent.identifier == event.identifier, _IS_RECORDED
    )
    if event.filter_by_value:
        mine = mine.where(ReceivedEvent.value.is_(None) if value is None else ReceivedEvent.value == value)
    return db.session.execute(mine).scalar_one()


def event_totals(periods: Sequence[tuple[datetime, datetime]]) -> Mapping[str, EventTotals]:
    """What became of each identifier's reports from the first period on; a period begins included and ends excluded."""
    since = min(begins for begins, _ends in periods)
    columns = [
        _times(and_(_IS_RECORDED, ReceivedEvent.at >= begins, ReceivedEvent.at < ends)) for begins, ends in periods
    ]
    rows = db.session.execute(
        select(
            ReceivedEvent.identifier,
            _times(_IS_RECORDED),
            func.count(distinct(case((_IS_RECORDED, ReceivedEvent.visitor_id)))),
            _times(~_IS_RECORDED),
            func.max(case((_IS_RECORDED, ReceivedEvent.at))),
            *columns,
        )
        .where(ReceivedEvent.at >= since)
        .group_by(ReceivedEvent.identifier)
    )
    return {row[0]: EventTotals(row[1], row[2], row[3], row[4], tuple(row[5:])) for row in rows}


def undefined_events(since: datetime, limit: int = 50) -> tuple[UndefinedEvent, ...]:
    """Identifiers that pages have sent since then and that are not defined now, the most frequent first."""
    times = func.count().label("times")
    latest = func.max(ReceivedEvent.id).label("latest")
    counted = (
        select(
            ReceivedEvent.identifier,
            times,
            func.count(distinct(ReceivedEvent.visitor_id)).label("visitors"),
            func.max(ReceivedEvent.at).label("last_at"),
            latest,
        )
        .where(_IS_UNKNOWN, ReceivedEvent.at >= since)
        .where(ReceivedEvent.identifier.not_in(select(EventDefinition.identifier)))
        .group_by(ReceivedEvent.identifier)
        .order_by(times.desc(), ReceivedEvent.identifier)
        .limit(limit)
        .subquery()
    )
    rows = db.session.execute(
        select(counted, ReceivedEvent.page_url)
        .join(ReceivedEvent, ReceivedEvent.id == counted.c.latest)
        .order_by(counted.c.times.desc(), counted.c.identifier)
    )
    return tuple(UndefinedEvent(row.identifier, row.times, row.visitors, row.last_at, row.page_url) for row in rows)


def received_log(identifier: str | None = None, limit: int = LOG_LINES) -> tuple[ReceivedLine, ...]:
    """The latest reports of pages, newest first; of one identifier, or of all."""
    found = (
        select(ReceivedEvent, Visitor.key, Visitor.name)
        .join(Visitor, Visitor.id == ReceivedEvent.visitor_id)
        .order_by(ReceivedEvent.id.desc())
        .limit(limit)
    )
    if identifier is not None:
        found = found.where(ReceivedEvent.identifier == identifier)
    return tuple(_line(*row) for row in db.session.execute(found))


def _times(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _line(row: ReceivedEvent, visitor_key: str, visitor_name: str | None) -> ReceivedLine:
    outcome = ReceivedOutcome(row.outcome)
    return ReceivedLine(
        row.id, row.at, row.identifier, row.value, outcome, row.page_url, visitor_key, visitor_name
    )  # fmt: skip


def _defined(row: EventDefinition) -> DefinedEvent:
    return DefinedEvent(row.id, row.identifier, row.name, row.store_timeout, row.filter_by_value)

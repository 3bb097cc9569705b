"""Visits that are over, read whole: every page with its times, for whoever asks what would have been."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, cast

from sqlalchemy import Table, func, select

from app.domain.snapshots import VisitorSnapshot
from app.foundation.database import db
from app.visitors.attributes import KnownAttribute
from app.visitors.models import VisitorAttribute
from app.visitors.online_list import hidden_reason
from app.visitors.queries import PAGE_VIEWS, TAGS, VISIT_PREFIX, VISITORS, VISITS, snapshot
from app.visitors.visit_rule import LEAVING_GRACE, PRESENCE

_ATTRIBUTES = cast(Table, VisitorAttribute.__table__)
_FOUND = select(
    VISITS.c.id, VISITS.c.user_id, VISITS.c.user_agent, VISITORS.c.email, VISITORS.c.is_colleague
).join(VISITORS, VISITORS.c.id == VISITS.c.visitor_id)  # fmt: skip
_WHOLE = select(*VISITORS.c, *(column.label(VISIT_PREFIX + column.name) for column in VISITS.c)).join(
    VISITS, VISITS.c.visitor_id == VISITORS.c.id
)


@dataclass(frozen=True, slots=True)
class RecordedPage:
    """One page of a visit. It was surely open until ``seen_until``, and perhaps, without a goodbye, until ``gone_by``.

    ``number`` counts the pages of the visit from 1; ``open_seconds`` is how long pages had been open in it before.
    """

    url: str
    title: str
    at: datetime
    seen_until: datetime
    gone_by: datetime
    number: int
    open_seconds: float
    is_latest: bool


@dataclass(frozen=True, slots=True)
class RecordedVisit:
    """One visit with its pages in their order; ``visitor`` is the visitor as this visit left them, without tags."""

    visitor: VisitorSnapshot
    pages: tuple[RecordedPage, ...]


@dataclass(frozen=True, slots=True)
class FoundVisits:
    """The numbers of the latest visits of a period, newest first, and how many there were in all."""

    ids: tuple[int, ...]
    recorded: int


def find_visits(since: datetime, colleagues: Collection[str], limit: int) -> FoundVisits:
    """The visits that began since then; those of the site's own people (by e-mail address) and of programs not."""
    recorded = db.session.execute(select(func.count()).where(VISITS.c.started_at >= since)).scalar_one()
    rows = db.session.execute(
        _FOUND.where(VISITS.c.started_at >= since).order_by(VISITS.c.started_at.desc(), VISITS.c.id.desc()).limit(limit)
    )
    ids, hidden = [], 0
    for row in rows:
        if hidden_reason(row, colleagues) is None:
            ids.append(row.id)
        else:
            hidden += 1
    return FoundVisits(tuple(ids), recorded - hidden)


def recorded_visits(ids: Sequence[int]) -> tuple[RecordedVisit, ...]:
    """These visits in the order that was asked for; ask for some hundreds at once."""
    states = {row["visit__id"]: row for row in db.session.execute(_WHOLE.where(VISITS.c.id.in_(ids))).mappings()}
    opened = db.session.execute(
        select(PAGE_VIEWS)
        .where(PAGE_VIEWS.c.visit_id.in_(ids))
        .order_by(PAGE_VIEWS.c.visit_id, PAGE_VIEWS.c.at, PAGE_VIEWS.c.id)
    ).all()
    pages = {visit_id: tuple(rows) for visit_id, rows in groupby(opened, key=lambda row: row.visit_id)}
    return tuple(
        RecordedVisit(
            snapshot({**states[each], "visit_id": each}),
            _pages(pages.get(each, ()), states[each]["visit__page_key"]),
        )
        for each in ids
        if each in states
    )


def tags_with_times(visitor_ids: Collection[int]) -> dict[int, list[tuple[str, datetime]]]:
    """The tags of several visitors with the time they were put on, oldest first."""
    rows = db.session.execute(
        select(TAGS.c.visitor_id, TAGS.c.name, TAGS.c.added_at)
        .where(TAGS.c.visitor_id.in_(visitor_ids))
        .order_by(TAGS.c.added_at, TAGS.c.folded)
    )
    found: dict[int, list[tuple[str, datetime]]] = {}
    for row in rows:
        found.setdefault(row.visitor_id, []).append((row.name, row.added_at))
    return found


def attributes_with_times(visitor_ids: Collection[int]) -> dict[int, list[KnownAttribute]]:
    """What was told about several visitors, with the time since when it has been so."""
    found: dict[int, list[KnownAttribute]] = {}
    for row in db.session.execute(select(_ATTRIBUTES).where(_ATTRIBUTES.c.visitor_id.in_(visitor_ids))):
        value = tuple(row.value) if isinstance(row.value, list) else row.value
        found.setdefault(row.visitor_id, []).append(KnownAttribute(row.name, value, row.changed_at))
    return found


def _pages(rows: Sequence[Any], latest_key: str) -> tuple[RecordedPage, ...]:
    """The pages of one visit; the time between two of them counts as when it was recorded (``visit_rule``)."""
    if not rows:
        return ()
    found: list[RecordedPage] = []
    total, counted, covered, grace = timedelta(), rows[0].at, rows[0].at, LEAVING_GRACE
    for number, row in enumerate(rows, start=1):
        until = row.at if row.at - covered <= grace else covered
        total += max(timedelta(), until - counted)
        counted = row.at
        seen = max(row.at, row.left_at or row.last_seen_at)
        gone_by = seen if row.left_at is not None else seen + PRESENCE
        is_latest = row.page_key == latest_key
        seconds = total / timedelta(seconds=1)
        found.append(RecordedPage(row.url, row.title, row.at, seen, gone_by, number, seconds, is_latest))
        if seen >= covered:
            covered, grace = seen, LEAVING_GRACE if row.left_at is not None else PRESENCE
    return tuple(found)

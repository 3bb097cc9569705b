"""Who is on the site, and what each visitor looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, or_, select

from app.domain.snapshots import EmbedSnapshot, PageSnapshot, VisitorSnapshot
from app.foundation.database import db
from app.visitors.addresses import UTM_NAMES
from app.visitors.models import PageView, Visit, Visitor, VisitorAttribute, VisitorTag
from app.visitors.visit_rule import LEAVING_GRACE, PRESENCE

VISITORS = cast(Table, Visitor.__table__)
VISITS = cast(Table, Visit.__table__)
PAGE_VIEWS = cast(Table, PageView.__table__)
TAGS = cast(Table, VisitorTag.__table__)
VISIT_PREFIX = "visit__"

State = dict[str, Any]
"""A visitor's row together with the row of the present visit, whose columns begin with ``visit__``."""


_PRESENT = select(*VISITORS.c, *(column.label(VISIT_PREFIX + column.name) for column in VISITS.c)).outerjoin(
    VISITS, VISITS.c.id == VISITORS.c.visit_id
)
_PRESENT_BY_KEY = _PRESENT.where(VISITORS.c.key == bindparam("visitor_key"))
_TAGS_OF = (
    select(TAGS.c.visitor_id, TAGS.c.name)
    .where(TAGS.c.visitor_id.in_(bindparam("visitor_ids", expanding=True)))
    .order_by(TAGS.c.added_at, TAGS.c.folded)
)


@dataclass(frozen=True, slots=True)
class SeenPage:
    """One line of a visitor's page history; times are aware UTC, ``seconds`` is how long the page was seen."""

    url: str
    title: str
    at: datetime
    last_seen_at: datetime
    left_at: datetime | None
    visit_number: int

    @property
    def seconds(self) -> float:
        """Seconds between opening and the last sign of life."""
        return max(0.0, ((self.left_at or self.last_seen_at) - self.at).total_seconds())


@dataclass(frozen=True, slots=True)
class PastVisit:
    """One visit in a visitor's history; ``open_seconds`` is how long at least one page was open."""

    number: int
    started_at: datetime
    last_activity_at: datetime
    page_views: int
    open_seconds: float
    referrer: str | None
    landing_url: str


def visitor_by_key(key: str) -> VisitorSnapshot | None:
    """One visitor by the public key."""
    return _one(VISITORS.c.key == key)


def visitor_by_id(visitor_id: int) -> VisitorSnapshot | None:
    """One visitor by number."""
    return _one(VISITORS.c.id == visitor_id)


def visitors_online(now: datetime, limit: int = 10_000) -> tuple[VisitorSnapshot, ...]:
    """Everybody seen within the last 90 seconds who has not left, latest first."""
    rows = db.session.execute(present().where(*is_online(now)).order_by(VISITORS.c.last_seen_at.desc()).limit(limit))
    return _snapshots([dict(row) for row in rows.mappings()])


def visitor_of_user(user_id: str) -> VisitorSnapshot | None:
    """The visitor whom the site's signed id named last, in whatever browser that was."""
    latest = select(VISITS.c.visitor_id).where(VISITS.c.user_id == user_id).order_by(VISITS.c.id.desc()).limit(1)
    return _one(VISITORS.c.id == latest.scalar_subquery())


def visitors_online_count(now: datetime) -> int:
    """How many visitors are online."""
    return db.session.execute(select(func.count()).select_from(VISITORS).where(*is_online(now))).scalar_one()


def is_visitor_online(visitor_id: int, now: datetime) -> bool:
    """Whether this visitor was seen within the last 90 seconds and has not left."""
    found = select(VISITORS.c.id).where(VISITORS.c.id == visitor_id, *is_online(now))
    return db.session.execute(found).first() is not None


def recent_visitors(limit: int = 100, before: datetime | None = None) -> tuple[VisitorSnapshot, ...]:
    """Visitors by the time they were last seen, latest first; ``before`` pages on."""
    query = present().order_by(VISITORS.c.last_seen_at.desc(), VISITORS.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(VISITORS.c.last_seen_at < before)
    return _snapshots([dict(row) for row in db.session.execute(query).mappings()])


def visitors_after(
    visitor_id: int | None, limit: int, online_at: datetime | None = None
) -> tuple[VisitorSnapshot, ...]:
    """Visitors by number, the newest first, beginning after one; with a time only those who are online then."""
    query = present().order_by(VISITORS.c.id.desc()).limit(limit)
    if visitor_id is not None:
        query = query.where(VISITORS.c.id < visitor_id)
    if online_at is not None:
        query = query.where(*is_online(online_at))
    return _snapshots([dict(row) for row in db.session.execute(query).mappings()])


def online_among(visitor_ids: Sequence[int], now: datetime) -> frozenset[int]:
    """Those of these visitors who are online."""
    found = select(VISITORS.c.id).where(VISITORS.c.id.in_(visitor_ids), *is_online(now))
    return frozenset(db.session.execute(found).scalars())


def visitors_by_ids(visitor_ids: Sequence[int]) -> dict[int, VisitorSnapshot]:
    """These visitors, by number."""
    rows = db.session.execute(present().where(VISITORS.c.id.in_(visitor_ids)))
    return {each.id: each for each in _snapshots([dict(row) for row in rows.mappings()])}


def visitors_by_keys(keys: Sequence[str]) -> tuple[VisitorSnapshot, ...]:
    """These visitors; unknown keys are left out."""
    rows = db.session.execute(present().where(VISITORS.c.key.in_(keys)))
    return _snapshots([dict(row) for row in rows.mappings()])


def page_history(visitor_id: int, limit: int = 100) -> tuple[SeenPage, ...]:
    """The pages a visitor opened, latest first."""
    rows = db.session.execute(
        select(
            PageView.url, PageView.title, PageView.at, PageView.last_seen_at, PageView.left_at, Visit.number
        )
        .join(Visit, Visit.id == PageView.visit_id)
        .where(PageView.visitor_id == visitor_id)
        .order_by(PageView.at.desc(), PageView.id.desc())
        .limit(limit)
    )  # fmt: skip
    return tuple(SeenPage(*row) for row in rows)


def url_in_tab(visitor_id: int, tab_key: str) -> str | None:
    """The address of the page that a visitor opened last in a tab."""
    latest = (
        select(PageView.url)
        .where(PageView.visitor_id == visitor_id, PageView.tab_key == tab_key)
        .order_by(PageView.id.desc())
        .limit(1)
    )
    return db.session.execute(latest).scalar_one_or_none()


def visit_history(visitor_id: int, limit: int = 50) -> tuple[PastVisit, ...]:
    """The visits of a visitor, latest first."""
    rows = db.session.execute(
        select(Visit.number, Visit.started_at, Visit.last_activity_at, Visit.page_views, Visit.open_ms,
               Visit.referrer, Visit.landing_url)
        .where(Visit.visitor_id == visitor_id)
        .order_by(Visit.number.desc())
        .limit(limit)
    )  # fmt: skip
    return tuple(
        PastVisit(row.number, row.started_at, row.last_activity_at, row.page_views, row.open_ms / 1000,
                  row.referrer, row.landing_url)
        for row in rows
    )  # fmt: skip


def attributes_of(visitor_id: int) -> dict[str, Any]:
    """What the page said about the visitor, by name."""
    rows = db.session.execute(
        select(VisitorAttribute.name, VisitorAttribute.value)
        .where(VisitorAttribute.visitor_id == visitor_id)
        .order_by(VisitorAttribute.name)
    )
    return {row.name: row.value for row in rows}


def is_online(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions on ``visitors`` for being online at ``now``."""
    return (
        VISITORS.c.is_present.is_(True),
        VISITORS.c.last_seen_at >= now - PRESENCE,
        or_(VISITORS.c.left_at.is_(None), VISITORS.c.left_at >= now - LEAVING_GRACE),
    )


def present() -> Select[Any]:
    """Visitors with their present visit, as ``State`` rows."""
    return _PRESENT


def state_by_key(visitor_key: str) -> State | None:
    """One visitor's row with the row of the present visit."""
    row = db.session.execute(_PRESENT_BY_KEY, {"visitor_key": visitor_key}).mappings().one_or_none()
    return None if row is None else dict(row)


def tags_of(visitor_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The tags of several visitors, oldest first."""
    if not visitor_ids:
        return {}
    rows = db.session.execute(_TAGS_OF, {"visitor_ids": list(visitor_ids)})
    found: dict[int, tuple[str, ...]] = {}
    for visitor_id, name in rows:
        found[visitor_id] = (*found.get(visitor_id, ()), name)
    return found


def snapshot(state: Mapping[str, Any], tags: tuple[str, ...] = ()) -> VisitorSnapshot:
    """The picture of a visitor that may leave this feature."""
    utm = {name: state[f"visit__utm_{name}"] for name in UTM_NAMES if state["visit__utm_" + name]}
    has_visit = state["visit_id"] is not None
    return VisitorSnapshot(
        id=state["id"],
        key=state["key"],
        name=state["name"],
        page=_page(state) if has_visit else None,
        referrer=state["visit__referrer"],
        country=state["visit__country"],
        city=state["visit__city"],
        device=state["visit__device"],
        browser=state["visit__browser"],
        system=state["visit__system"],
        language=state["visit__language"],
        time_zone=state["visit__time_zone"],
        visit_id=state["visit_id"],
        visit_number=state["visit__number"] or 0,
        page_views=state["visit__page_views"] or 0,
        visit_started_at=state["visit__started_at"],
        last_seen_at=state["last_seen_at"],
        landing_url=state["visit__landing_url"],
        utm=utm,
        tags=tags,
        embed=EmbedSnapshot(
            identifier=state["visit__embed_identifier"],
            departments=tuple(state["visit__embed_departments"] or ()),
            language=state["visit__embed_language"],
            theme=state["visit__embed_theme"],
        ),
        user_agent=state["visit__user_agent"],
        user_id=state["visit__user_id"],
        page_began_at=state["visit__page_began_at"],
        open_seconds=(state["visit__open_ms"] or 0) / 1000,
        counted_until=state["visit__counted_until"],
        left_at=state["left_at"],
        closed_at=state["closed_at"],
        has_lasting_storage=state["visit__is_lasting"] is not False,
    )


def _page(state: Mapping[str, Any]) -> PageSnapshot:
    return PageSnapshot(state["visit__page_url"], state["visit__page_title"], state["visit__page_language"])


def _one(condition: ColumnElement[bool]) -> VisitorSnapshot | None:
    row = db.session.execute(present().where(condition)).mappings().one_or_none()
    return None if row is None else _snapshots([dict(row)])[0]


def _snapshots(states: Sequence[State]) -> tuple[VisitorSnapshot, ...]:
    tags: dict[int, tuple[str, ...]] = {}
    for start in range(0, len(states), 500):
        tags |= tags_of([state["id"] for state in states[start : start + 500]])
    return tuple(snapshot(state, tags.get(state["id"], ())) for state in states)

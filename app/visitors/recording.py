"""Records page views: which visit they belong to, and what is looked up once when a visit starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, insert, select, update

from app.domain import events
from app.domain.snapshots import EmbedSnapshot, PageSnapshot, VisitorSnapshot
from app.foundation import secrets, settings
from app.foundation.configuration import configuration
from app.foundation.database import Publish, db, locked
from app.foundation.text import clean_line
from app.visitors.addresses import LONGEST_UTM, UTM_NAMES, clean_url, external_referrer, merge_utm
from app.visitors.agents import describe_agent
from app.visitors.geography import place_of
from app.visitors.models import LONGEST_AGENT, LONGEST_TITLE
from app.visitors.queries import PAGE_VIEWS, VISIT_PREFIX, VISITORS, VISITS, State, snapshot, state_by_key, tags_of
from app.visitors.reports import PageReport, first_language, known_time_zone
from app.visitors.visit_rule import continues, open_ms_between_pages

settings.declare("site.domains", [])

# Built once: building a statement takes SQLAlchemy several times as long as running it, and every page view runs them.
_LOCK = locked(select(VISITORS.c.id).where(VISITORS.c.key == bindparam("visitor_key")))
_CHANGE_VISITOR = update(VISITORS).where(VISITORS.c.id == bindparam("row_id"))
_CHANGE_VISIT = update(VISITS).where(VISITS.c.id == bindparam("row_id"))
_LEAVE_PAGE = update(PAGE_VIEWS).where(
    PAGE_VIEWS.c.visit_id == bindparam("in_visit"),
    PAGE_VIEWS.c.left_at.is_(None),
    PAGE_VIEWS.c.tab_key == bindparam("in_tab"),
)
_RECORDED_ALREADY = select(PAGE_VIEWS.c.id, PAGE_VIEWS.c.visit_id).where(
    PAGE_VIEWS.c.visitor_id == bindparam("visitor_id"), PAGE_VIEWS.c.page_key == bindparam("page_key")
)
_INSERT = {table: insert(table).returning(table.c.id) for table in (VISITORS, VISITS, PAGE_VIEWS)}


@dataclass(frozen=True, slots=True)
class PageViewOutcome:
    """What a page view changed; ``visit_seconds`` is how long pages were open in this visit so far."""

    visitor: VisitorSnapshot
    page_view_id: int
    is_new_visitor: bool
    is_new_visit: bool
    is_repeat: bool
    visit_id: int
    visit_seconds: float


def record_page_view(
    publish: Publish, report: PageReport, *, visitor_key: str | None, now: datetime, new_key: str | None = None
) -> PageViewOutcome:
    """Record one page view; the same ``page_key`` of the same visitor is recorded once.

    An unknown or missing visitor key makes a new visitor. More than 30 minutes after the last activity a new visit
    starts, and only then user agent and place are looked up. ``new_key`` is the key of a new visitor, random when it
    is not given. Call it inside a transaction.
    """
    state = locked_state(visitor_key) if visitor_key else None
    is_new_visitor = state is None
    if state is None:
        state = create_visitor(now, new_key)
    else:
        repeated = _recorded_already(state, report)
        if repeated is not None:
            return _outcome(state, *repeated, is_repeat=True)
    is_new_visit = not has_running_visit(state, now)
    title, language = clean_line(report.title, LONGEST_TITLE), first_language([report.page_language])
    page = PageSnapshot(clean_url(report.url), title, language)
    if is_new_visit:
        _start_visit(state, report, page, now)
    else:
        _continue_visit(state, report, page, now)
    page_view_id = add_page_view(state, page, report.page_key, report.tab_key, now)
    outcome = _outcome(state, page_view_id, state["visit_id"], is_new_visitor=is_new_visitor, is_new_visit=is_new_visit)
    if is_new_visit:
        publish(events.VisitStarted(now, outcome.visitor))
    publish(events.PageviewRecorded(now, outcome.visitor, page))
    return outcome


def locked_state(visitor_key: str) -> State | None:
    """The visitor's row and present visit, locked against other writers until the transaction ends."""
    if db.engine.dialect.name == "postgresql":
        # Lock first: a joined row that is read while waiting for the lock would be the old one.
        db.session.execute(_LOCK, {"visitor_key": visitor_key})
    return state_by_key(visitor_key)


def create_visitor(now: datetime, key: str | None = None) -> State:
    """A visitor without any visit yet."""
    values: State = {
        "key": key or secrets.new_key(),
        "name": None,
        "email": None,
        "phone": None,
        "is_colleague": False,
        "created_at": now,
        "last_seen_at": now,
        "left_at": None,
        "closed_at": None,
        "is_present": False,
        "visit_id": None,
        "visits": 0,
        "page_views": 0,
    }
    values["id"] = _insert(VISITORS, values)
    return values | {VISIT_PREFIX + column.name: None for column in VISITS.c}


def has_running_visit(state: State, now: datetime) -> bool:
    """Whether an activity now belongs to the visitor's present visit."""
    return state["visit_id"] is not None and continues(state["visit__last_activity_at"], now)


def change_visitor(state: State, **values: Any) -> None:
    """Write columns of the visitor's row."""
    db.session.execute(_CHANGE_VISITOR, values | {"row_id": state["id"]})
    state.update(values)


def change_visit(state: State, **values: Any) -> None:
    """Write columns of the present visit's row."""
    db.session.execute(_CHANGE_VISIT, values | {"row_id": state["visit_id"]})
    state.update({VISIT_PREFIX + name: value for name, value in values.items()})


def begin_visit(state: State, values: dict[str, Any], now: datetime) -> None:
    """Add the visitor's next visit; ``values`` are the columns that describe the page and the browser."""
    row = (
        {"user_id": None}
        | values
        | {
            "visitor_id": state["id"],
            "number": state["visits"] + 1,
            "started_at": now,
            "last_activity_at": now,
            "counted_until": now,
            "page_began_at": now,
            "open_ms": 0,
            "page_views": 1,
        }
    )
    row["id"] = _insert(VISITS, row)
    state.update({VISIT_PREFIX + name: value for name, value in row.items()})
    state.update({"visit_id": row["id"], "visits": row["number"]})


def add_page_view(state: State, page: PageSnapshot, page_key: str, tab_key: str | None, now: datetime) -> int:
    """Add a page view to the present visit; what the tab showed before is closed."""
    if tab_key is not None and state["visit__page_views"] > 1:
        db.session.execute(_LEAVE_PAGE, {"in_visit": state["visit_id"], "in_tab": tab_key, "left_at": now})
    row = {
        "visitor_id": state["id"],
        "visit_id": state["visit_id"],
        "page_key": page_key,
        "tab_key": tab_key,
        "url": page.url,
        "title": page.title,
        "at": now,
        "last_seen_at": now,
    }
    change_visitor(
        state,
        last_seen_at=max(now, state["last_seen_at"]),
        left_at=None,
        is_present=True,
        visit_id=state["visit_id"],
        visits=state["visits"],
        page_views=state["page_views"] + 1,
    )
    return _insert(PAGE_VIEWS, row)


def state_snapshot(state: State) -> VisitorSnapshot:
    """The visitor's picture, with tags."""
    return snapshot(state, tags_of([state["id"]]).get(state["id"], ()))


def _recorded_already(state: State, report: PageReport) -> tuple[int, int] | None:
    """Page view and visit that this report repeats, or that a sign of life of the same page began in its place."""
    wanted = {"visitor_id": state["id"], "page_key": report.page_key}
    found = db.session.execute(_RECORDED_ALREADY, wanted).one_or_none()
    is_stand_in = (
        found is None
        and state["visit__page_views"] == 1
        and state["visit__page_key"].endswith(stand_in_ending(state["visit__number"]))
        and state["visit__tab_key"] == report.tab_key
        and state["visit__page_url"] == clean_url(report.url)
    )
    if is_stand_in:
        found = db.session.execute(
            update(PAGE_VIEWS)
            .where(PAGE_VIEWS.c.visit_id == state["visit_id"], PAGE_VIEWS.c.page_key == state["visit__page_key"])
            .values(page_key=report.page_key)
            .returning(PAGE_VIEWS.c.id, PAGE_VIEWS.c.visit_id)
        ).one_or_none()
        change_visit(state, page_key=report.page_key)
    return None if found is None else (found[0], found[1])


def stand_in_ending(visit_number: int) -> str:
    """What is added to a page's key when the page, left alone for long, begins a new visit without a reload."""
    return f".{visit_number}"


def _start_visit(state: State, report: PageReport, page: PageSnapshot, now: datetime) -> None:
    agent = describe_agent(report.user_agent, report.hints)
    geoip_database = configuration().geoip_database
    place = place_of(report.address, str(geoip_database) if geoip_database else None)
    begin_visit(
        state,
        {
            "page_url": page.url,
            "page_title": page.title,
            "page_language": page.language,
            "page_key": report.page_key,
            "tab_key": report.tab_key,
            "landing_url": page.url,
            "referrer": _external(report),
            "country": place.country,
            "city": place.city[:120] if place.city else None,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "language": first_language(report.languages),
            "time_zone": known_time_zone(report.time_zone),
            "user_agent": (report.keeps_user_agent and clean_line(report.user_agent, LONGEST_AGENT)) or None,
            "browser": agent.browser,
            "system": agent.system,
            "device": agent.device,
            "is_lasting": report.is_lasting,
        }
        | utm_columns(merge_utm({}, report.url))
        | _embed_columns(report.embed),
        now,
    )


def _external(report: PageReport) -> str | None:
    return external_referrer(report.referrer, report.url, settings.get("site.domains")) if report.referrer else None


def _continue_visit(state: State, report: PageReport, page: PageSnapshot, now: datetime) -> None:
    is_same_tab = report.tab_key == state["visit__tab_key"]
    added_ms = open_ms_between_pages(state["visit__counted_until"], state["left_at"], is_same_tab, now)
    values: dict[str, Any] = {
        "last_activity_at": max(now, state["visit__last_activity_at"]),
        "counted_until": max(now, state["visit__counted_until"]),
        "open_ms": state["visit__open_ms"] + added_ms,
        "page_views": state["visit__page_views"] + 1,
        "page_url": page.url,
        "page_title": page.title,
        "page_language": page.language,
        "page_began_at": now,
        "page_key": report.page_key,
        "tab_key": report.tab_key,
        "is_lasting": report.is_lasting,
    }
    new_utm = merge_utm({}, report.url)
    if new_utm:
        values |= utm_columns(new_utm)
    change_visit(state, **values, **_embed_columns(report.embed))


def utm_columns(utm: dict[str, str]) -> dict[str, Any]:
    """The five columns of a visit's UTM values; those that are absent are emptied."""
    return {f"utm_{name}": utm[name][:LONGEST_UTM] if name in utm else None for name in UTM_NAMES}


def _embed_columns(embed: EmbedSnapshot) -> dict[str, Any]:
    return {
        "embed_identifier": embed.identifier,
        "embed_departments": list(embed.departments),
        "embed_language": embed.language,
        "embed_theme": embed.theme,
    }


def _outcome(
    state: State,
    page_view_id: int,
    visit_id: int,
    *,
    is_new_visitor: bool = False,
    is_new_visit: bool = False,
    is_repeat: bool = False,
) -> PageViewOutcome:
    visitor = snapshot(state) if is_new_visitor else state_snapshot(state)
    seconds = (state["visit__open_ms"] or 0) / 1000
    return PageViewOutcome(visitor, page_view_id, is_new_visitor, is_new_visit, is_repeat, visit_id, seconds)


def _insert(table: Table, values: dict[str, Any]) -> int:
    row_id: int = db.session.execute(_INSERT[table], values).scalar_one()
    return row_id

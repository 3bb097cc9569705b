"""Everything that is written about visitors: signs of life, departures, names, tags, and what pages report by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, insert, select, update

from app.domain import events
from app.domain.errors import InvalidInput, NotFound
from app.domain.snapshots import PageSnapshot, VisitorSnapshot
from app.foundation import clock
from app.foundation.database import Publish, db, transaction
from app.foundation.text import clean_line
from app.visitors.addresses import merge_utm
from app.visitors.models import LONGEST_NAME, LONGEST_TITLE, VisitorAttribute
from app.visitors.queries import PAGE_VIEWS, TAGS, VISITORS, State, tags_of
from app.visitors.receiving import Report, receive_event
from app.visitors.recording import (
    PageViewOutcome,
    add_page_view,
    begin_visit,
    change_visit,
    change_visitor,
    create_visitor,
    has_running_visit,
    locked_state,
    record_page_view,
    stand_in_ending,
    state_snapshot,
    utm_columns,
)
from app.visitors.traits import MOST_ATTRIBUTES, MOST_TAGS, attribute_name, attribute_value, tag_name
from app.visitors.visit_rule import LEAVING_GRACE, PRESENCE, VISIT_PAUSE, open_ms

__all__ = [
    "PageViewOutcome",
    "Report",
    "announce_departures",
    "delete_visitor",
    "identify",
    "lock_visitor",
    "new_visitor",
    "note_closed",
    "receive_event",
    "record_activity",
    "record_left",
    "record_page_view",
    "rename_page",
    "set_attributes",
    "tag",
    "untag",
]

_VISIT_COLUMNS_KEPT = (
    "page_url", "page_title", "page_language", "tab_key", "country", "city", "latitude", "longitude", "language",
    "time_zone", "user_agent",
    "browser", "system", "device", "is_lasting", "user_id",
    "embed_identifier", "embed_departments", "embed_language", "embed_theme",
)  # fmt: skip

DEPARTURES_AT_ONCE = 25
DEPARTURES_PER_ROUND = 1_000


def new_visitor(publish: Publish, now: datetime) -> VisitorSnapshot:
    """A visitor of whom nothing is known yet: somebody opened the chat without being tracked."""
    return state_snapshot(create_visitor(now))


def lock_visitor(visitor_key: str) -> VisitorSnapshot | None:
    """The visitor, locked until the transaction ends, so that two tabs cannot decide about them at once."""
    state = locked_state(visitor_key)
    return None if state is None else state_snapshot(state)


def record_activity(publish: Publish, visitor_key: str, page_key: str, now: datetime) -> VisitorSnapshot:
    """A sign of life from an open page: a heartbeat, a signal, a chat message.

    More than 30 minutes after the last one it starts a new visit with this page as its first page view.
    """
    state = _state(visitor_key)
    if state["visit_id"] is None:
        change_visitor(state, last_seen_at=now)
        return state_snapshot(state)
    was_present = state["is_present"]
    if not has_running_visit(state, now):
        return _start_visit_on_open_page(publish, state, page_key, now)
    _see_page(state, page_key, now, is_leaving=False)
    change_visit(state, last_activity_at=max(now, state["visit__last_activity_at"]))
    change_visitor(state, last_seen_at=max(now, state["last_seen_at"]), left_at=None, is_present=True)
    visitor = state_snapshot(state)
    if not was_present:
        publish(events.VisitorChanged(now, visitor))
    return visitor


def record_left(publish: Publish, visitor_key: str, page_key: str, now: datetime) -> None:
    """A page was closed; with the last one the visitor has left, unless another page begins within five seconds."""
    state = _state(visitor_key)
    if state["visit_id"] is None or not _see_page(state, page_key, now, is_leaving=True):
        return
    has_other_pages = db.session.execute(
        select(
            exists().where(
                PAGE_VIEWS.c.visit_id == state["visit_id"],
                PAGE_VIEWS.c.left_at.is_(None),
                PAGE_VIEWS.c.last_seen_at >= now - PRESENCE,
            )
        )
    ).scalar()
    if not has_other_pages:
        change_visitor(state, left_at=now)


def announce_departures(now: datetime) -> int:
    """Announce everybody who left or fell silent since the last time, a handful at a time; returns how many."""
    announced = 0
    while gone := _announce_some(now):
        announced += gone
        if gone < DEPARTURES_AT_ONCE or announced >= DEPARTURES_PER_ROUND:
            break
        clock.sleep(0)  # others may work before the next handful
    return announced


def _announce_some(now: datetime) -> int:
    silent = VISITORS.c.last_seen_at < now - PRESENCE
    said_goodbye = VISITORS.c.left_at < now - LEAVING_GRACE
    gone = select(VISITORS.c.id).where(VISITORS.c.is_present.is_(True), silent | said_goodbye)
    if db.session.execute(gone.limit(1)).first() is None:
        return 0
    with transaction() as publish:
        some = gone.limit(DEPARTURES_AT_ONCE).scalar_subquery()
        rows = db.session.execute(
            update(VISITORS)
            .where(VISITORS.c.id.in_(some), VISITORS.c.is_present.is_(True), silent | said_goodbye)
            .values(is_present=False)
            .returning(VISITORS.c.id, VISITORS.c.key)
        ).all()
        for visitor_id, key in rows:
            publish(events.VisitorLeft(now, visitor_id, key))
    return len(rows)


def rename_page(publish: Publish, visitor_key: str, page_key: str, title: str, now: datetime) -> None:
    """The title of an open page changed."""
    state = _state(visitor_key)
    cleaned = clean_line(title, LONGEST_TITLE)
    page = _open_page(state, page_key)
    if page is None or page["title"] == cleaned:
        return
    db.session.execute(update(PAGE_VIEWS).where(PAGE_VIEWS.c.id == page["id"]).values(title=cleaned))
    if state["visit__page_key"] == page["page_key"]:
        change_visit(state, page_title=cleaned)
        publish(events.VisitorChanged(now, state_snapshot(state)))


def tag(publish: Publish, visitor_key: str, name: str, now: datetime) -> None:
    """Put a tag on a visitor; a tag that is there already stays. At most 50 tags of 60 characters."""
    state = _state(visitor_key)
    cleaned = tag_name(name)
    present = tags_of([state["id"]]).get(state["id"], ())
    if cleaned.casefold() in {one.casefold() for one in present}:
        return
    if len(present) >= MOST_TAGS:
        raise InvalidInput(f"a visitor has at most {MOST_TAGS} tags", field="name", code="too_many_tags")
    row = {"visitor_id": state["id"], "folded": cleaned.casefold(), "name": cleaned, "added_at": now}
    db.session.execute(insert(TAGS).values(row))
    publish(events.VisitorChanged(now, state_snapshot(state)))


def untag(publish: Publish, visitor_key: str, name: str, now: datetime) -> None:
    """Take a tag away; one that is not there is no error."""
    state = _state(visitor_key)
    folded = tag_name(name).casefold()
    gone = db.session.execute(
        delete(TAGS).where(TAGS.c.visitor_id == state["id"], TAGS.c.folded == folded).returning(TAGS.c.folded)
    ).first()
    if gone is not None:
        publish(events.VisitorChanged(now, state_snapshot(state)))


def identify(publish: Publish, visitor_key: str, *, name: str | None, email: str | None, now: datetime) -> None:
    """Store what the page says about who the visitor is; nothing of it is trusted as an identity."""
    state = _state(visitor_key)
    values: dict[str, Any] = {}
    if name is not None:
        values["name"] = clean_line(name, LONGEST_NAME) or None
    if email is not None:
        cleaned = clean_line(email, 254)
        values["email"] = cleaned if "@" in cleaned else None
    values = {column: value for column, value in values.items() if state[column] != value}
    if values:
        change_visitor(state, **values)
        publish(events.VisitorChanged(now, state_snapshot(state)))


def note_closed(publish: Publish, visitor_key: str, now: datetime) -> None:
    """The visitor closed the panel or an invitation."""
    change_visitor(_state(visitor_key), closed_at=now)


def delete_visitor(publish: Publish, visitor_key: str, now: datetime) -> None:
    """Forget a visitor with everything that belongs to them; whoever opens the next page is somebody new."""
    state = _state(visitor_key)
    db.session.execute(delete(VISITORS).where(VISITORS.c.id == state["id"]))
    publish(events.VisitorLeft(now, state["id"], state["key"]))


def set_attributes(publish: Publish, visitor_key: str, values: Mapping[str, Any], now: datetime) -> None:
    """Store facts about the visitor: texts, numbers, yes/no, lists of texts; ``None`` takes one away. At most 50."""
    state = _state(visitor_key)
    cleaned = {attribute_name(name): attribute_value(name, value) for name, value in values.items()}
    mine = VisitorAttribute.visitor_id == state["id"]
    kept = set(db.session.execute(select(VisitorAttribute.name).where(mine)).scalars())
    if len(kept | {name for name, value in cleaned.items() if value is not None}) > MOST_ATTRIBUTES:
        raise InvalidInput(f"a visitor has at most {MOST_ATTRIBUTES} attributes", field="attributes", code="too_many")
    db.session.execute(delete(VisitorAttribute).where(mine, VisitorAttribute.name.in_(cleaned)))
    rows = [
        {"visitor_id": state["id"], "name": name, "value": value, "changed_at": now}
        for name, value in cleaned.items()
        if value is not None
    ]
    if rows:
        db.session.execute(insert(VisitorAttribute.__table__), rows)


def _state(visitor_key: str) -> State:
    state = locked_state(visitor_key)
    if state is None:
        raise NotFound("there is no such visitor")
    return state


def _open_page(state: State, page_key: str) -> dict[str, Any] | None:
    keys = (page_key, page_key + stand_in_ending(state["visit__number"] or 0))
    row = db.session.execute(
        select(PAGE_VIEWS)
        .where(PAGE_VIEWS.c.visitor_id == state["id"], PAGE_VIEWS.c.page_key.in_(keys))
        .order_by(PAGE_VIEWS.c.id.desc())
        .limit(1)
    ).mappings().one_or_none()  # fmt: skip
    return None if row is None else dict(row)


def _see_page(state: State, page_key: str, now: datetime, *, is_leaving: bool) -> bool:
    """Count the time a page was open until now; False when the page is not of this visit or was left before."""
    page = _open_page(state, page_key)
    if page is None or page["visit_id"] != state["visit_id"] or page["left_at"] is not None:
        return False
    values = {"left_at": now} if is_leaving else {"last_seen_at": max(now, page["last_seen_at"])}
    db.session.execute(update(PAGE_VIEWS).where(PAGE_VIEWS.c.id == page["id"]).values(values))
    until = min(now, state["visit__last_activity_at"] + VISIT_PAUSE)
    added_ms = open_ms(page["at"], state["visit__counted_until"], until)
    if added_ms:
        change_visit(state, open_ms=state["visit__open_ms"] + added_ms, counted_until=until)
    return True


def _start_visit_on_open_page(publish: Publish, state: State, page_key: str, now: datetime) -> VisitorSnapshot:
    page = _open_page(state, page_key)
    kept = {name: state[f"visit__{name}"] for name in _VISIT_COLUMNS_KEPT}
    if page is not None:
        kept |= {"page_url": page["url"], "page_title": page["title"], "tab_key": page["tab_key"]}
    shown = PageSnapshot(kept["page_url"], kept["page_title"])
    stand_in_key = page_key + stand_in_ending(state["visits"] + 1)
    described = kept | utm_columns(merge_utm({}, shown.url)) | {"page_key": stand_in_key, "landing_url": shown.url}
    begin_visit(state, described, now)
    add_page_view(state, shown, stand_in_key, kept["tab_key"], now)
    visitor = state_snapshot(state)
    publish(events.VisitStarted(now, visitor))
    publish(events.PageviewRecorded(now, visitor, shown))
    return visitor

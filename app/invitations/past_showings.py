"""What a visitor has had on the screen before, and what became of it: the facts that restraint is judged by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, or_, select

from app.domain.rules.urls import Address, parse
from app.domain.snapshots import VisitorSnapshot
from app.foundation.database import db
from app.invitations.draft_parts import Frequency, restored
from app.invitations.models import Impression, Invitation
from app.invitations.vocabulary import ImpressionKind, ImpressionState
from app.visitors.models import PageView, Visit

MOST_SHOWINGS = 2_000
PAGES_LOOKED_AT = 500
_ROUTES = ("/", "!")
"""With these begins the part after ``#`` where it is a page of its own."""

_ROWS = cast(Table, Impression.__table__).c
_VISITS = cast(Table, Visit.__table__).c
_COLUMNS = (
    _ROWS.visitor_id,
    _ROWS.invitation_id,
    _ROWS.kind,
    _ROWS.visit_id,
    _ROWS.state,
    _ROWS.rendered_at,
    _ROWS.ended_at,
    _ROWS.expires_at,
    _ROWS.page_url,
    _ROWS.closed_url,
)
_OWN = _ROWS.visitor_id == bindparam("visitor_id")
_IN_OTHER_BROWSERS = _ROWS.visitor_id.in_(select(_VISITS.visitor_id).where(_VISITS.user_id == bindparam("user_id")))
_LATEST = select(*_COLUMNS).order_by(_ROWS.id.desc()).limit(MOST_SHOWINGS)
_OF_VISITOR = _LATEST.where(_OWN)
_OF_PERSON = _LATEST.where(or_(_OWN, _IN_OTHER_BROWSERS))


@dataclass(frozen=True, slots=True)
class Closing:
    """An automatic invitation that the visitor closed in this visit, with what it said about closing it.

    ``has_moved_on`` says that the visitor has been on a page with another address since.
    """

    invitation_id: int
    frequency: Frequency
    has_moved_on: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """An automatic invitation that was really on the screen; ``ended_at`` is None while it is."""

    invitation_id: int
    rendered_at: datetime
    ended_at: datetime | None
    is_in_visit: bool
    was_dismissed: bool


@dataclass(frozen=True, slots=True)
class Past:
    """What has been shown to one visitor, the latest first.

    ``shown`` counts automatic showings that are over by invitation id, ``shown_to_person`` those in all browsers of a
    signed user id. What was withheld was never on a screen and is nowhere; what an operator sent by hand is only in
    ``manual_closed_at``.
    """

    shown: Mapping[int, int] = field(default_factory=dict)
    shown_to_person: Mapping[int, int] = field(default_factory=dict)
    closings: tuple[Closing, ...] = ()
    contacts: tuple[Contact, ...] = ()
    manual_closed_at: datetime | None = None


NO_PAST = Past()


def past_of(visitor: VisitorSnapshot, page_url: str, now: datetime) -> Past:
    """The past of a visitor who is on the page with this address."""
    rows = _rows(visitor)
    if not rows:
        return NO_PAST
    own = [row for row in rows if row.visitor_id == visitor.id]
    automatic = [row for row in own if row.kind == ImpressionKind.AUTOMATIC.value]
    dismissed = [row for row in own if row.state == ImpressionState.DISMISSED.value and row.ended_at is not None]
    return Past(
        shown=_counted(automatic, now),
        shown_to_person=_counted((row for row in rows if row.kind == ImpressionKind.AUTOMATIC.value), now),
        closings=_closings([row for row in dismissed if row in automatic and _is_now(row, visitor)], page_url),
        contacts=tuple(_contact(row, visitor.visit_id, now) for row in automatic if row.rendered_at is not None),
        manual_closed_at=max(
            (row.ended_at for row in dismissed if row.kind == ImpressionKind.MANUAL.value), default=None
        ),
    )


def is_same_page(one: str, other: str) -> bool:
    """Whether two addresses are the same page; where a visitor came from and places on a page do not count."""
    return _identity(parse(one)) == _identity(parse(other))


def _identity(address: Address) -> tuple[str, ...]:
    route = address.fragment if address.fragment.startswith(_ROUTES) else ""
    return address.host, address.bare_path, address.bare_query, route


def _rows(visitor: VisitorSnapshot) -> Sequence[Row[Any]]:
    """The latest showings to this visitor, and those in other browsers of the same signed user id."""
    wanted = _OF_VISITOR if visitor.user_id is None else _OF_PERSON
    known = {"visitor_id": visitor.id, "user_id": visitor.user_id}
    return cast(Sequence[Row[Any]], db.session.execute(wanted, known).all())


def _counted(rows: Iterable[Row[Any]], now: datetime) -> Mapping[int, int]:
    """How often each was shown; what is still open goes on, and is new neither on the next page nor in another tab.

    What made room for another one before it appeared was not shown.
    """
    return Counter(row.invitation_id for row in rows if _ended_at(row, now) is not None and not _made_room_unseen(row))


def _made_room_unseen(row: Row[Any]) -> bool:
    return row.state == ImpressionState.REPLACED.value and row.rendered_at is None


def _ended_at(row: Row[Any], now: datetime) -> datetime | None:
    if row.ended_at is None and row.expires_at is not None and row.expires_at <= now:
        expired: datetime = row.expires_at
        return expired
    ended: datetime | None = row.ended_at
    return ended


def _contact(row: Row[Any], visit_id: int | None, now: datetime) -> Contact:
    return Contact(
        invitation_id=row.invitation_id,
        rendered_at=row.rendered_at,
        ended_at=_ended_at(row, now),
        is_in_visit=row.visit_id == visit_id,
        was_dismissed=row.state == ImpressionState.DISMISSED.value,
    )


def _is_now(row: Row[Any], visitor: VisitorSnapshot) -> bool:
    """Whether it was closed in the present visit; it may have been on the screen since the last one."""
    started_at = visitor.visit_started_at
    return row.visit_id == visitor.visit_id or (started_at is not None and row.ended_at >= started_at)


def _closings(rows: Sequence[Row[Any]], page_url: str) -> tuple[Closing, ...]:
    if not rows:
        return ()
    ids = {row.invitation_id for row in rows}
    found = db.session.execute(select(Invitation.id, Invitation.frequency).where(Invitation.id.in_(ids)))
    frequencies = {each.id: restored(each.frequency, Frequency) for each in found}
    closings = []
    for row in rows:
        frequency = frequencies.get(row.invitation_id, Frequency())
        moved = frequency.next_on_url_change and _has_moved_on(row, page_url)
        closings.append(Closing(row.invitation_id, frequency, moved))
    return tuple(closings)


def _has_moved_on(row: Row[Any], page_url: str) -> bool:
    closed_on = row.closed_url or row.page_url
    if closed_on is None:
        return False
    if not is_same_page(closed_on, page_url):
        return True
    later = select(PageView.url).where(PageView.visit_id == row.visit_id, PageView.at > row.ended_at)
    urls = db.session.execute(later.limit(PAGES_LOOKED_AT)).scalars()
    return any(not is_same_page(closed_on, url) for url in urls)

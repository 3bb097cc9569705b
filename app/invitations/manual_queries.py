"""Invitations by hand as others read them: what waits for a visitor, and what became of what was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Table, bindparam, func, select

from app.domain.snapshots import ManualSnapshot
from app.foundation import briefly
from app.foundation.database import db
from app.invitations.models import ManualInvitation
from app.visitors.models import Visitor

OPEN_TOPIC = "invitations.manual.open"
HISTORY = 50
LISTED = 500


_MANUALS = cast(Table, ManualInvitation.__table__)
_VISITORS = cast(Table, Visitor.__table__)
_WAITING = (
    select(_VISITORS.c.id, _MANUALS.c.key)
    .outerjoin(
        _MANUALS,
        (_MANUALS.c.visitor_id == _VISITORS.c.id)
        & _MANUALS.c.ended_at.is_(None)
        & (_MANUALS.c.expires_at > bindparam("now")),
    )
    .where(_VISITORS.c.key == bindparam("visitor_key"))
)


def manual_by_key(key: str) -> ManualSnapshot | None:
    """One invitation by hand."""
    return next(iter(_many(ManualInvitation.key == key, limit=1)), None)


def open_manual_key(visitor_id: int, now: datetime) -> str | None:
    """The key of what waits for this visitor or is on their screen."""
    return db.session.execute(
        select(ManualInvitation.key).where(ManualInvitation.visitor_id == visitor_id, *_is_open(now))
    ).scalar_one_or_none()


def visitor_with_open_manual(visitor_key: str, now: datetime) -> tuple[int, str | None] | None:
    """The number of a visitor and the key of what waits for them, in one small question; None for somebody unknown."""
    found = db.session.execute(_WAITING, {"visitor_key": visitor_key, "now": now}).first()
    return None if found is None else (int(found.id), found.key)


def open_manual_keys(now: datetime) -> dict[int, str]:
    """What waits for visitors or is on their screens: keys by visitor id."""
    found = select(ManualInvitation.visitor_id, ManualInvitation.key).where(*_is_open(now))
    return {row.visitor_id: row.key for row in db.session.execute(found)}


def recent_manual_keys(now: datetime) -> Mapping[int, str]:
    """The same as it was at most a second ago; for page views, whose pages ask again at once."""
    return briefly.remembered(OPEN_TOPIC, None, lambda: open_manual_keys(now))


def latest_manuals(visitor_ids: Sequence[int]) -> dict[int, ManualSnapshot]:
    """The latest invitation by hand of each of these visitors, by visitor id."""
    latest = (
        select(func.max(ManualInvitation.id))
        .where(ManualInvitation.visitor_id.in_(visitor_ids))
        .group_by(ManualInvitation.visitor_id)
    )
    return {each.visitor_id: each for each in _many(ManualInvitation.id.in_(latest))}


def manuals_of_visitor(visitor_id: int, limit: int = HISTORY) -> tuple[ManualSnapshot, ...]:
    """What was sent to a visitor by hand, the latest first."""
    return _many(ManualInvitation.visitor_id == visitor_id, limit=limit)


def manuals_of_operator(operator_id: int, since: datetime, limit: int = LISTED) -> tuple[ManualSnapshot, ...]:
    """What an operator sent since then, the latest first."""
    return _many((ManualInvitation.operator_id == operator_id) & (ManualInvitation.created_at >= since), limit=limit)


def lately_sent_texts(operator_id: int | None, limit: int) -> tuple[str, ...]:
    """The different texts that were sent last, by one operator or (None) by anybody, the latest first."""
    found = select(ManualInvitation.text, func.max(ManualInvitation.id).label("latest")).group_by(ManualInvitation.text)
    if operator_id is not None:
        found = found.where(ManualInvitation.operator_id == operator_id)
    return tuple(
        text for text, _latest in db.session.execute(found.order_by(func.max(ManualInvitation.id).desc()).limit(limit))
    )


def manual_snapshot(row: ManualInvitation) -> ManualSnapshot:
    """The picture of an invitation by hand that may leave this feature."""
    key, name = db.session.execute(select(Visitor.key, Visitor.name).where(Visitor.id == row.visitor_id)).one()
    return _snapshot(row, key, name)


def _is_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (ManualInvitation.ended_at.is_(None), ManualInvitation.expires_at > now)


def _many(condition: ColumnElement[bool], limit: int | None = None) -> tuple[ManualSnapshot, ...]:
    found = (
        select(ManualInvitation, Visitor.key, Visitor.name)
        .join(Visitor, Visitor.id == ManualInvitation.visitor_id)
        .where(condition)
        .order_by(ManualInvitation.id.desc())
        .limit(limit)
    )
    return tuple(_snapshot(*row) for row in db.session.execute(found))


def _snapshot(row: ManualInvitation, visitor_key: str, visitor_name: str | None) -> ManualSnapshot:
    return ManualSnapshot(
        id=row.id,
        key=row.key,
        batch_key=row.batch_key,
        visitor_id=row.visitor_id,
        visitor_key=visitor_key,
        visitor_name=visitor_name,
        operator_id=row.operator_id,
        sender_name=row.sender_name,
        text=row.text,
        state=row.state,
        assigns_chat=row.assigns_chat,
        created_at=row.created_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
    )

"""The browsers in which somebody is signed in: opening, listing and ending their sessions."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from app.domain import events
from app.domain.errors import NotFound
from app.domain.snapshots import OperatorSnapshot
from app.domain.translation import N_
from app.foundation.database import Publish, db, transaction
from app.foundation.secrets import hash_secret, new_secret
from app.operators import queries
from app.operators.audit import Action, record
from app.operators.devices import Device
from app.operators.models import Operator, OperatorSession

LIFETIME = timedelta(days=14)

_used: dict[str, datetime] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class SessionSnapshot:
    """One signed-in browser. ``mark`` names it in links and signs nobody in."""

    mark: str
    browser: str | None
    system: str | None
    address: str | None
    created_at: datetime
    last_used_at: datetime
    is_current: bool


def open_session(operator_id: int, now: datetime, device: Device = Device()) -> str:  # noqa: B008 - frozen
    """Begin a session; returns its secret key for the cookie."""
    secret = new_secret()
    with transaction():
        db.session.execute(delete(OperatorSession).where(OperatorSession.expires_at <= now))
        db.session.execute(update(Operator).where(Operator.id == operator_id).values(last_seen_at=now))
        db.session.add(
            OperatorSession(
                key_hash=hash_secret(secret),
                operator_id=operator_id,
                created_at=now,
                expires_at=now + LIFETIME,
                last_used_at=now,
                browser=device.browser,
                system=device.system,
                address=device.address,
            )
        )
    return secret


def sessions_of(operator_id: int, current_key: str | None, now: datetime) -> tuple[SessionSnapshot, ...]:
    """Where the operator is signed in, this browser first and then by last use."""
    rows = db.session.execute(
        select(OperatorSession)
        .where(OperatorSession.operator_id == operator_id, OperatorSession.expires_at > now)
        .order_by(OperatorSession.last_used_at.desc(), OperatorSession.key_hash)
    ).scalars()
    current = hash_secret(current_key) if current_key else ""
    found = [
        SessionSnapshot(
            mark=row.key_hash[: queries.MARK_LENGTH],
            browser=row.browser,
            system=row.system,
            address=row.address,
            created_at=row.created_at,
            last_used_at=row.last_used_at or row.created_at,
            is_current=row.key_hash == current,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda each: not each.is_current))


def end_session(operator: OperatorSnapshot, mark: str, now: datetime) -> None:
    """Sign one of one's own browsers out; raises NotFound for a session that is none of theirs or over."""
    if len(mark) != queries.MARK_LENGTH:
        raise NotFound(N_("there is no such session; it may have ended by itself"))
    with transaction() as publish:
        gone = db.session.execute(
            delete(OperatorSession)
            .where(
                OperatorSession.operator_id == operator.id, OperatorSession.key_hash.startswith(mark, autoescape=True)
            )
            .returning(OperatorSession.key_hash)
        ).first()
        if gone is None:
            raise NotFound(N_("there is no such session; it may have ended by itself"))
        record(operator, Action.SIGNED_OUT_ELSEWHERE, operator.name, {"sessions": 1}, now=now)
        publish(events.OperatorChanged(at=now, operator_id=operator.id))


def end_other_sessions(operator: OperatorSnapshot, keep_key: str, now: datetime) -> int:
    """Sign every other browser of one's own out; returns how many."""
    with transaction() as publish:
        ended = drop_sessions(publish, operator.id, now, keep_key=keep_key)
        if ended:
            record(operator, Action.SIGNED_OUT_ELSEWHERE, operator.name, {"sessions": ended}, now=now)
    return ended


def drop_sessions(publish: Publish, operator_id: int, now: datetime, *, keep_key: str | None = None) -> int:
    """End the sessions of an account, but for one, inside the caller's transaction; returns how many."""
    gone = delete(OperatorSession).where(OperatorSession.operator_id == operator_id)
    if keep_key is not None:
        gone = gone.where(OperatorSession.key_hash != hash_secret(keep_key))
    ended = len(db.session.execute(gone.returning(OperatorSession.key_hash)).all())
    if keep_key is None:
        publish(events.OperatorSignedOut(at=now, operator_id=operator_id, session_key=None))
    else:
        publish(events.OperatorChanged(at=now, operator_id=operator_id))
    return ended


def note_use(session_key: str, now: datetime) -> None:
    """Remember that a session was used; written down by a chore, so that no page waits for it."""
    with _lock:
        _used[hash_secret(session_key)] = now


def write_uses() -> None:
    """Write down when sessions were last used in this process."""
    with _lock:
        used = dict(_used)
        _used.clear()
    if not used:
        return
    with transaction():
        for key_hash, at in sorted(used.items()):
            db.session.execute(
                update(OperatorSession).where(OperatorSession.key_hash == key_hash).values(last_used_at=at)
            )
        newest = select(OperatorSession.operator_id).where(OperatorSession.key_hash.in_(used)).distinct()
        db.session.execute(update(Operator).where(Operator.id.in_(newest)).values(last_seen_at=max(used.values())))

"""Who works here, and who is there right now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select

from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot, PresenceState
from app.foundation.database import db
from app.foundation.secrets import hash_secret
from app.operators.models import Operator, OperatorDepartment, OperatorLease, OperatorSession

MARK_LENGTH = 24


def operator_by_id(operator_id: int) -> OperatorSnapshot | None:
    """One operator, active or not."""
    row = db.session.execute(select(Operator).where(Operator.id == operator_id)).scalar_one_or_none()
    return None if row is None else snapshot(row)


def operators() -> tuple[OperatorSnapshot, ...]:
    """Every operator by name."""
    rows = db.session.execute(select(Operator).order_by(Operator.name, Operator.id)).scalars()
    return tuple(snapshot(row) for row in rows)


def has_password(operator_id: int) -> bool:
    """Whether the account can sign in, because a password was set."""
    found = select(Operator.id).where(Operator.id == operator_id, Operator.password_hash.is_not(None))
    return db.session.execute(found).first() is not None


def operator_of_session(session_key: str, now: datetime) -> OperatorSnapshot | None:
    """Whose browser this is; None once the session ended, expired, or the account was switched off."""
    row = db.session.execute(
        select(Operator)
        .join(OperatorSession, OperatorSession.operator_id == Operator.id)
        .where(
            OperatorSession.key_hash == hash_secret(session_key),
            OperatorSession.expires_at > now,
            Operator.is_active.is_(True),
        )
    ).scalar_one_or_none()
    return None if row is None else snapshot(row)


def session_mark(session_key: str) -> str:
    """A name of a session that may travel in a link: it tells nothing of the key and signs nobody in."""
    return hash_secret(session_key)[:MARK_LENGTH]


def operator_of_mark(operator_id: int, mark: str, now: datetime) -> OperatorSnapshot | None:
    """The operator, as long as the session that the mark names lasts; None once it ended or the account is off."""
    row = db.session.execute(
        select(Operator)
        .join(OperatorSession, OperatorSession.operator_id == Operator.id)
        .where(
            Operator.id == operator_id,
            OperatorSession.key_hash.startswith(mark, autoescape=True),
            OperatorSession.expires_at > now,
            Operator.is_active.is_(True),
        )
    ).scalar_one_or_none()
    return None if row is None or len(mark) != MARK_LENGTH else snapshot(row)


def presence_of(operator_id: int, now: datetime) -> PresenceState:
    """What an operator says, when a desk is open; else offline."""
    state = db.session.execute(
        select(Operator.chosen_state).where(Operator.id == operator_id, Operator.is_active.is_(True), _has_desk(now))
    ).scalar_one_or_none()
    return PresenceState.OFFLINE if state is None else PresenceState(state)


def operators_present(now: datetime) -> tuple[tuple[OperatorSnapshot, PresenceState], ...]:
    """Everybody with an open desk, with what they say about being there."""
    rows = db.session.execute(
        select(Operator).where(Operator.is_active.is_(True), _has_desk(now)).order_by(Operator.name, Operator.id)
    ).scalars()
    return tuple((snapshot(row), PresenceState(row.chosen_state)) for row in rows)


def operators_online(now: datetime) -> tuple[OperatorSnapshot, ...]:
    """Those who can take a chat now."""
    return tuple(who for who, state in operators_present(now) if state is PresenceState.ONLINE)


def team_is_online(department_ids: Sequence[int] | None, now: datetime) -> bool:
    """Whether somebody who serves one of the departments (any, for None or an empty list) is online."""
    conditions = [Operator.is_active.is_(True), Operator.chosen_state == PresenceState.ONLINE.value, _has_desk(now)]
    if department_ids:
        serves = exists().where(OperatorDepartment.operator_id == Operator.id)
        one_of_them = serves.where(OperatorDepartment.department_id.in_(department_ids))
        conditions.append(or_(one_of_them, ~serves))
    return bool(db.session.execute(select(exists().where(*conditions))).scalar())


def snapshot(row: Operator) -> OperatorSnapshot:
    """The picture of an account that may leave this feature."""
    departments = db.session.execute(
        select(OperatorDepartment.department_id)
        .where(OperatorDepartment.operator_id == row.id)
        .order_by(OperatorDepartment.department_id)
    ).scalars()
    return OperatorSnapshot(
        id=row.id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        is_active=row.is_active,
        departments=tuple(departments),
    )


def _has_desk(now: datetime) -> ColumnElement[bool]:
    return exists().where(OperatorLease.operator_id == Operator.id, OperatorLease.expires_at > now)

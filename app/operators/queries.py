"""Who works here, and who is there right now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from app.domain.roles import Permission, Role
from app.domain.snapshots import OperatorSnapshot, PresenceState
from app.foundation.database import db
from app.foundation.secrets import hash_secret
from app.operators.models import Operator, OperatorDepartment, OperatorSession, OwnRole
from app.operators.standing import Standing, is_team_online, standing_of, standings

MARK_LENGTH = 24


def operator_by_id(operator_id: int) -> OperatorSnapshot | None:
    """One operator, active or not."""
    row = db.session.execute(select(Operator).where(Operator.id == operator_id)).scalar_one_or_none()
    return None if row is None else snapshot(row)


def operator_by_email(email: str) -> OperatorSnapshot | None:
    """The account of an address in small letters, active or not."""
    row = db.session.execute(select(Operator).where(Operator.email == email)).scalar_one_or_none()
    return None if row is None else snapshot(row)


def operators() -> tuple[OperatorSnapshot, ...]:
    """Every operator by name."""
    rows = db.session.execute(select(Operator).order_by(Operator.name, Operator.id)).scalars()
    return snapshots(list(rows))


def has_password(operator_id: int) -> bool:
    """Whether the account can sign in, because a password was set."""
    found = select(Operator.id).where(Operator.id == operator_id, Operator.password_hash.is_not(None))
    return db.session.execute(found).first() is not None


def language_of(operator_id: int) -> str | None:
    """The language that an operator chose for the console."""
    return db.session.execute(select(Operator.language).where(Operator.id == operator_id)).scalar_one_or_none()


def password_mark(operator_id: int) -> str | None:
    """What changes with the password and tells nothing of it; None without one."""
    found = db.session.execute(select(Operator.password_hash).where(Operator.id == operator_id)).scalar_one_or_none()
    return None if found is None else hash_secret(found)[:MARK_LENGTH]


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


def operators_of_sessions(session_keys: Iterable[str], now: datetime) -> dict[str, OperatorSnapshot]:
    """Whose browsers these are, by key; without those whose session ended or whose account is off."""
    keys = {hash_secret(each): each for each in session_keys}
    if not keys:
        return {}
    rows = db.session.execute(
        select(OperatorSession.key_hash, Operator)
        .join(Operator, OperatorSession.operator_id == Operator.id)
        .where(OperatorSession.key_hash.in_(keys), OperatorSession.expires_at > now, Operator.is_active.is_(True))
    ).all()
    people = {each.id: each for each in snapshots(list({row.Operator.id: row.Operator for row in rows}.values()))}
    return {keys[row.key_hash]: people[row.Operator.id] for row in rows}


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
    """What an operator says, when a desk is open; away when nobody touches it, offline without one."""
    return standing_of(operator_id, now).state


def operators_present(now: datetime) -> tuple[tuple[OperatorSnapshot, PresenceState], ...]:
    """Everybody with an open desk, with what is known about their being there."""
    return tuple((who, standing.state) for who, standing in operators_standing(now))


def operators_standing(now: datetime) -> tuple[tuple[OperatorSnapshot, Standing], ...]:
    """Everybody with an open desk by name, with their presence and its reason."""
    found = standings(now)
    rows = db.session.execute(
        select(Operator).where(Operator.id.in_(list(found))).order_by(Operator.name, Operator.id)
    ).scalars()
    return tuple((each, found[each.id]) for each in snapshots(list(rows)))


def operators_online(now: datetime) -> tuple[OperatorSnapshot, ...]:
    """Those who can take a chat now."""
    return tuple(who for who, state in operators_present(now) if state is PresenceState.ONLINE)


def team_is_online(department_ids: Sequence[int] | None, now: datetime) -> bool:
    """Whether visitors of one of the departments (any, for None or an empty list) find the team online.

    Hours and people decide, as each department says.
    """
    return is_team_online(department_ids, now)


def snapshot(row: Operator) -> OperatorSnapshot:
    """The picture of an account that may leave this feature."""
    return snapshots([row])[0]


def snapshots(rows: Sequence[Operator]) -> tuple[OperatorSnapshot, ...]:
    """The pictures of several accounts, with their departments and roles looked up together."""
    serve = _departments_of([row.id for row in rows])
    roles = _permissions_of({row.role_id for row in rows if row.role_id is not None})
    return tuple(
        OperatorSnapshot(
            id=row.id,
            email=row.email,
            name=row.name,
            role=Role(row.role),
            is_active=row.is_active,
            departments=tuple(serve.get(row.id, ())),
            permissions=None if row.role_id is None else roles[row.role_id],
        )
        for row in rows
    )


def known_permissions(stored: Sequence[str]) -> frozenset[Permission]:
    """Permissions as a role of the site's own stores them; what a newer version knew is left out."""
    known = {each.value for each in Permission}
    return frozenset(Permission(each) for each in stored if each in known)


def _departments_of(operator_ids: Sequence[int]) -> dict[int, list[int]]:
    rows = db.session.execute(
        select(OperatorDepartment.operator_id, OperatorDepartment.department_id)
        .where(OperatorDepartment.operator_id.in_(operator_ids))
        .order_by(OperatorDepartment.department_id)
    )
    found: dict[int, list[int]] = {}
    for operator_id, department_id in rows:
        found.setdefault(operator_id, []).append(department_id)
    return found


def _permissions_of(role_ids: set[int]) -> dict[int, frozenset[Permission]]:
    if not role_ids:
        return {}
    rows = db.session.execute(select(OwnRole.id, OwnRole.permissions).where(OwnRole.id.in_(role_ids)))
    return {role_id: known_permissions(stored) for role_id, stored in rows}

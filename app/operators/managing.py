"""Looking after the team: inviting, changing, switching off and deleting accounts, and never locking everybody out.

Every change first locks the administrators' rows, in one order, and then reads the account that acts anew. So of two
administrators who demote each other in the same instant the second is no administrator any more and is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from app.departments.queries import all_departments
from app.domain import events
from app.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.domain.roles import Permission, Role
from app.domain.snapshots import OperatorSnapshot
from app.domain.translation import N_
from app.foundation.database import Publish, db, locked, transaction
from app.foundation.login import demand, permissions_of
from app.foundation.text import clean_line
from app.operators import presence, queries, service
from app.operators.audit import Action, record
from app.operators.models import OneTimeLink, Operator, OperatorDepartment, OwnRole, RecoveryCode, SecondFactor
from app.operators.own_roles import demand_no_more_than
from app.operators.sessions import drop_sessions

LONGEST_NAME = 120
MOST_CHATS = 100


@dataclass(frozen=True, slots=True)
class OperatorDraft:
    """What an account shall be. ``role_id`` names a role of the site's own, whose base then replaces ``role``.

    No departments means all of them; ``capacity`` is how many chats at once, 0 for what holds for everybody.
    """

    name: str
    role: Role
    role_id: int | None = None
    department_ids: tuple[int, ...] = ()
    capacity: int = 0


def invite(
    email: str, draft: OperatorDraft, actor: OperatorSnapshot | None, now: datetime
) -> tuple[OperatorSnapshot, str]:
    """Create an account and the link with which its owner joins; the link's secret cannot be seen again."""
    with transaction():
        doer = _actor(actor)
        role, role_id = _role_of(draft, doer)
        made = service.create_operator(
            email=email, name=draft.name, role=role, department_ids=_departments(draft.department_ids), now=now
        )
        row = _row(made.id)
        row.role_id, row.capacity = role_id, _capacity(draft.capacity)
        db.session.flush()
        record(actor, Action.OPERATOR_INVITED, made.name, {"email": made.email, "role": _role_name(row)}, now=now)
        return queries.snapshot(row), service.issue_link(made.id, now)


def change_operator(
    operator_id: int, draft: OperatorDraft, actor: OperatorSnapshot | None, now: datetime
) -> OperatorSnapshot:
    """Change somebody's name, role, departments and capacity; it holds at once, also at their open desks."""
    name = clean_line(draft.name, LONGEST_NAME)
    if not name:
        raise InvalidInput(N_("an operator needs a name"), field="name")
    with transaction() as publish:
        administrators = _lock_administrators()
        doer = _actor(actor)
        row = _manageable(operator_id, doer)
        role, role_id = _role_of(draft, doer)
        if role is not Role.ADMINISTRATOR or role_id is not None:
            _keep_an_administrator(administrators, operator_id)
        before = _described(row)
        row.name, row.role, row.role_id, row.capacity = name, role.value, role_id, _capacity(draft.capacity)
        db.session.execute(delete(OperatorDepartment).where(OperatorDepartment.operator_id == operator_id))
        wanted = _departments(draft.department_ids)
        db.session.add_all(OperatorDepartment(operator_id=operator_id, department_id=each) for each in wanted)
        db.session.flush()
        after = _described(row)
        changes = {word: after[word] for word in after if after[word] != before[word]}
        if changes:
            record(actor, Action.OPERATOR_CHANGED, name, changes, now=now)
            publish(events.OperatorChanged(at=now, operator_id=operator_id))
            publish(events.TeamsChanged(at=now))
        return queries.snapshot(row)


def switch(operator_id: int, actor: OperatorSnapshot | None, now: datetime, *, is_active: bool) -> OperatorSnapshot:
    """Let somebody in no more, or again; whoever is switched off is signed out everywhere at once."""
    with transaction() as publish:
        administrators = _lock_administrators()
        row = _manageable(operator_id, _actor(actor))
        if row.is_active == is_active:
            return queries.snapshot(row)
        _demand_another(row, actor)
        if not is_active:
            _keep_an_administrator(administrators, operator_id)
        row.is_active = is_active
        db.session.flush()
        if not is_active:
            _send_away(publish, row, now)
        word = Action.OPERATOR_SWITCHED_ON if is_active else Action.OPERATOR_SWITCHED_OFF
        record(actor, word, row.name, now=now)
        publish(events.TeamsChanged(at=now))
        return queries.snapshot(row)


def delete_operator(operator_id: int, actor: OperatorSnapshot | None, now: datetime) -> OperatorSnapshot:
    """Delete an account for good; what its owner wrote stays under their name."""
    with transaction() as publish:
        administrators = _lock_administrators()
        row = _manageable(operator_id, _actor(actor))
        _demand_another(row, actor)
        _keep_an_administrator(administrators, operator_id)
        gone = queries.snapshot(row)
        has_joined = row.password_hash is not None
        _send_away(publish, row, now)
        db.session.delete(row)
        db.session.flush()
        word = Action.OPERATOR_DELETED if has_joined else Action.OPERATOR_INVITATION_WITHDRAWN
        record(actor, word, gone.name, {"email": gone.email}, now=now)
        publish(events.TeamsChanged(at=now))
        return gone


def make_link(operator_id: int, actor: OperatorSnapshot | None, now: datetime) -> tuple[OperatorSnapshot, str]:
    """A new link to join or to set the password: a week for who has not joined yet, an hour for who has."""
    with transaction():
        row = _manageable(operator_id, _actor(actor))
        if not row.is_active:
            raise Conflict(N_("this account is switched off; switch it on first"))
        lifetime = service.LINK_LIFETIME if row.password_hash is None else service.RESET_LIFETIME
        record(actor, Action.PASSWORD_LINK_MADE, row.name, now=now)
        return queries.snapshot(row), service.issue_link(operator_id, now, lifetime)


def end_sessions(operator_id: int, actor: OperatorSnapshot | None, now: datetime) -> int:
    """Sign somebody out everywhere; returns from how many browsers."""
    with transaction() as publish:
        row = _manageable(operator_id, _actor(actor))
        ended = drop_sessions(publish, operator_id, now)
        record(actor, Action.SIGNED_OUT_ELSEWHERE, row.name, {"sessions": ended}, now=now)
        return ended


def reset_two_factor(operator_id: int, actor: OperatorSnapshot | None, now: datetime) -> OperatorSnapshot:
    """Let somebody in with the password alone, because the telephone is lost; signs them out everywhere."""
    with transaction() as publish:
        row = _manageable(operator_id, _actor(actor))
        db.session.execute(delete(SecondFactor).where(SecondFactor.operator_id == operator_id))
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.operator_id == operator_id))
        drop_sessions(publish, operator_id, now)
        record(actor, Action.TWO_FACTOR_RESET, row.name, now=now)
        return queries.snapshot(row)


def _lock_administrators() -> frozenset[int]:
    """Administrators who can sign in; their rows are locked, so that one change follows the other."""
    found = select(Operator.id).where(
        Operator.role == Role.ADMINISTRATOR.value,
        Operator.role_id.is_(None),
        Operator.is_active.is_(True),
        Operator.password_hash.is_not(None),
    )
    return frozenset(db.session.execute(locked(found.order_by(Operator.id))).scalars())


def _keep_an_administrator(administrators: frozenset[int], operator_id: int) -> None:
    if administrators == {operator_id}:
        raise Conflict(
            N_("this is the last administrator who can sign in; make somebody else an administrator first"),
            field="role",
            code="last_administrator",
        )


def _demand_another(row: Operator, actor: OperatorSnapshot | None) -> None:
    if actor is not None and row.id == actor.id:
        raise Conflict(N_("nobody switches off or deletes their own account; ask a colleague to"), code="own_account")


def _actor(actor: OperatorSnapshot | None) -> OperatorSnapshot | None:
    """Who acts, as they are now; None is the command line, which may do everything."""
    if actor is None:
        return None
    now_known = queries.operator_by_id(actor.id)
    if now_known is None or not now_known.is_active:
        raise Forbidden(N_("your role does not allow this; ask an administrator"))
    demand(now_known, Permission.MANAGE_OPERATORS)
    return now_known


def _manageable(operator_id: int, actor: OperatorSnapshot | None) -> Operator:
    row = _row(operator_id)
    known = queries.snapshot(row)
    demand_no_more_than(actor, permissions_of(known), known.role)
    return row


def _row(operator_id: int) -> Operator:
    found = db.session.execute(locked(select(Operator).where(Operator.id == operator_id))).scalar_one_or_none()
    if found is None:
        raise NotFound(N_("there is no such operator"), code="unknown_operator")
    return found


def _role_of(draft: OperatorDraft, actor: OperatorSnapshot | None) -> tuple[Role, int | None]:
    if draft.role_id is None:
        pretended = OperatorSnapshot(id=0, email="", name="", role=draft.role, is_active=True)
        demand_no_more_than(actor, permissions_of(pretended), draft.role)
        return draft.role, None
    own = db.session.execute(select(OwnRole).where(OwnRole.id == draft.role_id).with_for_update(read=True)).scalar()
    if own is None:
        raise InvalidInput(N_("this role is gone; choose another one"), field="role")
    demand_no_more_than(actor, queries.known_permissions(own.permissions), Role(own.base))
    return Role(own.base), own.id


def _departments(wanted: Sequence[int]) -> list[int]:
    known = {each.id for each in all_departments()}
    if not set(wanted) <= known:
        raise InvalidInput(N_("a department is gone; look at the list again"), field="departments")
    return sorted(set(wanted))


def _capacity(capacity: int) -> int:
    if not 0 <= capacity <= MOST_CHATS:
        raise InvalidInput(
            N_("must be from %(least)s to %(most)s"), field="capacity", values={"least": 0, "most": MOST_CHATS}
        )
    return capacity


def _described(row: Operator) -> dict[str, object]:
    serves = db.session.execute(
        select(OperatorDepartment.department_id).where(OperatorDepartment.operator_id == row.id)
    ).scalars()
    names = {each.id: each.name for each in all_departments()}
    return {
        "name": row.name,
        "role": _role_name(row),
        "departments": sorted(names.get(each, "") for each in serves),
        "capacity": row.capacity,
    }


def _role_name(row: Operator) -> str:
    if row.role_id is None:
        return row.role
    return str(db.session.execute(select(OwnRole.name).where(OwnRole.id == row.role_id)).scalar_one())


def _send_away(publish: Publish, row: Operator, now: datetime) -> None:
    """End what an account has open: desks, sessions and links."""
    drop_sessions(publish, row.id, now)
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.operator_id == row.id))
    presence.leave(publish, row.id, now)
    publish(events.OperatorRemoved(at=now, operator=queries.snapshot(row)))

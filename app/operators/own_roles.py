"""Roles of the site's own: a name, any set of permissions, and the preset as which they count for plugins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from app.domain import events
from app.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.domain.roles import Permission, Role
from app.domain.snapshots import OperatorSnapshot
from app.domain.translation import N_
from app.foundation.database import Publish, db, transaction
from app.foundation.login import has_role, permissions_of
from app.foundation.text import clean_line
from app.operators.audit import Action, record
from app.operators.models import Operator, OwnRole
from app.operators.queries import known_permissions

LONGEST_NAME = 60
MOST_ROLES = 100


@dataclass(frozen=True, slots=True)
class OwnRoleSnapshot:
    """A role of the site's own, with how many operators have it."""

    id: int
    name: str
    base: Role
    permissions: frozenset[Permission]
    members: int


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """What a role of the site's own shall be."""

    name: str
    base: Role
    permissions: frozenset[Permission]


def own_roles() -> tuple[OwnRoleSnapshot, ...]:
    """Every role of the site's own, by name."""
    members = dict(
        db.session.execute(
            select(Operator.role_id, func.count()).where(Operator.role_id.is_not(None)).group_by(Operator.role_id)
        ).all()
    )
    rows = db.session.execute(select(OwnRole).order_by(func.lower(OwnRole.name), OwnRole.id)).scalars()
    return tuple(_snapshot(row, members.get(row.id, 0)) for row in rows)


def own_role(role_id: int) -> OwnRoleSnapshot | None:
    """One of them."""
    return next((each for each in own_roles() if each.id == role_id), None)


def create_role(draft: RoleDraft, actor: OperatorSnapshot | None, now: datetime) -> OwnRoleSnapshot:
    """Add a role. Raises InvalidInput, Conflict for a name in use, Forbidden for more than the actor may."""
    name = _checked(draft, actor)
    with transaction():
        if db.session.execute(select(func.count()).select_from(OwnRole)).scalar_one() >= MOST_ROLES:
            raise Conflict(N_("there are %(most)s roles already"), field="name", values={"most": MOST_ROLES})
        _demand_free(name, None)
        row = OwnRole(name=name, base=draft.base.value, permissions=_stored(draft.permissions), created_at=now)
        db.session.add(row)
        db.session.flush()
        record(actor, Action.ROLE_CREATED, name, {"permissions": _stored(draft.permissions)}, now=now)
        return _snapshot(row, 0)


def change_role(role_id: int, draft: RoleDraft, actor: OperatorSnapshot | None, now: datetime) -> OwnRoleSnapshot:
    """Change a role; it holds at once for everybody who has it, also for those who are connected."""
    name = _checked(draft, actor)
    with transaction() as publish:
        row = _locked(role_id)
        before = known_permissions(row.permissions)
        demand_no_more_than(actor, before, Role(row.base))
        _demand_free(name, role_id)
        row.name, row.base, row.permissions = name, draft.base.value, _stored(draft.permissions)
        db.session.execute(update(Operator).where(Operator.role_id == role_id).values(role=draft.base.value))
        db.session.flush()
        changes = {"added": _stored(draft.permissions - before), "removed": _stored(before - draft.permissions)}
        record(actor, Action.ROLE_CHANGED, name, {word: each for word, each in changes.items() if each}, now=now)
        members = _tell_members(publish, role_id, now)
        return _snapshot(row, members)


def delete_role(role_id: int, actor: OperatorSnapshot | None, now: datetime) -> OwnRoleSnapshot:
    """Take a role away that nobody has. Raises NotFound, and Conflict while somebody has it."""
    with transaction():
        row = _locked(role_id)
        demand_no_more_than(actor, known_permissions(row.permissions), Role(row.base))
        gone = _snapshot(row, 0)
        if db.session.execute(select(Operator.id).where(Operator.role_id == role_id).limit(1)).first() is not None:
            raise Conflict(N_("somebody still has this role; give them another one first"), code="role_in_use")
        db.session.delete(row)
        db.session.flush()
        record(actor, Action.ROLE_DELETED, gone.name, now=now)
        return gone


def demand_no_more_than(actor: OperatorSnapshot | None, permissions: frozenset[Permission], base: Role) -> None:
    """Nobody gives away, or takes from others, more than they have themselves; None is the command line."""
    if actor is None or (permissions <= permissions_of(actor) and has_role(actor, base)):
        return
    raise Forbidden(N_("this role may do more than you, so only somebody who may do as much can deal with it"))


def _checked(draft: RoleDraft, actor: OperatorSnapshot | None) -> str:
    name = clean_line(draft.name, LONGEST_NAME + 1)
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput(
            N_("a role's name has 1 to %(most)s characters"), field="name", values={"most": LONGEST_NAME}
        )
    demand_no_more_than(actor, draft.permissions, draft.base)
    return name


def _demand_free(name: str, own_id: int | None) -> None:
    taken = select(OwnRole.id).where(func.lower(OwnRole.name) == name.lower(), OwnRole.id != (own_id or 0))
    if db.session.execute(taken).first() is not None:
        raise Conflict(N_("there is a role with this name already"), field="name")


def _locked(role_id: int) -> OwnRole:
    row = db.session.execute(select(OwnRole).where(OwnRole.id == role_id).with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound(N_("there is no such role"))
    return row


def _tell_members(publish: Publish, role_id: int, now: datetime) -> int:
    ids = db.session.execute(select(Operator.id).where(Operator.role_id == role_id)).scalars().all()
    for operator_id in ids:
        publish(events.OperatorChanged(at=now, operator_id=operator_id))
    return len(ids)


def _stored(permissions: frozenset[Permission]) -> list[str]:
    return sorted(each.value for each in permissions)


def _snapshot(row: OwnRole, members: int) -> OwnRoleSnapshot:
    return OwnRoleSnapshot(row.id, row.name, Role(row.base), known_permissions(row.permissions), members)

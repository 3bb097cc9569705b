"""The team as the page about it shows it: everybody with role, departments and presence, and who was invited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.departments.queries import all_departments
from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot
from app.foundation.database import db
from app.operators import queries
from app.operators.models import OneTimeLink, Operator, OwnRole
from app.operators.standing import OFFLINE, Standing, standings
from app.operators.two_factor import with_two_factor


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One account. ``own_role`` names a role of the site's own; ``link_until`` is set while a link to join is good."""

    operator: OperatorSnapshot
    role_id: int | None
    own_role: str | None
    departments: tuple[str, ...]
    capacity: int
    standing: Standing
    last_seen_at: datetime | None
    created_at: datetime
    has_two_factor: bool
    has_joined: bool
    link_until: datetime | None


def people(now: datetime) -> tuple[PersonLine, ...]:
    """Every account by name, with what is known of it, in a few questions for all of them."""
    rows = list(db.session.execute(select(Operator).order_by(func.lower(Operator.name), Operator.id)).scalars())
    roles = dict(db.session.execute(select(OwnRole.id, OwnRole.name)).all())
    names = {each.id: each.name for each in all_departments()}
    links = dict(
        db.session.execute(
            select(OneTimeLink.operator_id, func.max(OneTimeLink.expires_at))
            .where(OneTimeLink.expires_at > now)
            .group_by(OneTimeLink.operator_id)
        ).all()
    )
    present, secured = standings(now), with_two_factor()
    return tuple(
        PersonLine(
            operator=operator,
            role_id=row.role_id,
            own_role=None if row.role_id is None else roles.get(row.role_id),
            departments=tuple(names[each] for each in operator.departments if each in names),
            capacity=row.capacity,
            standing=present.get(row.id, OFFLINE),
            last_seen_at=row.last_seen_at,
            created_at=row.created_at,
            has_two_factor=row.id in secured,
            has_joined=row.password_hash is not None,
            link_until=links.get(row.id),
        )
        for row, operator in zip(rows, queries.snapshots(rows), strict=True)
    )


def person(operator_id: int, now: datetime) -> PersonLine | None:
    """One of them."""
    return next((each for each in people(now) if each.operator.id == operator_id), None)


def matching(lines: tuple[PersonLine, ...], words: str) -> tuple[PersonLine, ...]:
    """Those whose name or address has all these words."""
    wanted = words.casefold().split()
    return tuple(
        each
        for each in lines
        if all(word in f"{each.operator.name} {each.operator.email}".casefold() for word in wanted)
    )


def member_names() -> dict[Role | int, tuple[str, ...]]:
    """Who has which role: by preset, or by the id of a role of the site's own."""
    found: dict[Role | int, list[str]] = {}
    rows = db.session.execute(select(Operator.name, Operator.role, Operator.role_id).order_by(Operator.name))
    for name, role, role_id in rows:
        found.setdefault(Role(role) if role_id is None else role_id, []).append(name)
    return {role: tuple(names) for role, names in found.items()}

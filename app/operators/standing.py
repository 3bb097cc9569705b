"""What colleagues see of an operator's presence, and who can take chats of which department now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select

from app.departments.hours import hours_of_departments
from app.domain.snapshots import PresenceState
from app.foundation.database import db
from app.operators.models import Operator, OperatorDepartment, OperatorLease
from app.operators.presence_models import DepartmentPause


@dataclass(frozen=True, slots=True)
class Standing:
    """Presence as others see it. ``is_idle``: away because nobody has touched any of the open desks for a while."""

    state: PresenceState
    reason: str | None = None
    is_idle: bool = False


OFFLINE = Standing(PresenceState.OFFLINE)


@dataclass(frozen=True, slots=True)
class PersonOnline:
    """Somebody who can take chats: of ``serves`` (empty: of all departments) without ``pauses``."""

    id: int
    serves: frozenset[int]
    pauses: frozenset[int]

    def takes(self, department_id: int | None) -> bool:
        """Whether chats of this department reach them; those of no department reach everybody."""
        if department_id is None:
            return True
        return department_id not in self.pauses and (not self.serves or department_id in self.serves)


def standing_of(operator_id: int, now: datetime) -> Standing:
    """One operator's presence."""
    row = db.session.execute(_standings(now).where(Operator.id == operator_id)).first()
    return OFFLINE if row is None else _standing(row)


def standings(now: datetime) -> dict[int, Standing]:
    """The presence of everybody with an open desk, by operator id."""
    return {row.id: _standing(row) for row in db.session.execute(_standings(now))}


def people_online(now: datetime) -> tuple[PersonOnline, ...]:
    """Those who can take a chat now."""
    online = [who for who, standing in standings(now).items() if standing.state is PresenceState.ONLINE]
    if not online:
        return ()
    serves, pauses = _departments_of(online), pauses_of(online, now)
    return tuple(PersonOnline(who, frozenset(serves[who]), frozenset(pauses.get(who, {}))) for who in online)


def people_online_for(department_id: int | None, now: datetime) -> tuple[int, ...]:
    """The ids of those who are online and take chats of this department."""
    return tuple(each.id for each in people_online(now) if each.takes(department_id))


def pauses_of(operator_ids: Sequence[int], now: datetime) -> dict[int, dict[int, datetime]]:
    """The departments that these operators do not serve for now and until when, by operator id."""
    rows = db.session.execute(
        select(DepartmentPause).where(DepartmentPause.operator_id.in_(operator_ids), DepartmentPause.until > now)
    ).scalars()
    found: defaultdict[int, dict[int, datetime]] = defaultdict(dict)
    for row in rows:
        found[row.operator_id][row.department_id] = row.until
    return dict(found)


def is_team_online(department_ids: Sequence[int] | None, now: datetime) -> bool:
    """Whether visitors of one of the departments (of any, for None or an empty list) find the team online."""
    people = people_online(now)
    departments = hours_of_departments(department_ids or None)
    if not departments:
        return any(not each.serves for each in people) if department_ids else bool(people)
    return any(
        each.lets_in(now, has_people=any(person.takes(each.department_id) for person in people)) for each in departments
    )


def team_back_at(department_ids: Sequence[int] | None, now: datetime) -> datetime | None:
    """When the first of the departments opens again, where hours keep all of them closed; None: nobody can say."""
    moments = [each.back_at(now) for each in hours_of_departments(department_ids or None)]
    known = [moment for moment in moments if moment is not None]
    return min(known) if known and len(known) == len(moments) else None


def has_desk(now: datetime) -> ColumnElement[bool]:
    """Whether an operator has an open desk."""
    return exists().where(OperatorLease.operator_id == Operator.id, OperatorLease.expires_at > now)


def _is_touched(now: datetime) -> ColumnElement[bool]:
    return exists().where(
        OperatorLease.operator_id == Operator.id, OperatorLease.expires_at > now, OperatorLease.is_idle.is_(False)
    )


def _standings(now: datetime) -> Select[int, str, str | None, bool]:
    touched = _is_touched(now).label("is_touched")
    return select(Operator.id, Operator.chosen_state, Operator.away_reason, touched).where(
        Operator.is_active.is_(True), has_desk(now)
    )


def _standing(row: Any) -> Standing:
    state = PresenceState(row.chosen_state)
    if state is PresenceState.ONLINE and not row.is_touched:
        return Standing(PresenceState.AWAY, is_idle=True)
    return Standing(state, row.away_reason if state is PresenceState.AWAY else None)


def _departments_of(operator_ids: Sequence[int]) -> defaultdict[int, set[int]]:
    rows = db.session.execute(
        select(OperatorDepartment.operator_id, OperatorDepartment.department_id).where(
            OperatorDepartment.operator_id.in_(operator_ids)
        )
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for operator_id, department_id in rows:
        found[operator_id].add(department_id)
    return found

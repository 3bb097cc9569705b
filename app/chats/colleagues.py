"""Colleagues who can be given a chat: who is there, how many chats they have, and how many they can have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.chats.flow_settings import flow_rules
from app.chats.models import Chat
from app.departments.queries import all_departments
from app.domain.snapshots import ChatState, DepartmentSnapshot, OperatorSnapshot, PresenceState
from app.foundation.database import db
from app.operators.models import Operator
from app.operators.queries import operators_online, operators_present
from app.operators.standing import people_online, people_online_for


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody with an open desk: what they say about being there, their open chats, and how many they can have."""

    operator: OperatorSnapshot
    state: PresenceState
    load: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Targets:
    """Who can be offered a chat: people with an open desk, and departments with the number of those online."""

    colleagues: tuple[Colleague, ...]
    departments: tuple[tuple[DepartmentSnapshot, int], ...]


def online_in(department_id: int | None, now: datetime) -> tuple[OperatorSnapshot, ...]:
    """Those who are online and take chats of a department now; everybody online, where the chat belongs to none."""
    able = people_online_for(department_id, now)
    return tuple(each for each in operators_online(now) if each.id in able)


def targets(operator: OperatorSnapshot, now: datetime) -> Targets:
    """Whom this operator can offer a chat; a handful of questions to the database, however many there are."""
    present = [(who, state) for who, state in operators_present(now) if who.id != operator.id]
    seen = [(who, state) for who, state in present if state in (PresenceState.ONLINE, PresenceState.AWAY)]
    numbers = [who.id for who, _state in seen]
    load, room = loads_of(numbers), capacities_of(numbers)
    people = tuple(Colleague(who, state, load[who.id], room[who.id]) for who, state in seen)
    online = [who for who in people_online(now) if who.id != operator.id]
    return Targets(people, tuple((each, sum(who.takes(each.id) for who in online)) for each in all_departments()))


def loads_of(operator_ids: Sequence[int]) -> dict[int, int]:
    """How many open chats each of these has."""
    counted = select(Chat.operator_id, func.count()).where(Chat.operator_id.in_(operator_ids))
    rows = db.session.execute(counted.where(Chat.state == ChatState.ACTIVE.value).group_by(Chat.operator_id))
    return dict.fromkeys(operator_ids, 0) | {number: count for number, count in rows if number is not None}


def capacities_of(operator_ids: Sequence[int]) -> dict[int, int]:
    """How many chats each of these can be given by itself: their own number, else the site's."""
    rows = db.session.execute(select(Operator.id, Operator.capacity).where(Operator.id.in_(operator_ids)))
    usual = flow_rules().capacity
    return {number: own or usual for number, own in rows}

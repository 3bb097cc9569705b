"""How it stands right now: who is there, who waits, and how today went; for supervisors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.chats.models import Chat
from app.chats.queries import IS_OPEN
from app.departments.queries import all_departments
from app.domain.snapshots import ChatState
from app.foundation.database import db
from app.operators.queries import operators, operators_present, team_is_online
from app.reports.chat_figures import ChatFigures, figures_of
from app.reports.chat_queries import chat_facts
from app.reports.periods import last_days
from app.visitors.queries import visitors_online_count


@dataclass(frozen=True, slots=True)
class Colleague:
    """An operator with a desk or with chats. ``state`` is a word of ``PresenceState``."""

    name: str
    state: str
    chats: int


@dataclass(frozen=True, slots=True)
class DepartmentNow:
    """A department. ``is_online`` says whether its visitors find somebody."""

    name: str
    is_online: bool
    waiting: int
    active: int


@dataclass(frozen=True, slots=True)
class LiveBoard:
    """The moment. ``waiting_since`` is when the chat began that has waited longest; None where nobody waits."""

    at: datetime
    visitors: int
    waiting: int
    waiting_since: datetime | None
    active: int
    team: tuple[Colleague, ...]
    departments: tuple[DepartmentNow, ...]
    today: ChatFigures


def live_board(now: datetime, zone: str) -> LiveBoard:
    """How it stands; ``today`` is that of the zone."""
    counts = _open_chats()
    waiting = {department: number for (state, department), number in counts.items() if state == ChatState.WAITING}
    active = {department: number for (state, department), number in counts.items() if state == ChatState.ACTIVE}
    return LiveBoard(
        at=now,
        visitors=visitors_online_count(now),
        waiting=sum(waiting.values()),
        waiting_since=_waiting_since(),
        active=sum(active.values()),
        team=_team(now),
        departments=tuple(
            DepartmentNow(each.name, team_is_online([each.id], now), waiting.get(each.id, 0), active.get(each.id, 0))
            for each in all_departments()
        ),
        today=figures_of(chat_facts(last_days(1, now, zone))),
    )


def _open_chats() -> dict[tuple[str, int | None], int]:
    found = select(Chat.state, Chat.department_id, func.count()).where(IS_OPEN).group_by(Chat.state, Chat.department_id)
    return {(state, department): number for state, department, number in db.session.execute(found)}


def _waiting_since() -> datetime | None:
    longest = select(func.min(Chat.started_at)).where(Chat.state == ChatState.WAITING.value)
    return db.session.execute(longest).scalar_one()


def _team(now: datetime) -> tuple[Colleague, ...]:
    """Those who are there, and those who are not but have chats."""
    chats = (
        select(Chat.operator_id, func.count()).where(Chat.state == ChatState.ACTIVE.value).group_by(Chat.operator_id)
    )
    loads = {row[0]: row[1] for row in db.session.execute(chats)}
    states = {who.id: state.value for who, state in operators_present(now)}
    return tuple(
        Colleague(each.name, states.get(each.id, "offline"), loads.get(each.id, 0))
        for each in operators()
        if each.id in states or loads.get(each.id)
    )

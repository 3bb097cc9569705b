"""Giving waiting chats to people by load: to whoever has the fewest, below their capacity, and on to the next one.

Any number of processes may do this. The chat's row lock decides about the chat, and the locks on the people's rows,
taken in the order of their numbers, keep two processes from filling one person beyond their capacity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, select

from app.chats import accepting, queries, returning, rounds
from app.chats.colleagues import capacities_of, loads_of, online_in
from app.chats.flow_settings import FlowRules, flow_rules
from app.chats.models import Chat, ChatAssignment, Message
from app.departments.hours import hours_of, hours_of_departments
from app.departments.queries import of_department
from app.domain import events
from app.domain.opening_hours import is_open
from app.domain.snapshots import ChatSnapshot, ChatState, OperatorSnapshot, SenderKind
from app.foundation.database import Publish, db, locked
from app.operators.models import Operator
from app.operators.standing import people_online

MOST_TRIES = 6
"""So often in all a chat is given to somebody by itself; then it lies in the open queue until a person takes it."""

NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Free:
    """Somebody who can be given a chat."""

    operator: OperatorSnapshot
    load: int
    since: datetime


@dataclass(frozen=True, slots=True)
class _Lying:
    """A chat in the queue that could be given: its department, and who has just had it."""

    chat_id: int
    department_id: int | None
    last: int | None


def assign_by_load(now: datetime) -> int:
    """Give every waiting chat to somebody, and what is not answered in time to the next; how many were given."""
    rules = flow_rules()
    if not rules.by_load:
        return 0
    late = select(ChatAssignment.chat_id).where(ChatAssignment.answer_by <= now).order_by(ChatAssignment.answer_by)
    passed_on = rounds.one_by_one(rounds.found(late), lambda publish, chat_id: _pass_on(publish, chat_id, rules, now))
    return passed_on + _give_all(_takers_now(now), rules, now)


def _give_all(takers: Mapping[int | None, frozenset[int]], rules: FlowRules, now: datetime) -> int:
    """Where one chat finds nobody, the others that ask the same people are left for the next round."""
    given = 0
    in_vain: set[tuple[int | None, int | None]] = set()
    for each in _lying(takers) if takers else ():
        asked = (each.department_id, each.last)
        if asked not in in_vain:
            done = rounds.one_by_one([each.chat_id], lambda publish, chat_id: _give(publish, chat_id, rules, now))
            given += done
            in_vain |= set() if done else {asked}
    return given


def _in_queue() -> tuple[ColumnElement[bool], ...]:
    """The chats that lie in the queue, without those that were given often enough."""
    may_try = or_(ChatAssignment.tries.is_(None), ChatAssignment.tries < MOST_TRIES)
    return (Chat.state == ChatState.WAITING.value, Chat.operator_id.is_(None), may_try)


def _takers_now(now: datetime) -> Mapping[int | None, frozenset[int]]:
    """Who has room, for each department whose chats wait and that somebody can take chats of now."""
    found = select(Chat.department_id).outerjoin(ChatAssignment, ChatAssignment.chat_id == Chat.id)
    waiting = db.session.execute(found.where(*_in_queue()).distinct()).scalars().all()
    people = people_online(now) if waiting else ()
    numbers = [each.id for each in people]
    load, room = loads_of(numbers), capacities_of(numbers)
    free = [each for each in people if load[each.id] < room.get(each.id, 0)]
    hours = hours_of_departments([each for each in waiting if each is not None]) if free else ()
    shut = {each.department_id for each in hours if not is_open(each.hours, now)}
    able = {each: frozenset(who.id for who in free if who.takes(each)) for each in waiting if each not in shut}
    db.session.rollback()
    return {each: who for each, who in able.items() if who}


def _lying(takers: Mapping[int | None, frozenset[int]]) -> list[_Lying]:
    """The chats that somebody can be given, longest first; who has just had one is nobody to give it to."""
    rows = db.session.execute(
        select(Chat.id, Chat.department_id, ChatAssignment.operator_id)
        .outerjoin(ChatAssignment, ChatAssignment.chat_id == Chat.id)
        .where(*_in_queue(), or_(*(_of_others(department, able) for department, able in takers.items())))
        .order_by(Chat.started_at, Chat.id)
        .limit(rounds.CHATS_PER_ROUND)
    )
    found = [_Lying(*row) for row in rows]
    db.session.rollback()
    return found


def _of_others(department_id: int | None, able: frozenset[int]) -> ColumnElement[bool]:
    own = of_department(Chat.department_id, department_id)
    if len(able) > 1:
        return own
    return and_(own, or_(ChatAssignment.operator_id.is_(None), ChatAssignment.operator_id.not_in(able)))


def _give(publish: Publish, chat_id: int, rules: FlowRules, now: datetime) -> bool:
    """Give a waiting chat to the next person, but not to who has just had it."""
    chat = queries.chat_by_id(chat_id)
    earlier = db.session.get(ChatAssignment, chat_id, populate_existing=True)
    if chat.state is not ChatState.WAITING or chat.operator_id is not None:
        return False
    last, tries = (earlier.operator_id, earlier.tries) if earlier else (None, 0)
    person = _next_person(chat, last, now)
    if person is None or not accepting.give_if_free(publish, chat_id, person, "assigned", now):
        return False
    _remember(chat_id, person.id, now + rules.answer_within, tries + 1)
    return True


def _pass_on(publish: Publish, chat_id: int, rules: FlowRules, now: datetime) -> bool:
    """Take a chat from somebody who did not answer in time: on to the next, else back to the open queue."""
    row = db.session.get(ChatAssignment, chat_id, populate_existing=True)
    if row is None or row.answer_by is None or row.answer_by > now:
        return False
    last, tries = row.operator_id, row.tries
    chat = queries.chat_by_id(chat_id)
    if chat.state is not ChatState.ACTIVE or chat.operator_id != last or last is None or _has_answered(chat, last):
        db.session.execute(delete(ChatAssignment).where(ChatAssignment.chat_id == chat_id))
        return False
    person = _next_person(chat, last, now) if tries < MOST_TRIES else None
    if person is None:
        returning.to_queue(publish, chat_id, now)
        _remember(chat_id, last, None, tries)
        return False
    accepting.hand_over(publish, chat_id, person, "assigned", "", now)
    _remember(chat_id, person.id, now + rules.answer_within, tries + 1)
    told = queries.chat_by_id(chat_id)
    publish(events.ColleagueTold(at=now, chat=told, operator_id=last, code="reassigned", by=person.name))
    return True


def _next_person(chat: ChatSnapshot, last: int | None, now: datetime) -> OperatorSnapshot | None:
    """Who gets this chat: the least loaded, then whoever has had no new chat for longest, then by number."""
    if chat.department_id is not None and not is_open(hours_of(chat.department_id), now):
        return None
    candidates = [each for each in online_in(chat.department_id, now) if each.id != last]
    numbers = sorted(each.id for each in candidates)
    db.session.execute(locked(select(Operator.id).where(Operator.id.in_(numbers)).order_by(Operator.id)))
    chosen = min(_with_room(candidates), key=lambda each: (each.load, each.since, each.operator.id), default=None)
    return None if chosen is None else chosen.operator


def _with_room(people: Sequence[OperatorSnapshot]) -> list[_Free]:
    """Those of them who have fewer chats than they can have, each with their load."""
    numbers = [each.id for each in people]
    load, room, since = loads_of(numbers), capacities_of(numbers), _latest_chats(numbers)
    free = (each for each in people if load[each.id] < room.get(each.id, 0))
    return [_Free(each, load[each.id], since.get(each.id, NEVER)) for each in free]


def _latest_chats(numbers: Iterable[int]) -> dict[int, datetime]:
    """When each of them last got a chat; looked up for one after another, because each has had thousands."""
    latest = select(func.max(Chat.owned_since)).where(Chat.operator_id == Operator.id).scalar_subquery()
    rows = db.session.execute(select(Operator.id, latest).where(Operator.id.in_(numbers)))
    return {number: since for number, since in rows if since is not None}


def _has_answered(chat: ChatSnapshot, operator_id: int) -> bool:
    answer = select(Message.id).join(Chat, Chat.id == Message.chat_id)
    by_them = (Message.sender == SenderKind.OPERATOR.value, Message.operator_id == operator_id)
    found = answer.where(Message.chat_id == chat.id, Message.at >= Chat.owned_since, *by_them).limit(1)
    return db.session.execute(found).first() is not None


def _remember(chat_id: int, operator_id: int, answer_by: datetime | None, tries: int) -> None:
    db.session.add(ChatAssignment(chat_id=chat_id, operator_id=operator_id, answer_by=answer_by, tries=tries))
    db.session.flush()

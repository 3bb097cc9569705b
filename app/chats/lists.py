"""The lists of a desk: who waits, whose chat is whose, what was closed today; a page of each and how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select

from app.chats import offers, queries
from app.chats.models import Chat
from app.chats.pictures import chats, picture
from app.domain.snapshots import ChatSnapshot, ChatState, OperatorSnapshot
from app.foundation.database import db

PAGE = 60
LARGEST_PAGE = 200
OPEN = (ChatState.WAITING.value, ChatState.ACTIVE.value)


class ListName(StrEnum):
    """The lists, in the order in which the desk shows them."""

    WAITING = "waiting"
    OFFERED = "offered"
    MINE = "mine"
    ACTIVE = "active"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ChatList:
    """The first chats of a list, and how many are in it altogether."""

    chats: tuple[ChatSnapshot, ...] = ()
    total: int = 0


def lists_of(operator: OperatorSnapshot, day_began: datetime) -> dict[ListName, ChatList]:
    """The first page of every list; two questions to the database, however many chats there are."""
    found = {name: ChatList() for name in ListName}
    found |= _first_pages(operator, Chat.state.in_(OPEN), _list_of_open(operator), [Chat.started_at, Chat.id])
    closed = [Chat.closed_at.desc(), Chat.id.desc()]
    return found | _first_pages(operator, _closed_since(day_began), literal(ListName.CLOSED.value), closed)


def totals_of(operator: OperatorSnapshot, day_began: datetime) -> dict[ListName, int]:
    """How many chats are in every list."""
    named = select(_list_of_open(operator).label("name")).where(Chat.state.in_(OPEN), queries.visible_to(operator))
    lists = named.subquery()
    counted = select(lists.c.name, func.count().label("total")).group_by(lists.c.name)
    totals = dict.fromkeys(ListName, 0)
    totals |= {ListName(row.name): row.total for row in db.session.execute(counted)}
    closed = select(func.count(Chat.id)).where(_closed_since(day_began), queries.visible_to(operator))
    return totals | {ListName.CLOSED: db.session.execute(closed).scalar_one()}


def next_page(
    operator: OperatorSnapshot, name: ListName, after: ChatSnapshot, day_began: datetime
) -> tuple[tuple[ChatSnapshot, ...], bool]:
    """The chats of a list that follow one that is known, and whether still more follow; the list's own order."""
    if name is ListName.CLOSED:
        is_next = or_(Chat.closed_at < after.closed_at, and_(Chat.closed_at == after.closed_at, Chat.id < after.id))
        found = chats().where(_closed_since(day_began), is_next).order_by(Chat.closed_at.desc(), Chat.id.desc())
    else:
        is_next = or_(Chat.started_at > after.started_at, and_(Chat.started_at == after.started_at, Chat.id > after.id))
        is_listed = and_(Chat.state.in_(OPEN), _list_of_open(operator) == name.value)
        found = chats().where(is_listed, is_next).order_by(Chat.started_at, Chat.id)
    found = found.where(queries.visible_to(operator))
    rows = db.session.execute(found.limit(LARGEST_PAGE + 1)).all()
    return tuple(picture(row) for row in rows[:LARGEST_PAGE]), len(rows) > LARGEST_PAGE


def beginning_of_day(now: datetime, zone: str) -> datetime:
    """When the present day began by the site's clock."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return datetime.combine(today, time(), ZoneInfo(zone)).astimezone(now.tzinfo)


def _first_pages(
    operator: OperatorSnapshot, which: ColumnElement[bool], name: Any, order: list[Any]
) -> dict[ListName, ChatList]:
    """Both in one question: the first chats of each list, and beside each of them how many its list has."""
    numbered = (
        select(
            Chat.id,
            name.label("name"),
            func.row_number().over(partition_by=name, order_by=order).label("place"),
            func.count().over(partition_by=name).label("total"),
        )
        .where(which, queries.visible_to(operator))
        .subquery()
    )
    rows = db.session.execute(
        chats()
        .add_columns(numbered.c.name.label("list_name"), numbered.c.total.label("list_total"))
        .join(numbered, numbered.c.id == Chat.id)
        .where(numbered.c.place <= PAGE)
        .order_by(numbered.c.place)
    ).all()
    found: dict[ListName, ChatList] = {}
    for row in rows:
        of_list = ListName(row.list_name)
        known = found.get(of_list, ChatList())
        found[of_list] = ChatList((*known.chats, picture(row)), row.list_total)
    return found


def _list_of_open(operator: OperatorSnapshot) -> Any:
    """The name of the list that an open chat is in, for one operator."""
    is_mine = and_(Chat.state == ChatState.ACTIVE.value, Chat.operator_id == operator.id)
    return case(
        (is_mine, ListName.MINE.value),
        (offers.is_offered_to(operator), ListName.OFFERED.value),
        (Chat.state == ChatState.WAITING.value, ListName.WAITING.value),
        else_=ListName.ACTIVE.value,
    )


def _closed_since(day_began: datetime) -> ColumnElement[bool]:
    return and_(Chat.state == ChatState.CLOSED.value, Chat.closed_at >= day_began)

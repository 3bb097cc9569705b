"""Chats of operators who are gone: after a grace they lie in the queue again, with a line that says so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.sql import ColumnElement

from app.chats import accepting, auto_replies, queries, rounds, system_lines
from app.chats.flow_settings import flow_rules
from app.chats.last_words import has_last_word, has_visitor_online
from app.chats.models import Chat
from app.domain import events
from app.domain.snapshots import ChatSnapshot, ChatState, SenderKind
from app.foundation.database import Publish, db, transaction
from app.operators.models import Operator, OperatorLease

_ACTIVE = Chat.state == ChatState.ACTIVE.value


def return_orphans(now: datetime) -> int:
    """Note whose operator is seen no more, and put what is due back into the queue; how many chats were put back."""
    _note_absence(now)
    grace = flow_rules().returned
    gone = ~exists().where(Operator.id == Chat.operator_id, Operator.is_active.is_(True))  # deleted or switched off
    if grace is not None:
        gone = or_(gone, Chat.owner_gone_at <= now - grace)
    due = select(Chat.id).where(_ACTIVE, gone, ~_is_left_alone(now)).order_by(Chat.id)

    def put_back(publish: Publish, chat_id: int) -> bool:
        to_queue(publish, chat_id, now)
        return True

    return rounds.each_still(due, put_back)


def to_queue(publish: Publish, chat_id: int, now: datetime) -> ChatSnapshot:
    """Nobody has the chat any more; runs under its row lock. Who was never answered waits since the beginning."""
    before = queries.chat_by_id(chat_id)
    waits = {"state": ChatState.WAITING.value, "operator_id": None, "owned_since": None, "owner_gone_at": None}
    since = None if before.first_answered_at is None else now
    values = {**waits, "held_at": None, "queued_at": since}
    db.session.execute(update(Chat).where(Chat.id == chat_id).values(values))
    accepting.forget_plans(chat_id)
    chat = system_lines.say(publish, chat_id, "requeued", before.operator_name or "", now)
    auto_replies.go_on_waiting(publish, chat, now)
    chat = queries.chat_by_id(chat_id)
    publish(events.ChatChanged(at=now, chat=chat))
    if before.operator_id is not None:
        publish(events.ColleagueTold(at=now, chat=chat, operator_id=before.operator_id, code="requeued", by=""))
    return chat


def _note_absence(now: datetime) -> None:
    """Since when an operator is seen no more is written beside their chats; a return takes it away."""
    is_there = _is_there(now)
    left = and_(_ACTIVE, Chat.operator_id.is_not(None), Chat.owner_gone_at.is_(None), ~is_there)
    back = and_(_ACTIVE, Chat.owner_gone_at.is_not(None), is_there)
    changes = ((left, now), (back, None))
    found = [db.session.execute(select(exists().where(each))).scalar() for each, _since in changes]
    db.session.rollback()
    if any(found):
        with transaction():
            for each, since in changes:
                noted = update(Chat).where(each).values(owner_gone_at=since)
                db.session.execute(noted.execution_options(synchronize_session=False))


def _is_there(now: datetime) -> ColumnElement[bool]:
    return exists().where(
        Operator.id == Chat.operator_id,
        Operator.is_active.is_(True),
        OperatorLease.operator_id == Operator.id,
        OperatorLease.expires_at > now,
    )


def _is_left_alone(now: datetime) -> ColumnElement[bool]:
    """A chat that was answered and whose visitor has gone asks for nobody; it ends by its own rule."""
    return and_(Chat.operator_id.is_not(None), ~has_visitor_online(now), has_last_word(SenderKind.OPERATOR))

"""Chats that close by rule: where nobody writes any more, whose visitor left unanswered, where nobody is there."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update

from app.chats import closing, posting, queries, system_lines
from app.chats.closing import SystemReason
from app.chats.flow_settings import FlowRules, flow_rules
from app.chats.last_words import has_last_word
from app.chats.models import Chat
from app.domain.snapshots import ChatState, SenderKind
from app.foundation.database import Publish, db, transaction
from app.operators.queries import team_is_online
from app.visitors.models import Visitor
from app.visitors.queries import is_visitor_online
from app.visitors.visit_rule import VISIT_PAUSE

CHATS_PER_ROUND = 200
_ACTIVE = Chat.state == ChatState.ACTIVE.value
_WAITING = Chat.state == ChatState.WAITING.value
_WARNED = Chat.warned_at >= Chat.last_activity_at
"""Nobody has written since the warning; its own line is the latest activity."""


def close_by_rules(now: datetime) -> int:
    """Warn and close what the rules say; how many chats were closed, however many processes do this."""
    rules = flow_rules()
    closed = 0
    if rules.idle is not None:
        _warn(rules, rules.idle, now)
        closed += _close(_idle(rules, rules.idle, now), SystemReason.IDLE, now)
    if rules.abandoned is not None:
        closed += _close(_abandoned(rules.abandoned, now), SystemReason.ABANDONED, now)
    if rules.unanswered is not None:
        since = func.coalesce(Chat.queued_at, Chat.started_at)
        closed += _close([_WAITING, since <= now - rules.unanswered], SystemReason.UNANSWERED, now)
    return closed


def _warn(rules: FlowRules, idle: timedelta, now: datetime) -> None:
    if not rules.warning:
        return
    quiet = [
        _ACTIVE,
        Chat.held_at.is_(None),
        or_(Chat.warned_at.is_(None), Chat.warned_at < Chat.last_activity_at),
        Chat.last_activity_at <= now - (idle - rules.warning),
    ]
    minutes = str(max(1, round(rules.warning / timedelta(minutes=1))))
    for chat_id in _found(quiet):
        with transaction() as publish:
            if _still(chat_id, quiet) and not _waits_for_us(chat_id, now):
                _say_warning(publish, chat_id, minutes, now)


def _say_warning(publish: Publish, chat_id: int, minutes: str, now: datetime) -> None:
    db.session.execute(update(Chat).where(Chat.id == chat_id).values(warned_at=now))
    system_lines.say(publish, chat_id, "idle_warning", "", now, about=minutes)


def _idle(rules: FlowRules, idle: timedelta, now: datetime) -> list[ColumnElement[bool]]:
    if not rules.warning:
        return [_ACTIVE, Chat.held_at.is_(None), Chat.last_activity_at <= now - idle]
    return [_ACTIVE, Chat.held_at.is_(None), _WARNED, Chat.warned_at <= now - rules.warning]


def _abandoned(after: timedelta, now: datetime) -> list[ColumnElement[bool]]:
    """The visitor said goodbye so long ago. A tab that is merely silent may sleep; it is believed for half an hour."""
    long_gone = Visitor.left_at <= now - after
    silent = Visitor.left_at.is_(None) & (Visitor.last_seen_at <= now - max(after, VISIT_PAUSE))
    gone = select(Visitor.id).where(or_(long_gone, silent))
    return [_WAITING, Chat.last_activity_at <= now - after, Chat.visitor_id.in_(gone)]


def _close(conditions: list[ColumnElement[bool]], reason: SystemReason, now: datetime) -> int:
    done = 0
    for chat_id in _found(conditions):
        with transaction() as publish:
            if _still(chat_id, conditions) and _may_end(chat_id, reason, now):
                closing.close_by_rule(publish, chat_id, reason, now)
                done += 1
    return done


def _may_end(chat_id: int, reason: SystemReason, now: datetime) -> bool:
    if reason is SystemReason.IDLE:
        return not _waits_for_us(chat_id, now)
    if reason is SystemReason.UNANSWERED:
        chat = queries.chat_by_id(chat_id)
        return not team_is_online(None if chat.department_id is None else [chat.department_id], now)
    return True


def _waits_for_us(chat_id: int, now: datetime) -> bool:
    """The visitor is there and has the last word: that is no idle chat, but a person without an answer."""
    visitor_id = queries.chat_by_id(chat_id).visitor_id
    return has_last_word(chat_id, SenderKind.VISITOR) and is_visitor_online(visitor_id, now)


def _found(conditions: list[ColumnElement[bool]]) -> list[int]:
    rows = db.session.execute(select(Chat.id).where(*conditions).order_by(Chat.id).limit(CHATS_PER_ROUND))
    found = list(rows.scalars())
    db.session.rollback()
    return found


def _still(chat_id: int, conditions: list[ColumnElement[bool]]) -> bool:
    """Whether it still holds now that the chat's row is locked."""
    posting.lock(chat_id)
    return db.session.execute(select(Chat.id).where(Chat.id == chat_id, *conditions)).first() is not None

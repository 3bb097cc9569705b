"""Chats that close by rule: where nobody writes any more, whose visitor left unanswered, where nobody is there."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, update

from app.chats import closing, queries, rounds, system_lines
from app.chats.closing import SystemReason
from app.chats.flow_settings import FlowRules, flow_rules
from app.chats.last_words import has_last_word, has_visitor_online
from app.chats.models import Chat
from app.domain.snapshots import ChatState, SenderKind
from app.foundation.database import Publish, db
from app.operators.queries import team_is_online
from app.visitors.models import Visitor
from app.visitors.visit_rule import VISIT_PAUSE

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
        closed += _close(_unanswered(rules.unanswered, now), SystemReason.UNANSWERED, now)
    return closed


def _warn(rules: FlowRules, idle: timedelta, now: datetime) -> None:
    if not rules.warning:
        return
    not_warned = or_(Chat.warned_at.is_(None), Chat.warned_at < Chat.last_activity_at)
    due = _chats(*_quiet_since(now - (idle - rules.warning)), not_warned, ~_waits_for_us(now))
    minutes = str(max(1, round(rules.warning / timedelta(minutes=1))))

    def say_warning(publish: Publish, chat_id: int) -> bool:
        db.session.execute(update(Chat).where(Chat.id == chat_id).values(warned_at=now))
        system_lines.say(publish, chat_id, "idle_warning", "", now, about=minutes)
        return True

    rounds.each_still(due, say_warning)


def _chats(*conditions: ColumnElement[bool]) -> Select[int]:
    return select(Chat.id).where(*conditions).order_by(Chat.id)


def _idle(rules: FlowRules, idle: timedelta, now: datetime) -> Select[int]:
    if not rules.warning:
        return _chats(*_quiet_since(now - idle), ~_waits_for_us(now))
    was_warned = (_WARNED, Chat.warned_at <= now - rules.warning)
    return _chats(_ACTIVE, Chat.held_at.is_(None), *was_warned, ~_waits_for_us(now))


def _quiet_since(moment: datetime) -> list[ColumnElement[bool]]:
    return [_ACTIVE, Chat.held_at.is_(None), Chat.last_activity_at <= moment]


def _waits_for_us(now: datetime) -> ColumnElement[bool]:
    """The visitor is there and has the last word: that is no idle chat, but a person without an answer."""
    return and_(has_visitor_online(now), has_last_word(SenderKind.VISITOR))


def _abandoned(after: timedelta, now: datetime) -> Select[int]:
    """The visitor said goodbye so long ago. A tab that is merely silent may sleep; it is believed for half an hour."""
    long_gone = Visitor.left_at <= now - after
    silent = Visitor.left_at.is_(None) & (Visitor.last_seen_at <= now - max(after, VISIT_PAUSE))
    is_gone = exists().where(Visitor.id == Chat.visitor_id, or_(long_gone, silent))
    return _chats(_WAITING, Chat.last_activity_at <= now - after, is_gone)


def _unanswered(after: timedelta, now: datetime) -> Select[int]:
    """They have waited so long, and nobody of their department is there."""
    late = [_WAITING, func.coalesce(Chat.queued_at, Chat.started_at) <= now - after]
    departments = db.session.execute(select(Chat.department_id).where(*late).distinct()).scalars().all()
    alone = [each for each in departments if not _has_team(each, now)]
    of_none = [Chat.department_id.is_(None)] if None in alone else []
    return _chats(*late, or_(Chat.department_id.in_([each for each in alone if each is not None]), *of_none))


def _has_team(department_id: int | None, now: datetime) -> bool:
    return team_is_online(None if department_id is None else [department_id], now)


def _close(due: Select[int], reason: SystemReason, now: datetime) -> int:
    def close(publish: Publish, chat_id: int) -> bool:
        if reason is SystemReason.UNANSWERED and _has_team(queries.chat_by_id(chat_id).department_id, now):
            return False
        closing.close_by_rule(publish, chat_id, reason, now)
        return True

    return rounds.each_still(due, close)

"""Ending a chat: by the visitor, by its operator with a reason, or by rule; once, whoever tries at the same instant."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import case, update

from app.chats import accepting, access, auto_replies, posting, queries, system_lines
from app.chats.flow_settings import close_reasons
from app.chats.models import Chat
from app.chats.refusing import NotYours
from app.domain import events
from app.domain.errors import InvalidInput
from app.domain.roles import Permission
from app.domain.snapshots import ChatSnapshot, ChatState, OperatorSnapshot, SenderKind
from app.domain.translation import N_
from app.foundation.database import Publish, db, transaction
from app.foundation.login import may

SYSTEM = "system"


class SystemReason(StrEnum):
    """Why a chat was closed by rule; stored as its reason."""

    IDLE = "idle"
    ABANDONED = "abandoned"
    UNANSWERED = "unanswered"


def close_by_visitor(chat_key: str, visitor_id: int, panel_secret: str, now: datetime) -> ChatSnapshot:
    """The visitor ends the chat; ending it twice changes nothing."""
    with transaction() as publish:
        chat_id = access.visitor_chat_id(chat_key, visitor_id, panel_secret)
        posting.lock(chat_id)
        return end(publish, chat_id, "ended_by_visitor", SenderKind.VISITOR.value, "", now)


def close_by_operator(
    chat_key: str, operator: OperatorSnapshot, now: datetime, reason: str | None = None
) -> ChatSnapshot:
    """The operator ends a chat that is theirs or nobody's; ending it twice changes nothing.

    ``reason`` is one of those that the site offers. Who may take over chats may end those of colleagues too.
    """
    _check_reason(reason)
    with transaction() as publish:
        chat_id = access.operator_chat_id(chat_key, operator)
        posting.lock(chat_id)
        chat = queries.chat_by_id(chat_id)
        is_foreign = chat.operator_id not in (None, operator.id) and chat.state is not ChatState.CLOSED
        if is_foreign and not may(operator, Permission.TAKE_OVER_CHATS):
            raise NotYours(chat.operator_name or "")
        return end(
            publish, chat_id, "ended_by_operator", SenderKind.OPERATOR.value, operator.name, now, reason=reason or None
        )


def close_by_rule(publish: Publish, chat_id: int, reason: SystemReason, now: datetime) -> ChatSnapshot:
    """A rule ends the chat; runs under its row lock."""
    return end(publish, chat_id, f"ended_{reason.value}", SYSTEM, "", now, reason=reason.value)


def end(
    publish: Publish, chat_id: int, code: str, by: str, name: str, now: datetime, *, reason: str | None = None
) -> ChatSnapshot:
    """End an open chat under its row lock, with what is said to the visitor at its end.

    One that nobody has answered counts as missed, unless an operator decided so.
    """
    missed = case((Chat.first_answered_at.is_(None), now), else_=Chat.missed_at)
    ended = {"state": ChatState.CLOSED.value, "closed_at": now, "closed_by": by, "close_reason": reason}
    values = {**ended, "held_at": None, **({"missed_at": missed} if by != SenderKind.OPERATOR.value else {})}
    closed = update(Chat).where(Chat.id == chat_id, Chat.state != ChatState.CLOSED.value).values(values)
    if db.session.execute(closed.returning(Chat.id)).first() is None:
        return queries.chat_by_id(chat_id)
    accepting.forget_plans(chat_id)
    auto_replies.say_goodbye(publish, chat_id, code, now)
    chat = system_lines.say(publish, chat_id, code, name, now)
    publish(events.ChatClosed(at=now, chat=chat, by=by))
    return chat


def _check_reason(reason: str | None) -> None:
    if reason and reason not in close_reasons():
        raise InvalidInput(
            N_("this is none of the reasons that your site offers"), field="reason", code="not_an_option"
        )

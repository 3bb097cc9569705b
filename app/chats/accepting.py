"""Taking a chat that nobody has: one wins, and the others learn who."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update

from app.chats import access, queries, system_lines, waiting
from app.chats.models import Chat, ChatAssignment, ChatTransfer
from app.chats.refusing import AlreadyAccepted, chat_closed
from app.domain import events
from app.domain.snapshots import ChatSnapshot, ChatState, OperatorSnapshot
from app.foundation.database import Publish, db, locked, transaction


def accept(chat_key: str, operator: OperatorSnapshot, now: datetime) -> ChatSnapshot:
    """Take a chat that nobody has; of two who try, one wins and the other learns who. Accepting again changes nothing.

    A chat whose operator's account was removed belongs to nobody.
    """
    with transaction() as publish:
        chat_id = access.operator_chat_id(chat_key, operator)
        if give_if_free(publish, chat_id, operator, "joined", now):
            return queries.chat_by_id(chat_id)
        chat = queries.chat_by_id(chat_id)
        if chat.state is ChatState.CLOSED:
            raise chat_closed()
        if chat.operator_id != operator.id:
            raise AlreadyAccepted(chat.operator_name or "")
        return chat


def give_if_free(publish: Publish, chat_id: int, operator: OperatorSnapshot, code: str, now: datetime) -> bool:
    """Make the chat this operator's where it is open and nobody's; whether it was. ``code`` is what the chat says."""
    free = update(Chat).where(Chat.id == chat_id, Chat.operator_id.is_(None), Chat.state != ChatState.CLOSED.value)
    if db.session.execute(free.values(_owned_by(operator.id, now)).returning(Chat.id)).first() is None:
        return False
    forget_plans(chat_id)
    chat = system_lines.say(publish, chat_id, code, operator.name, now)
    publish(events.ChatAssigned(at=now, chat=chat, operator=operator))
    return True


def hand_over(publish: Publish, chat_id: int, operator: OperatorSnapshot, code: str, by: str, now: datetime) -> None:
    """Make a chat that somebody has this operator's, under its row lock; ``by`` had it, where the chat says so."""
    db.session.execute(update(Chat).where(Chat.id == chat_id).values(_owned_by(operator.id, now)))
    forget_plans(chat_id)
    names = (by, operator.name) if code == "handed_over" else (operator.name, by)
    chat = system_lines.say(publish, chat_id, code, names[0], now, about=names[1] or None)
    publish(events.ChatAssigned(at=now, chat=chat, operator=operator))


def forget_plans(chat_id: int) -> None:
    """Nothing that was planned for a chat holds any more, because somebody has it now or it is over."""
    waiting.end(chat_id)
    db.session.execute(delete(ChatAssignment).where(ChatAssignment.chat_id == chat_id))
    db.session.execute(delete(ChatTransfer).where(ChatTransfer.chat_id == chat_id))


def owner_of(chat_id: int) -> int | None:
    """Whose chat it is, read under its row lock, so that it stays so until the transaction ends."""
    return db.session.execute(locked(select(Chat.operator_id).where(Chat.id == chat_id))).scalar_one()


def _owned_by(operator_id: int, now: datetime) -> dict[str, object]:
    return {
        "operator_id": operator_id,
        "state": ChatState.ACTIVE.value,
        "accepted_at": func.coalesce(Chat.accepted_at, now),
        "owned_since": now,
        "owner_gone_at": None,
        "held_at": None,
    }

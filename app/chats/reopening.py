"""Taking a closed chat up again, as long as its visitor has not begun another one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.chats import access, posting, queries, system_lines
from app.chats.models import Chat
from app.domain import events
from app.domain.errors import Conflict
from app.domain.snapshots import ChatSnapshot, ChatState, OperatorSnapshot
from app.domain.translation import N_
from app.foundation.database import db, locked, transaction
from app.visitors.models import Visitor


class VisitorHasAnother(Conflict):
    """The visitor has begun another chat, where the conversation goes on."""

    default_code = "visitor_has_another_chat"

    def __init__(self) -> None:
        super().__init__(N_("this visitor has begun another chat; go on there"))


def reopen(chat_key: str, operator: OperatorSnapshot, now: datetime) -> ChatSnapshot:
    """The closed chat goes on and is this operator's; one that is theirs and open already stays as it is.

    Whoever may see the chat may reopen it. Raises VisitorHasAnother, and Conflict when a colleague has it.
    """
    with transaction() as publish:
        chat_id = access.operator_chat_id(chat_key, operator)
        visitor_id = db.session.execute(select(Chat.visitor_id).where(Chat.id == chat_id)).scalar_one()
        db.session.execute(locked(select(Visitor.id).where(Visitor.id == visitor_id)))
        posting.lock(chat_id)
        chat = queries.chat_by_id(chat_id)
        if chat.state is not ChatState.CLOSED:
            if chat.operator_id == operator.id:
                return chat
            raise Conflict(N_("this chat is open already"), code="already_open")
        if queries.open_chats_of_visitors([visitor_id]):
            raise VisitorHasAnother
        _open_again(chat_id, operator, now)
        chat = system_lines.say(publish, chat_id, "reopened", operator.name, now)
        publish(events.ChatAssigned(at=now, chat=chat, operator=operator))
        return chat


def _open_again(chat_id: int, operator: OperatorSnapshot, now: datetime) -> None:
    opened = {
        "state": ChatState.ACTIVE.value,
        "operator_id": operator.id,
        "closed_at": None,
        "closed_by": None,
        "close_reason": None,
        "held_at": None,
        "owned_since": now,
        "owner_gone_at": None,
    }
    if db.session.execute(select(Chat.accepted_at).where(Chat.id == chat_id)).scalar_one() is None:
        opened["accepted_at"] = now
    try:
        db.session.execute(update(Chat).where(Chat.id == chat_id).values(**opened))
    except IntegrityError as error:
        raise VisitorHasAnother from error

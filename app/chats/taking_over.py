"""Taking a chat from the colleague who has it, or giving it to one, with the earlier owner told."""

from __future__ import annotations

from datetime import datetime

from app.chats import accepting, access, posting, queries
from app.chats.refusing import Transferred, chat_closed
from app.domain import events
from app.domain.errors import InvalidInput
from app.domain.roles import Permission
from app.domain.snapshots import ChatSnapshot, ChatState, OperatorSnapshot
from app.domain.translation import N_
from app.foundation.database import Publish, transaction
from app.foundation.login import demand
from app.operators.queries import operator_by_id

ANYBODY = 0


def take_over(chat_key: str, operator: OperatorSnapshot, from_operator_id: int, now: datetime) -> ChatSnapshot:
    """Take a chat from whoever has it; refused when it is somebody else's than one believed.

    Of two who take it over at the same instant one wins and the other learns who. ``ANYBODY`` means whoever has it.
    """
    demand(operator, Permission.TAKE_OVER_CHATS)
    with transaction() as publish:
        chat_id = access.operator_chat_id(chat_key, operator)
        chat = _with_owner(publish, chat_id, operator, "joined", now)
        if chat.operator_id == operator.id:
            return chat
        if from_operator_id not in (ANYBODY, chat.operator_id):
            raise Transferred(chat.operator_name or "")
        accepting.hand_over(publish, chat_id, operator, "taken_over", chat.operator_name or "", now)
        return _told(publish, chat, "taken_over", operator, now)


def assign(chat_key: str, by: OperatorSnapshot, operator_id: int, now: datetime) -> ChatSnapshot:
    """Give a chat to a colleague without asking; for those who may take over chats, and their programs."""
    demand(by, Permission.TAKE_OVER_CHATS)
    operator = operator_by_id(operator_id)
    if operator is None or not operator.is_active:
        raise InvalidInput(N_("there is no such colleague"), field="operator", code="unknown_operator")
    with transaction() as publish:
        chat_id = access.operator_chat_id(chat_key, by)
        chat = _with_owner(publish, chat_id, operator, "assigned", now)
        if chat.operator_id == operator.id:
            return chat
        accepting.hand_over(publish, chat_id, operator, "handed_over", chat.operator_name or "", now)
        return _told(publish, chat, "given_away", by, now)


def _with_owner(publish: Publish, chat_id: int, operator: OperatorSnapshot, code: str, now: datetime) -> ChatSnapshot:
    """The open chat under its row lock; one that nobody has becomes the operator's, and says so with ``code``."""
    posting.lock(chat_id)
    chat = queries.chat_by_id(chat_id)
    if chat.state is ChatState.CLOSED:
        raise chat_closed()
    if chat.operator_id is None and accepting.give_if_free(publish, chat_id, operator, code, now):
        return queries.chat_by_id(chat_id)
    return chat


def _told(publish: Publish, before: ChatSnapshot, code: str, by: OperatorSnapshot, now: datetime) -> ChatSnapshot:
    """The chat with its new owner; the earlier one hears what happened and who did it."""
    chat = queries.chat_by_id(before.id)
    publish(events.ColleagueTold(at=now, chat=chat, operator_id=before.operator_id or 0, code=code, by=by.name))
    return chat

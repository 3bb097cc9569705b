"""Giving a new chat to the person in whose name the visitor was invited."""

from __future__ import annotations

from datetime import datetime

from app.chats import accepting
from app.domain.snapshots import OperatorSnapshot, PresenceState
from app.foundation.database import Publish
from app.operators.queries import operator_by_id, presence_of


def able_to_take(operator_id: int | None, department_id: int | None, now: datetime) -> OperatorSnapshot | None:
    """The operator, if they are online now and serve the department of the chat; else None."""
    operator = None if operator_id is None else operator_by_id(operator_id)
    if operator is None or presence_of(operator.id, now) is not PresenceState.ONLINE:
        return None
    serves = not operator.departments or department_id is None or department_id in operator.departments
    return operator if serves else None


def assign(publish: Publish, chat_id: int, operator: OperatorSnapshot, now: datetime) -> None:
    """The chat is this operator's from now on, as if they had accepted it; runs where the chat is made."""
    accepting.give_if_free(publish, chat_id, operator, "assigned", now)

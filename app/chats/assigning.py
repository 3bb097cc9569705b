"""Giving a new chat to the person in whose name the visitor was invited."""

from __future__ import annotations

from datetime import datetime

from app.chats import accepting
from app.domain.snapshots import OperatorSnapshot
from app.foundation.database import Publish
from app.operators.queries import operator_by_id
from app.operators.standing import people_online_for


def able_to_take(operator_id: int | None, department_id: int | None, now: datetime) -> OperatorSnapshot | None:
    """The operator, if they are online now and take chats of this department at the moment; else None."""
    if operator_id is None or operator_id not in people_online_for(department_id, now):
        return None
    return operator_by_id(operator_id)


def assign(publish: Publish, chat_id: int, operator: OperatorSnapshot, now: datetime) -> None:
    """The chat is this operator's from now on, as if they had accepted it; runs where the chat is made."""
    accepting.give_if_free(publish, chat_id, operator, "assigned", now)

"""Chats that are offered to a colleague or a department, as part of every question for chats."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.orm import aliased

from app.chats.models import Chat, ChatTransfer
from app.departments.models import Department
from app.domain.snapshots import OperatorSnapshot, TransferSnapshot
from app.operators.models import Operator

_COLLEAGUE = aliased(Operator)
_TEAM = aliased(Department)


def with_offer(chats: Select[Any]) -> Select[Any]:
    """The same question, with what ``offer_of`` reads from each row; without a question of its own for each chat."""
    return (
        chats.add_columns(
            ChatTransfer, _COLLEAGUE.name.label("offered_operator_name"), _TEAM.name.label("offered_department_name")
        )
        .outerjoin(ChatTransfer, ChatTransfer.chat_id == Chat.id)
        .outerjoin(_COLLEAGUE, _COLLEAGUE.id == ChatTransfer.to_operator_id)
        .outerjoin(_TEAM, _TEAM.id == ChatTransfer.to_department_id)
    )


def offer_of(found: Row[Any]) -> TransferSnapshot | None:
    """To whom the chat of this row is offered; None where to nobody."""
    row: ChatTransfer | None = found.ChatTransfer
    if row is None:
        return None
    return TransferSnapshot(
        operator_id=row.to_operator_id,
        operator_name=found.offered_operator_name,
        department_id=row.to_department_id,
        department_name=found.offered_department_name,
        by_operator_id=row.by_operator_id,
        by_name=row.by_name,
        note=row.note,
        at=row.at,
    )


def is_offered_to(operator: OperatorSnapshot) -> ColumnElement[bool]:
    """Whether a chat is offered to this operator, in person or as one of a department."""
    to_them = ChatTransfer.to_operator_id == operator.id
    to_their_team = ChatTransfer.to_department_id.in_(operator.departments)
    if not operator.departments:
        to_their_team = ChatTransfer.to_department_id.is_not(None)
    offers = select(ChatTransfer.chat_id).where(ChatTransfer.chat_id == Chat.id, or_(to_them, to_their_team))
    return offers.correlate(Chat).exists()

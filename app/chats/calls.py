"""Notes that call a colleague by name, until that colleague has seen them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select

from app.chats import access
from app.chats.models import ChatCall
from app.domain.snapshots import OperatorSnapshot
from app.foundation.database import db, insert_if_new, transaction


def keep_calls(chat_id: int, note_id: int, operator_ids: Iterable[int], now: datetime) -> None:
    """Remember who is called; who is called again before they have looked keeps the first call."""
    rows = [
        {"chat_id": chat_id, "operator_id": each, "note_number": note_id, "at": now} for each in sorted(operator_ids)
    ]
    if rows:
        db.session.execute(insert_if_new(ChatCall).values(rows))


def forget_calls(chat_key: str, operator: OperatorSnapshot, note_id: int) -> None:
    """The operator has seen the notes of a chat up to this one; raises NotFound."""
    chat_id = access.operator_chat_id(chat_key, operator)
    mine = (ChatCall.chat_id == chat_id, ChatCall.operator_id == operator.id, ChatCall.note_number <= note_id)
    if db.session.execute(select(ChatCall.chat_id).where(*mine)).first() is not None:
        with transaction():
            db.session.execute(delete(ChatCall).where(*mine))

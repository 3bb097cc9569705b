"""Notes that call a colleague by name, until that colleague has seen them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.chats import access
from app.chats.models import ChatCall
from app.domain.snapshots import OperatorSnapshot
from app.foundation.database import db, transaction


@dataclass(frozen=True, slots=True)
class UnseenCall:
    """A colleague was called in note ``note_id`` of a chat and has not looked since then."""

    chat_id: int
    operator_id: int
    note_id: int
    at: datetime


def keep_calls(chat_id: int, note_id: int, operator_ids: Iterable[int], now: datetime) -> None:
    """Remember who is called; who is called again before they have looked keeps the first call."""
    rows = [
        {"chat_id": chat_id, "operator_id": each, "note_number": note_id, "at": now} for each in sorted(operator_ids)
    ]
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    if rows:
        db.session.execute(insert(ChatCall).values(rows).on_conflict_do_nothing())


def forget_calls(chat_key: str, operator: OperatorSnapshot, note_id: int) -> None:
    """The operator has seen the notes of a chat up to this one; raises NotFound."""
    chat_id = access.operator_chat_id(chat_key, operator)
    mine = (ChatCall.chat_id == chat_id, ChatCall.operator_id == operator.id, ChatCall.note_number <= note_id)
    if db.session.execute(select(ChatCall.chat_id).where(*mine)).first() is not None:
        with transaction():
            db.session.execute(delete(ChatCall).where(*mine))


def unseen_calls(after: datetime, until: datetime, limit: int) -> tuple[UnseenCall, ...]:
    """The calls of this time that were not seen, the oldest first."""
    rows = db.session.execute(
        select(ChatCall)
        .where(ChatCall.at > after, ChatCall.at <= until)
        .order_by(ChatCall.at, ChatCall.chat_id, ChatCall.operator_id)
        .limit(limit)
    ).scalars()
    return tuple(UnseenCall(row.chat_id, row.operator_id, row.note_number, row.at) for row in rows)

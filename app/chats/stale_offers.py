"""Chats that are offered to somebody who is gone: the offer is taken back, and whoever made it is told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, select

from app.chats import queries, rounds
from app.chats.models import ChatTransfer
from app.domain import events
from app.foundation.database import Publish, db
from app.operators.models import OperatorLease


def take_back_stale(now: datetime) -> int:
    """Take back what waits for people without an open desk; how many offers that were."""
    is_there = exists().where(OperatorLease.operator_id == ChatTransfer.to_operator_id, OperatorLease.expires_at > now)
    stale = select(ChatTransfer.chat_id).where(ChatTransfer.to_operator_id.is_not(None), ~is_there)

    def take_back(publish: Publish, chat_id: int) -> bool:
        offer = queries.chat_by_id(chat_id).transfer
        db.session.execute(delete(ChatTransfer).where(ChatTransfer.chat_id == chat_id))
        chat = queries.chat_by_id(chat_id)
        publish(events.ChatChanged(at=now, chat=chat))
        if offer is not None and offer.by_operator_id is not None:
            name = offer.operator_name or ""
            publish(events.ColleagueTold(at=now, chat=chat, operator_id=offer.by_operator_id, code="gone", by=name))
        return True

    return rounds.each_still(stale, take_back)

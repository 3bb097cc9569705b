"""Forgetting a visitor: their row, visits, chats, showings and letters go; nothing is left to recognise them by."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, union

from app.chats import file_sweeping, queries
from app.chats.models import Chat
from app.chats.offline_models import OfflineMessage
from app.domain.errors import Conflict
from app.domain.snapshots import OperatorSnapshot
from app.domain.translation import N_
from app.foundation import mail_queue
from app.foundation.database import db, transaction
from app.operators import audit
from app.visitors import service as visitors
from app.visitors.models import Visitor


def forget_visitor(visitor_key: str, now: datetime, by: OperatorSnapshot | None = None) -> None:
    """Delete a visitor with everything about them; raises Conflict while they are in a chat.

    The audit log keeps who did it (None: a program with a token) and the key, which means nothing any more.
    """
    with transaction() as publish:
        visitor = visitors.lock_visitor(visitor_key)
        if visitor is not None and queries.has_open_chat(visitor.id):
            raise Conflict(N_("this visitor is in a chat; close it first"), code="open_chat")
        if visitor is not None:
            file_sweeping.forget_files(publish, Chat.visitor_id == visitor.id, now)
            mail_queue.drop_letters_to(_addresses_of(visitor.id))
        visitors.delete_visitor(publish, visitor_key, now)
        audit.record(by, audit.Action.VISITOR_ERASED, visitor_key, now=now)


def _addresses_of(visitor_id: int) -> set[str]:
    given = union(
        select(Visitor.email).where(Visitor.id == visitor_id),
        select(Chat.visitor_email).where(Chat.visitor_id == visitor_id),
        select(OfflineMessage.email).where(OfflineMessage.visitor_id == visitor_id),
    )
    return {each for each in db.session.execute(given).scalars() if each}

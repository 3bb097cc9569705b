"""Bytes go with their messages: at once where a visitor or a chat is deleted, and by a sweep whatever else happened."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import ColumnElement, delete, exists, select

from app.chats.models import Chat, ChatFile, Message
from app.domain import events
from app.foundation import kept_files
from app.foundation.database import Publish, db, transaction
from app.foundation.events import listen

GRACE = timedelta(hours=1)
"""How long a file may lie without a row: an upload writes the bytes first."""

NAMES_AT_ONCE = 500


def forget_files(publish: Publish, of_chats: ColumnElement[bool], now: datetime) -> None:
    """The files of these chats go when the caller's transaction, which deletes the chats, is committed."""
    found = select(ChatFile.stored_name).join(Chat, Chat.id == ChatFile.chat_id).where(of_chats)
    names = tuple(db.session.execute(found).scalars())
    if names:
        publish(events.FilesForgotten(at=now, stored_names=names))


def sweep(now: datetime) -> int:
    """Delete what no message carries any more, and bytes that no row knows; how many files that were."""
    _forget_taken_back(now)
    swept = 0
    found = kept_files.names_older_than(GRACE, now)
    while names := tuple(islice(found, NAMES_AT_ONCE)):
        known = set(db.session.execute(select(ChatFile.stored_name).where(ChatFile.stored_name.in_(names))).scalars())
        db.session.rollback()
        orphans = [name for name in names if name not in known]
        kept_files.remove(orphans)
        swept += len(orphans)
    return swept


def _forget_taken_back(now: datetime) -> None:
    is_carried = exists().where(Message.file_id == ChatFile.id, Message.deleted_at.is_(None))
    dropped = delete(ChatFile).where(ChatFile.at < now - GRACE, ~is_carried).returning(ChatFile.stored_name)
    with transaction() as publish:
        names = tuple(db.session.execute(dropped.execution_options(synchronize_session=False)).scalars())
        if names:
            publish(events.FilesForgotten(at=now, stored_names=names))


def _on_forgotten(event: events.FilesForgotten) -> None:
    kept_files.remove(event.stored_names)


listen(events.FilesForgotten, _on_forgotten)

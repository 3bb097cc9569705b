"""Handing out what was sent in chats: to operators who may see the chat, and to who holds a pass for it.

A page cannot send headers with a picture's address, so the visitor's panel asks for a pass: signed, good for the files
of one chat, for a quarter of an hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, exists, select

from app.chats import access, queries
from app.chats.models import Chat, ChatFile, Message
from app.domain.errors import NotFound
from app.domain.snapshots import OperatorSnapshot
from app.domain.translation import N_
from app.foundation import kept_files
from app.foundation.database import db
from app.foundation.secrets import sign, unsign

PASS_LASTS = timedelta(minutes=15)
_PURPOSE = "chat-files"
_PICTURES = "image/"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that may be handed out: where its bytes lie, its name, its media type, and whether it is a picture."""

    path: Path
    name: str
    media_type: str

    @property
    def is_picture(self) -> bool:
        """A picture was read whole and written anew, so a page may show it."""
        return self.media_type.startswith(_PICTURES)


@dataclass(frozen=True, slots=True)
class FilePass:
    """What opens the files of one chat: ``token`` goes into their addresses, for ``seconds`` from now."""

    token: str
    seconds: int


def file_for_operator(key: str, operator: OperatorSnapshot) -> FoundFile:
    """A file of a chat that this operator may see; raises NotFound."""
    return _file(ChatFile.key == key, queries.visible_to(operator))


def pass_for_visitor(chat_key: str, visitor_id: int, panel_secret: str, now: datetime) -> FilePass:
    """A pass for the files of the visitor's own chat; raises NotFound."""
    access.visitor_chat_id(chat_key, visitor_id, panel_secret)
    until = int((now + PASS_LASTS).timestamp())
    return FilePass(sign(_PURPOSE, f"{chat_key}~{until}"), int(PASS_LASTS.total_seconds()))


def file_for_pass(key: str, token: str, now: datetime) -> FoundFile:
    """A file of the chat that the pass is for; raises NotFound, also when the pass has run out."""
    chat_key, _, until = (unsign(_PURPOSE, token) or "").partition("~")
    if not until.isdecimal() or int(until) < now.timestamp():
        raise _unknown()
    return _file(ChatFile.key == key, Chat.key == chat_key)


def _file(*conditions: ColumnElement[bool]) -> FoundFile:
    is_carried = exists().where(Message.file_id == ChatFile.id, Message.deleted_at.is_(None))
    found = db.session.execute(
        select(ChatFile.stored_name, ChatFile.name, ChatFile.kind)
        .join(Chat, Chat.id == ChatFile.chat_id)
        .where(*conditions, is_carried)
    ).first()
    if found is None:
        raise _unknown()
    return FoundFile(kept_files.path_of(found.stored_name), found.name, found.kind)


def _unknown() -> NotFound:
    return NotFound(N_("there is no such file"), code="unknown_file")

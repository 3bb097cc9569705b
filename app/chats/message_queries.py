"""Messages as others read them, page by page: what is new, and what of the old was changed or taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from app.chats.models import Chat, ChatFile, Message, MessageVersion
from app.domain.errors import InvalidInput
from app.domain.snapshots import (
    ChatSnapshot,
    FileSnapshot,
    MessageSnapshot,
    MessageVersionSnapshot,
    QuoteSnapshot,
    SenderKind,
)
from app.foundation.database import db
from app.foundation.text import clean_line

PAGE_LIMIT = 200
PAGE_CHARACTERS = 100_000
QUOTE_LIMIT = 200

_Quoted = aliased(Message)


@dataclass(frozen=True, slots=True)
class Missed:
    """What a reader of a chat did not have: new messages, changed ones, and whether there is ``more`` to ask for.

    With these the reader knows every change up to ``changed_to``.
    """

    messages: tuple[MessageSnapshot, ...]
    changes: tuple[MessageSnapshot, ...]
    changed_to: int
    more: bool


def messages_after(chat_id: int, after: int, limit: int = PAGE_LIMIT) -> tuple[tuple[MessageSnapshot, ...], bool]:
    """The messages with numbers above ``after``, in order, and whether there are more.

    A page ends after ``limit`` messages or about 100 000 characters, so that no answer outgrows what a line carries.
    """
    wanted = _messages().where(Message.chat_id == chat_id, Message.number > after)
    rows = db.session.execute(wanted.order_by(Message.number).limit(limit + 1)).all()
    page = _page(rows[:limit])
    return page, len(rows) > len(page)


def changes_after(chat_id: int, after: int, limit: int = PAGE_LIMIT) -> tuple[tuple[MessageSnapshot, ...], bool]:
    """The messages that were changed after the change with this number, in the order of their latest change."""
    wanted = _messages().where(Message.chat_id == chat_id, Message.change > after)
    rows = db.session.execute(wanted.order_by(Message.change).limit(limit + 1)).all()
    page = _page(rows[:limit])
    return page, len(rows) > len(page)


def missed(chat: ChatSnapshot, after: int, changed_to: int | None) -> Missed:
    """What somebody missed who has read up to ``after`` and knows every change up to ``changed_to``.

    Who says nothing about changes has read everything as it is now. Numbers that the chat has not reached are refused.
    """
    if not 0 <= after <= chat.last_id:
        raise InvalidInput(f"the chat's last message is {chat.last_id}", field="after", code="unknown_position")
    if changed_to is not None and not 0 <= changed_to <= chat.last_change:
        says = f"the chat's last change is {chat.last_change}"
        raise InvalidInput(says, field="changes_after", code="unknown_position")
    changes, more_changes = ((), False) if changed_to is None else changes_after(chat.id, changed_to)
    messages, more = messages_after(chat.id, after)
    reached = changes[-1].change if more_changes else max((chat.last_change, *(each.change for each in changes)))
    return Missed(messages, changes, reached, more or more_changes)


def message_of(chat_id: int, number: int) -> MessageSnapshot:
    """The message with this number, which must exist, as it is now."""
    wanted = _messages().where(Message.chat_id == chat_id, Message.number == number)
    return _snapshot(db.session.execute(wanted.execution_options(populate_existing=True)).one())


def versions_of(chat_id: int, number: int) -> tuple[MessageVersionSnapshot, ...]:
    """What a message said before, oldest first."""
    rows = db.session.execute(
        select(MessageVersion)
        .join(Message, Message.id == MessageVersion.message_id)
        .where(Message.chat_id == chat_id, Message.number == number)
        .order_by(MessageVersion.id)
    ).scalars()
    return tuple(MessageVersionSnapshot(row.text, row.operator_id, row.operator_name, row.at) for row in rows)


def first_text_of(message_id: int, text: str) -> str:
    """What a message said at first; ``text`` is what it says now."""
    first = select(MessageVersion.text).where(MessageVersion.message_id == message_id)
    found = db.session.execute(first.order_by(MessageVersion.id).limit(1)).scalar_one_or_none()
    return text if found is None else found


def _messages() -> Select[*tuple[Any, ...]]:
    return (
        select(Message, Chat.key.label("chat_key"), _Quoted, ChatFile)
        .join(Chat, Chat.id == Message.chat_id)
        .outerjoin(ChatFile, ChatFile.id == Message.file_id)
        .outerjoin(_Quoted, (_Quoted.chat_id == Message.chat_id) & (_Quoted.number == Message.quoted_number))
    )


def _page(rows: Iterable[Row[*tuple[Any, ...]]]) -> tuple[MessageSnapshot, ...]:
    page: list[MessageSnapshot] = []
    characters = 0
    for row in rows:
        characters += len(row[0].text) + len(row[0].html or "")
        if page and characters > PAGE_CHARACTERS:
            break
        page.append(_snapshot(row))
    return tuple(page)


def _snapshot(found: Row[*tuple[Any, ...]]) -> MessageSnapshot:
    row: Message = found[0]
    quoted: Message | None = found[2]
    file: ChatFile | None = found[3]
    is_deleted = row.deleted_at is not None
    return MessageSnapshot(
        id=row.number,
        chat_id=row.chat_id,
        chat_key=found.chat_key,
        client_id=row.client_id,
        sender=SenderKind(row.sender),
        sender_name=row.sender_name,
        operator_id=row.operator_id,
        text=row.text,
        html=row.html,
        at=row.at,
        code=row.code,
        about=row.about,
        quote=None if is_deleted or quoted is None else _quote(quoted),
        file=None if is_deleted or file is None else _file(file),
        edited_at=row.edited_at,
        deleted_at=row.deleted_at,
        change=row.change,
    )


def _file(row: ChatFile) -> FileSnapshot:
    return FileSnapshot(row.key, row.name, row.kind, row.size, row.width, row.height)


def _quote(row: Message) -> QuoteSnapshot:
    return QuoteSnapshot(row.number, SenderKind(row.sender), row.sender_name, clean_line(row.text, QUOTE_LIMIT))

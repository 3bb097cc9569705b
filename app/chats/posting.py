"""Storing one message: once, under the chat's row lock, with the next number of its chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app.chats import message_queries, queries, quoting
from app.chats.models import Chat, ChatFile, Message
from app.domain import events
from app.domain.errors import Conflict, InvalidInput
from app.domain.snapshots import ChatState, MessageSnapshot, SenderKind
from app.foundation.database import Publish, db, locked
from app.foundation.secrets import new_key
from app.foundation.text import clean_text

TEXT_LIMIT = 5_000
CLIENT_ID_LIMIT = 64
SECRET_LENGTHS = range(22, 129)
VISITOR_KEY = SenderKind.VISITOR.value


@dataclass(frozen=True, slots=True)
class FileDraft:
    """A file whose bytes lie in the instance folder already, before a message carries it."""

    name: str
    kind: str
    size: int
    width: int | None
    height: int | None
    stored_name: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before it has a number."""

    sender: SenderKind
    sender_key: str
    sender_name: str
    text: str
    client_id: str | None = None
    html: str | None = None
    operator_id: int | None = None
    code: str | None = None
    about: str | None = None
    quoted_number: int | None = None
    file: FileDraft | None = None


def post(publish: Publish, chat_id: int, draft: Draft, now: datetime) -> MessageSnapshot:
    """Store a message once: the row lock comes first, so that a repeat finds what its twin has stored.

    Who writes has read what was there before.
    """
    state = lock(chat_id)
    repeated = same_message(chat_id, draft)
    if repeated is not None:
        return repeated
    if state == ChatState.CLOSED.value:
        raise Conflict("the chat is closed", code="chat_closed")
    quoting.check(chat_id, draft.quoted_number)
    message = add(chat_id, draft, now)
    see(chat_id, message.id, by_visitor=draft.sender is SenderKind.VISITOR)
    publish(events.MessagePosted(at=now, chat=queries.chat_by_id(chat_id), message=message))
    return message


def lock(chat_id: int) -> str:
    """Take the chat's row lock, under which everything is written that counts; returns the chat's state."""
    return db.session.execute(locked(select(Chat.state).where(Chat.id == chat_id))).scalar_one()


def same_message(chat_id: int, draft: Draft) -> MessageSnapshot | None:
    """The message that this sender stored under the same client id; raises Conflict when its text was another."""
    if draft.client_id is None:
        return None
    found = db.session.execute(
        select(Message.id, Message.number, Message.text).where(
            Message.chat_id == chat_id,
            Message.sender_key == draft.sender_key,
            Message.client_id == draft.client_id,
        )
    ).first()
    if found is None:
        return None
    if message_queries.first_text_of(found.id, found.text) != draft.text:
        raise Conflict("this client_id was used for another text", field="client_id", code="client_id_reused")
    return message_queries.message_of(chat_id, found.number)


def add(chat_id: int, draft: Draft, now: datetime) -> MessageSnapshot:
    """Give the message the chat's next number, under the chat's row lock."""
    number = db.session.execute(
        update(Chat)
        .where(Chat.id == chat_id)
        .values(last_number=Chat.last_number + 1, last_activity_at=now, **_answered(draft, now))
        .returning(Chat.last_number)
    ).scalar_one()
    row = Message(
        chat_id=chat_id,
        number=number,
        sender=draft.sender.value,
        sender_key=draft.sender_key,
        sender_name=draft.sender_name,
        operator_id=draft.operator_id,
        client_id=draft.client_id,
        text=draft.text,
        html=draft.html,
        code=draft.code,
        about=draft.about,
        quoted_number=draft.quoted_number,
        file_id=_file_id(chat_id, draft.file, now),
        at=now,
    )
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict("this message is being stored already; try again", code="busy") from error
    return message_queries.message_of(chat_id, number)


def _file_id(chat_id: int, file: FileDraft | None, now: datetime) -> int | None:
    if file is None:
        return None
    row = ChatFile(
        key=new_key(),
        chat_id=chat_id,
        name=file.name,
        kind=file.kind,
        size=file.size,
        width=file.width,
        height=file.height,
        stored_name=file.stored_name,
        at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def _answered(draft: Draft, now: datetime) -> dict[str, object]:
    """The first words of an operator are the first answer, for ever."""
    is_answer = draft.sender is SenderKind.OPERATOR
    return {"first_answered_at": func.coalesce(Chat.first_answered_at, now)} if is_answer else {}


def see(chat_id: int, number: int, *, by_visitor: bool) -> bool:
    """Move one side's mark forward; whether it moved. Marks never go back and never beyond the last message."""
    column = Chat.visitor_seen_number if by_visitor else Chat.operator_seen_number
    moved = (
        update(Chat)
        .where(Chat.id == chat_id, column < number, Chat.last_number >= number)
        .values({column: number})
        .returning(Chat.id)
    )
    return db.session.execute(moved).first() is not None


def visitor_draft(name: str | None, client_id: str, text: str, quote: int | None = None) -> Draft:
    """What a visitor writes, checked."""
    return Draft(
        sender=SenderKind.VISITOR,
        sender_key=VISITOR_KEY,
        sender_name=name or "",
        text=checked_text(text),
        client_id=checked_client_id(client_id),
        quoted_number=quote,
    )


def checked_text(text: str) -> str:
    """The text made fit to keep; empty and too long ones are refused, never cut."""
    if len(text) > TEXT_LIMIT:
        raise InvalidInput(f"a message has at most {TEXT_LIMIT} characters", field="text", code="too_long")
    cleaned = clean_text(text, TEXT_LIMIT)
    if not cleaned.strip():
        raise InvalidInput("a message needs some text", field="text", code="empty")
    return cleaned


def checked_client_id(client_id: str) -> str:
    """The name that the sender gave to the message, when it is one."""
    if not 1 <= len(client_id) <= CLIENT_ID_LIMIT or not client_id.isascii() or not client_id.isprintable():
        raise InvalidInput(f"client_id must have 1 to {CLIENT_ID_LIMIT} plain characters", field="client_id")
    return client_id


def check_secret(secret: str) -> None:
    """Refuse a panel secret that could be guessed."""
    if len(secret) not in SECRET_LENGTHS:
        raise InvalidInput("the panel's secret must have 22 to 128 characters", field="X-Beckon-Panel")

"""Notes that operators leave each other inside a chat; a table of their own that no visitor's path ever reads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select, update

from app.chats import access, posting, queries
from app.chats.calls import keep_calls
from app.chats.mentions import mentioned_in
from app.chats.models import Chat, ChatNote
from app.domain import events
from app.domain.errors import Conflict, InvalidInput
from app.domain.snapshots import ChatSnapshot, NoteSnapshot, OperatorSnapshot
from app.foundation.database import db, transaction
from app.operators.queries import operators

PAGE_LIMIT = 200


def post_note(chat_key: str, operator: OperatorSnapshot, client_id: str, text: str, now: datetime) -> NoteSnapshot:
    """Leave a note below the last message; whoever sees the chat may, open or closed.

    Repeating a ``client_id`` returns the first note. Colleagues whose names it calls (``@Anna``) and who may see the
    chat are told.
    """
    cleaned, name = posting.checked_text(text), posting.checked_client_id(client_id)
    with transaction() as publish:
        chat_id = access.operator_chat_id(chat_key, operator)
        posting.lock(chat_id)
        repeated = _same_note(chat_id, chat_key, operator.id, name)
        if repeated is not None:
            if repeated.text != cleaned:
                raise Conflict("this client_id was used for another text", field="client_id", code="client_id_reused")
            return repeated
        note = _add(chat_id, chat_key, operator, name, cleaned, now)
        chat = queries.chat_by_id(chat_id)
        called = mentioned_in(cleaned, mentionable(chat, operator)) if "@" in cleaned else ()
        mentioned = tuple(each.id for each in called)
        keep_calls(chat_id, note.id, mentioned, now)
        publish(events.NotePosted(at=now, chat=chat, note=note, mentioned=mentioned))
        return note


def notes_after(chat: ChatSnapshot, after: int, limit: int = PAGE_LIMIT) -> tuple[tuple[NoteSnapshot, ...], bool]:
    """The notes of a chat with numbers above ``after``, in order, and whether there are more. For operators alone."""
    if not 0 <= after <= chat.last_note:
        raise InvalidInput(f"the chat's last note is {chat.last_note}", field="notes_after", code="unknown_position")
    wanted = select(ChatNote).where(ChatNote.chat_id == chat.id, ChatNote.number > after)
    rows = db.session.execute(wanted.order_by(ChatNote.number).limit(limit + 1)).scalars().all()
    return tuple(_snapshot(row, chat.key) for row in rows[:limit]), len(rows) > limit


def note_by_number(chat: ChatSnapshot, number: int) -> NoteSnapshot:
    """One note of a chat. For operators alone."""
    wanted = select(ChatNote).where(ChatNote.chat_id == chat.id, ChatNote.number == number)
    return _snapshot(db.session.execute(wanted).scalar_one(), chat.key)


def noted_since(since: datetime, latest: int) -> Select[int]:
    """The numbers of the chats in which a note was left after this moment, among so many of the latest notes."""
    found = select(ChatNote.chat_id, ChatNote.at).order_by(ChatNote.id.desc()).limit(latest).subquery()
    return select(found.c.chat_id).where(found.c.at > since)


def mentionable(chat: ChatSnapshot, operator: OperatorSnapshot) -> tuple[OperatorSnapshot, ...]:
    """The colleagues who can be called to a chat: those who may see it, in the order of their names."""
    others = (each for each in operators() if each.is_active and each.id != operator.id)
    colleagues = (each for each in others if access.may_see(each, chat.id))
    return tuple(sorted(colleagues, key=lambda each: (each.name.casefold(), each.id)))


def _same_note(chat_id: int, chat_key: str, operator_id: int, client_id: str) -> NoteSnapshot | None:
    wanted = select(ChatNote).where(
        ChatNote.chat_id == chat_id, ChatNote.operator_id == operator_id, ChatNote.client_id == client_id
    )
    row = db.session.execute(wanted).scalar_one_or_none()
    return None if row is None else _snapshot(row, chat_key)


def _add(
    chat_id: int, chat_key: str, operator: OperatorSnapshot, client_id: str, text: str, now: datetime
) -> NoteSnapshot:
    counted = update(Chat).where(Chat.id == chat_id).values(last_note=Chat.last_note + 1)
    number, after = db.session.execute(counted.returning(Chat.last_note, Chat.last_number)).one()
    row = ChatNote(
        chat_id=chat_id,
        number=number,
        after_number=after,
        operator_id=operator.id,
        operator_name=operator.name,
        client_id=client_id,
        text=text,
        at=now,
    )
    db.session.add(row)
    db.session.flush()
    return _snapshot(row, chat_key)


def _snapshot(row: ChatNote, chat_key: str) -> NoteSnapshot:
    return NoteSnapshot(
        id=row.number,
        chat_key=chat_key,
        after_id=row.after_number,
        client_id=row.client_id,
        operator_id=row.operator_id,
        operator_name=row.operator_name,
        text=row.text,
        at=row.at,
    )

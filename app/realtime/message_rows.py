"""Messages and notes as the desk reads them; beside what the panel is told, who among the operators wrote them."""

from __future__ import annotations

from typing import Any

from app.chats.message_queries import Missed
from app.chats.wire import wire_message, wire_missed, wire_time
from app.domain.snapshots import MessageSnapshot, MessageVersionSnapshot, NoteSnapshot


def desk_message(message: MessageSnapshot) -> dict[str, Any]:
    """A message as operators know it."""
    return {**wire_message(message), "operator_id": message.operator_id}


def desk_missed(missed: Missed) -> dict[str, Any]:
    """What a desk missed of a chat."""
    return {
        **wire_missed(missed),
        "messages": [desk_message(message) for message in missed.messages],
        "changes": [desk_message(message) for message in missed.changes],
    }


def desk_note(note: NoteSnapshot) -> dict[str, Any]:
    """A note; ``id`` counts within its chat, ``after`` is the message below which it stands."""
    return {
        "id": note.id,
        "chat": note.chat_key,
        "after": note.after_id,
        "client_id": note.client_id,
        "operator": {"id": note.operator_id, "name": note.operator_name},
        "text": note.text,
        "at": wire_time(note.at),
    }


def desk_version(version: MessageVersionSnapshot) -> dict[str, Any]:
    """What a message said until ``at``, and who changed it then."""
    return {
        "text": version.text,
        "operator": {"id": version.operator_id, "name": version.operator_name},
        "at": wire_time(version.at),
    }

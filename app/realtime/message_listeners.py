"""What is pushed about messages that were changed, and about notes: a note goes to desks and nowhere else."""

from __future__ import annotations

from app.chats.wire import wire_chat, wire_message
from app.domain import events
from app.foundation.events import listen
from app.foundation.sockets import socketio
from app.realtime import rooms
from app.realtime.desk_rows import desk_chat
from app.realtime.message_rows import desk_message, desk_note


def subscribe() -> None:
    """Hear what happens to messages and notes."""
    listen(events.MessageChanged, _on_message_changed)
    listen(events.NotePosted, _on_note_posted)


def _on_message_changed(event: events.MessageChanged) -> None:
    """Readers learn the message first, then the chat, whose count of changes tells whether they missed one."""
    panel, desks = rooms.of_chat(event.chat), rooms.that_see(event.chat)
    socketio.emit("message_changed", wire_message(event.message), to=panel, namespace=rooms.VISITORS)
    socketio.emit("message_changed", desk_message(event.message), to=desks, namespace=rooms.OPERATORS)
    socketio.emit("chat", wire_chat(event.chat), to=panel, namespace=rooms.VISITORS)
    socketio.emit("chat", desk_chat(event.chat), to=desks, namespace=rooms.OPERATORS)


def _on_note_posted(event: events.NotePosted) -> None:
    document = desk_note(event.note)
    socketio.emit("note", document, to=rooms.that_see(event.chat), namespace=rooms.OPERATORS)
    socketio.emit("chat", desk_chat(event.chat), to=rooms.that_see(event.chat), namespace=rooms.OPERATORS)
    for operator_id in event.mentioned:
        called = {"note": document, "chat": desk_chat(event.chat)}
        socketio.emit("mentioned", called, to=rooms.of_one(operator_id), namespace=rooms.OPERATORS)

"""When workers cannot tell each other, each reads from the database what was said, and tells its own sockets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.chats import lately, message_queries, notes
from app.chats.wire import wire_chat, wire_message
from app.domain.snapshots import ChatSnapshot, TransferSnapshot
from app.foundation import clock, jobs
from app.foundation.sockets import is_bus_healthy, socketio
from app.realtime import rooms
from app.realtime.desk_rows import desk_chat
from app.realtime.message_rows import desk_message, desk_note

LOOK_BACK = timedelta(seconds=30)
"""Longer than anything that is wrong with the bus can go unnoticed."""

MOST_AT_FIRST = 20
"""So many messages, changes and notes of a chat are told when the bus has just broken."""


@dataclass(frozen=True, slots=True)
class _Told:
    """How far a chat was told: up to which message, which change and which note, and with which offer."""

    message: int
    change: int
    note: int
    offer: TransferSnapshot | None


_told: dict[int, _Told] = {}


@jobs.every(1.0, "realtime.catch_up")
def catch_up() -> None:
    """Tell this process's sockets what they may not have heard; clients merge by number, so twice is harmless."""
    if is_bus_healthy():
        _told.clear()
        return
    for chat in lately.touched_since(clock.now() - LOOK_BACK):
        before = _told.get(chat.id) or _at_first(chat)
        if before != _all_of(chat):
            _told[chat.id] = _tell(chat, before)


def _at_first(chat: ChatSnapshot) -> _Told:
    def before(last: int) -> int:
        return max(0, last - MOST_AT_FIRST)

    return _Told(before(chat.last_id), before(chat.last_change), before(chat.last_note), None)


def _all_of(chat: ChatSnapshot) -> _Told:
    return _Told(chat.last_id, chat.last_change, chat.last_note, chat.transfer)


def _tell(chat: ChatSnapshot, before: _Told) -> _Told:
    """Messages and their changes first, then the chat, whose numbers tell a reader whether one is missing."""
    messages, _has_more = message_queries.messages_after(chat.id, before.message)
    changes, _has_more = message_queries.changes_after(chat.id, before.change)
    noted, _has_more = notes.notes_after(chat, before.note)
    panel, desks = rooms.of_chat(chat), rooms.that_see(chat)
    for event, found in (("message", messages), ("message_changed", changes)):
        for message in found:
            socketio.emit(event, wire_message(message), to=panel, namespace=rooms.VISITORS, ignore_queue=True)
            socketio.emit(event, desk_message(message), to=desks, namespace=rooms.OPERATORS, ignore_queue=True)
    for note in noted:
        socketio.emit("note", desk_note(note), to=desks, namespace=rooms.OPERATORS, ignore_queue=True)
    socketio.emit("chat", wire_chat(chat), to=panel, namespace=rooms.VISITORS, ignore_queue=True)
    socketio.emit("chat", desk_chat(chat), to=desks, namespace=rooms.OPERATORS, ignore_queue=True)
    return _Told(
        messages[-1].id if messages else before.message,
        changes[-1].change if changes else before.change,
        noted[-1].id if noted else before.note,
        chat.transfer,
    )

"""When workers cannot tell each other, each reads from the database what was said, and tells its own sockets."""

from __future__ import annotations

from datetime import timedelta

from app.chats import message_queries, queries
from app.chats.wire import wire_chat, wire_message
from app.domain.snapshots import ChatSnapshot
from app.foundation import clock, jobs
from app.foundation.sockets import is_bus_healthy, socketio
from app.realtime import rooms
from app.realtime.desk_rows import desk_chat
from app.realtime.message_rows import desk_message

LOOK_BACK = timedelta(seconds=30)
"""Longer than anything that is wrong with the bus can go unnoticed."""

MESSAGES_AT_FIRST = 20

_told: dict[int, int] = {}


@jobs.every(1.0, "realtime.catch_up")
def catch_up() -> None:
    """Tell this process's sockets what they may not have heard; clients merge by id, so hearing twice is harmless."""
    if is_bus_healthy():
        _told.clear()
        return
    for chat in queries.recently_active(clock.now() - LOOK_BACK):
        after = _told.get(chat.id, max(0, chat.last_id - MESSAGES_AT_FIRST))
        if after < chat.last_id:
            _told[chat.id] = _tell(chat, after)


def _tell(chat: ChatSnapshot, after: int) -> int:
    messages, _has_more = message_queries.messages_after(chat.id, after)
    panel, desks = rooms.of_chat(chat), rooms.that_see(chat)
    for message in messages:
        document = wire_message(message)
        socketio.emit("message", document, to=panel, namespace=rooms.VISITORS, ignore_queue=True)
        at_desk = desk_message(message)
        socketio.emit("message", at_desk, to=desks, namespace=rooms.OPERATORS, ignore_queue=True)
    socketio.emit("chat", wire_chat(chat), to=panel, namespace=rooms.VISITORS, ignore_queue=True)
    socketio.emit("chat", desk_chat(chat), to=desks, namespace=rooms.OPERATORS, ignore_queue=True)
    return messages[-1].id if messages else after

"""What is pushed about the flow of chats: what became of one to colleagues, the place in the queue to panels."""

from __future__ import annotations

from app.chats import queries
from app.chats.queue_places import QueuePlace, places
from app.chats.wire import wire_chat, wire_queue
from app.domain import events
from app.foundation import clock, jobs
from app.foundation.events import listen
from app.foundation.sockets import socketio
from app.realtime import rooms
from app.realtime.flow_rows import wire_told

_told: dict[int, QueuePlace] = {}


def subscribe() -> None:
    """Hear what becomes of chats."""
    listen(events.ColleagueTold, _on_colleague_told)


@jobs.every(2.0, "realtime.queue")
def tell_places() -> None:
    """Tell the panels of waiting chats where they stand, those only for whom it has changed."""
    now = places(clock.now())
    changed = [chat_id for chat_id, place in now.items() if _told.get(chat_id) != place]
    _told.clear()
    _told.update(now)
    for chat in queries.chats_by_ids(changed):
        document = {**wire_chat(chat), **wire_queue(now[chat.id])}
        socketio.emit("chat", document, to=rooms.of_chat(chat), namespace=rooms.VISITORS)


def _on_colleague_told(event: events.ColleagueTold) -> None:
    socketio.emit("flow", wire_told(event), to=rooms.of_one(event.operator_id), namespace=rooms.OPERATORS)

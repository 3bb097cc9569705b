"""What is pushed about the flow of chats (what became of one, the place in the queue), and that the inbox changed."""

from __future__ import annotations

from collections.abc import Mapping

from app.chats import queries
from app.chats.queue_places import QueuePlace, places
from app.chats.wire import wire_chat, wire_queue
from app.domain import events
from app.foundation import clock, jobs
from app.foundation.events import listen
from app.foundation.sockets import is_heard_here, socketio
from app.realtime import rooms
from app.realtime.flow_rows import wire_told

AT_ONCE = 100
_told: dict[int, QueuePlace] = {}


def subscribe() -> None:
    """Hear what becomes of chats."""
    listen(events.ColleagueTold, _on_colleague_told)
    listen(events.OfflineMessageChanged, _on_inbox)


@jobs.every(2.0, "realtime.queue")
def tell_places() -> None:
    """Tell the panels of this process where their waiting chats stand, those only for which it has changed."""
    now = places(clock.now())
    changed = [chat_id for chat_id, place in now.items() if _told.get(chat_id) != place]
    _told.clear()
    _told.update(now)
    for start in range(0, len(changed), AT_ONCE):
        _tell_some(changed[start : start + AT_ONCE], now)
        clock.sleep(0)  # others may work before the next ones


def _tell_some(chat_ids: list[int], now: Mapping[int, QueuePlace]) -> None:
    """Each process tells its own panels, so nothing of it goes to the others."""
    panels = queries.panels_of(chat_ids)
    heard = [chat_id for chat_id, panel in panels if is_heard_here(rooms.of_panel(*panel), rooms.VISITORS)]
    for chat in queries.chats_by_ids(heard):
        document = {**wire_chat(chat), **wire_queue(now[chat.id])}
        socketio.emit("chat", document, to=rooms.of_chat(chat), namespace=rooms.VISITORS, ignore_queue=True)


def _on_inbox(event: events.OfflineMessageChanged) -> None:
    """Desks ask then how many are new, each for its own operator."""
    socketio.emit("inbox", {}, to=rooms.of_department(event.department_id), namespace=rooms.OPERATORS)


def _on_colleague_told(event: events.ColleagueTold) -> None:
    socketio.emit("flow", wire_told(event), to=rooms.of_one(event.operator_id), namespace=rooms.OPERATORS)

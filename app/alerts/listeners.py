"""What happens in chats reaches those who do not look at a desk: by push at once, by letter after a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask

from app.alerts import letters, pushing, unattended
from app.alerts.situations import takers_of
from app.alerts.words import Call
from app.chats import queries
from app.chats.targets import answer_targets
from app.domain import events
from app.domain.alerts import Occasion
from app.domain.snapshots import ChatSnapshot, ChatState, SenderKind
from app.foundation import clock, jobs
from app.foundation.events import listen

LATE_AT_ONCE = 5
"""About so many chats at most in one round, so that a crowd that waits holds up nobody."""
_offered: dict[int, datetime] = {}


def subscribe(app: Flask, *, is_serving: bool) -> None:
    """Hear what happens in chats; only a serving process sends push messages."""
    if is_serving:
        app.extensions[pushing.EXTENSION] = pushing.PushSender(app)
    listen(events.ChatStarted, _on_started)
    listen(events.ChatAssigned, _on_assigned)
    listen(events.ChatChanged, _on_changed)
    listen(events.MessagePosted, _on_message)
    listen(events.NotePosted, _on_note)


@jobs.every(10.0, "alerts.letters")
def write_letters() -> None:
    """Write to those who do not look."""
    letters.write_letters(clock.now())


@jobs.every(5.0, "alerts.late")
def push_late() -> None:
    """Alert by push about those who have waited too long."""
    now = clock.now()
    before = now - timedelta(seconds=answer_targets().red_seconds)
    takers: dict[int | None, tuple[int, ...]] = {}
    told = 0
    for chat_id, department in unattended.newly_late(before, now):
        if department not in takers:
            takers[department] = takers_of(department, now)
        fresh = letters.note_alerts(chat_id, takers[department], Occasion.LATE, 0, now)
        if fresh:
            told += 1
            _tell(Occasion.LATE, queries.chat_by_id(chat_id), fresh)
            clock.sleep(0)  # others may work before the next chat
        if told == LATE_AT_ONCE:
            break


def _on_started(event: events.ChatStarted) -> None:
    if event.chat.state is ChatState.WAITING:
        _tell_takers(Occasion.WAITING, event.chat)


def _on_assigned(event: events.ChatAssigned) -> None:
    _tell(Occasion.ASSIGNED, event.chat, (event.operator.id,))


def _on_changed(event: events.ChatChanged) -> None:
    """A chat that is offered to a colleague; other changes of it are no news to them."""
    transfer = event.chat.transfer
    if transfer is None:
        _offered.pop(event.chat.id, None)
    elif transfer.operator_id is not None and _offered.get(event.chat.id) != transfer.at:
        _offered[event.chat.id] = transfer.at
        _tell(Occasion.ASSIGNED, event.chat, (transfer.operator_id,))


def _on_message(event: events.MessagePosted) -> None:
    owner = event.chat.operator_id if event.chat.state is ChatState.ACTIVE else None
    if owner is not None and event.message.sender is SenderKind.VISITOR:
        _tell(Occasion.MESSAGE, event.chat, (owner,))


def _on_note(event: events.NotePosted) -> None:
    if event.mentioned:
        call = Call(event.note.id, event.note.operator_name, event.note.text)
        pushing.push_soon(Occasion.MENTIONED, event.chat, lambda _now: event.mentioned, call)


def _tell(occasion: Occasion, chat: ChatSnapshot, operator_ids: tuple[int, ...]) -> None:
    pushing.push_soon(occasion, chat, lambda _now: operator_ids)


def _tell_takers(occasion: Occasion, chat: ChatSnapshot) -> None:
    pushing.push_soon(occasion, chat, lambda now: takers_of(chat.department_id, now))

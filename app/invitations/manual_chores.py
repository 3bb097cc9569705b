"""What ends invitations by hand without anybody's doing: time, a visitor who leaves, and a chat that began anyway."""

from __future__ import annotations

from app.domain import events
from app.foundation import clock, jobs
from app.foundation.events import listen
from app.invitations import manual


@jobs.every(1.0, "invitations.manual_expiry")
def end_expired() -> None:
    """End what is due, also where no browser is left to say so."""
    manual.expire_manuals(clock.now())


def _on_visitor_left(event: events.VisitorLeft) -> None:
    manual.end_for_departed(event.visitor_id, event.at)


def _on_chat_started(event: events.ChatStarted) -> None:
    manual.end_for_chat(event.chat.visitor_id, event.at)


listen(events.VisitorLeft, _on_visitor_left)
listen(events.ChatStarted, _on_chat_started)

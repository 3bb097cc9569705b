"""What the visitors feature does by itself: announce departures, and count a chat message as a sign of life."""

from __future__ import annotations

from datetime import timedelta

from app.domain import events
from app.domain.snapshots import SenderKind
from app.foundation import clock, jobs
from app.foundation.database import transaction
from app.foundation.events import listen
from app.visitors import queries, receiving, service

RECENT = timedelta(seconds=15)
"""A visitor heard of so recently needs no further note."""


@jobs.every(2.0, "visitors.departures")
def announce_departures() -> None:
    """Announce visitors who left or fell silent."""
    service.announce_departures(clock.now())


@jobs.every(600.0, "visitors.refused_reports")
def forget_refused_reports() -> None:
    """Forget, little by little, what pages reported long ago and nobody recorded."""
    with transaction() as publish:
        receiving.forget_refused(publish, clock.now())


def note_message(event: events.MessagePosted) -> None:
    """Somebody who writes is there, whatever their page says."""
    if event.message.sender is not SenderKind.VISITOR:
        return
    visitor = queries.visitor_by_key(event.chat.visitor_key)
    if visitor is not None and event.at - visitor.last_seen_at >= RECENT:
        with transaction() as publish:
            service.record_activity(publish, visitor.key, "", event.at)


listen(events.MessagePosted, note_message)

"""What was recorded of the events that live invitations ask for, for the server's rules and for the browser's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.rules import EventNeed, EventRecord, event_needs, needed_since, recent_enough
from app.invitations.live_set import live_set
from app.visitors.event_queries import recorded_events

__all__ = ["event_document", "event_needs", "events_of"]


def events_of(visitor_id: int, now: datetime, needs: Mapping[str, EventNeed] | None = None) -> tuple[EventRecord, ...]:
    """The visitor's records that matter to ``needs`` (the live invitations where not given), oldest first.

    Asks the database only where some rule speaks of an event.
    """
    wanted = live_set().event_needs if needs is None else needs
    if not wanted:
        return ()
    return recent_enough(recorded_events(visitor_id, needed_since(wanted, now), wanted), wanted, now)


def event_document(events: tuple[EventRecord, ...], now: datetime) -> list[list[Any]]:
    """The records as the browser reads them: the event and how many seconds ago, oldest first."""
    return [[record.id, max(0.0, (now - record.at).total_seconds())] for record in events]

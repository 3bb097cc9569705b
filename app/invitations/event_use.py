"""Which invitations speak of which events, so that nobody takes away an event that is in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from app.domain.snapshots import InvitationSnapshot
from app.foundation.database import db
from app.invitations.models import Invitation
from app.invitations.queries import invitation_snapshot

EVENT_COUNT = "event.count"


def invitations_by_event() -> Mapping[str, tuple[InvitationSnapshot, ...]]:
    """By event, the invitations (in any state) whose conditions speak of it, in the order of their positions."""
    rows = db.session.execute(select(Invitation).order_by(Invitation.position, Invitation.id)).scalars()
    found: dict[str, tuple[InvitationSnapshot, ...]] = {}
    for row in rows:
        for event in sorted(set(_events_in(row.conditions))):
            found[event] = (*found.get(event, ()), invitation_snapshot(row))
    return found


def _events_in(document: Any) -> Iterator[str]:
    """The events in a rule's document, whatever its shape."""
    waiting = [document]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            event = part.get("event")
            if part.get("fact") == EVENT_COUNT and isinstance(event, str):
                yield event
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)

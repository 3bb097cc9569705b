"""Which hook tells plugins about which event: listens to domain events, after the commit, and passes them on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Protocol

from app.domain import events as happened
from app.domain.events import DomainEvent
from app.foundation import events

NOTICES: Final[Mapping[type[DomainEvent], str]] = MappingProxyType(
    {
        happened.VisitStarted: "visit_started",
        happened.PageviewRecorded: "pageview_recorded",
        happened.VisitorEventRecorded: "visitor_event_recorded",
        happened.InvitationShown: "invitation_shown",
        happened.InvitationAccepted: "invitation_accepted",
        happened.InvitationDismissed: "invitation_dismissed",
        happened.ChatStarted: "chat_started",
        happened.ChatAssigned: "chat_assigned",
        happened.ChatClosed: "chat_closed",
        happened.MessagePosted: "message_posted",
        happened.OperatorPresenceChanged: "operator_presence_changed",
        happened.ConversionRecorded: "conversion_recorded",
    }
)
"""A hook's arguments are the event's fields and the plugin's context."""


class Notified(Protocol):
    """Whoever tells the plugins."""

    def notify(self, hook: str, values: Mapping[str, Any]) -> None:
        """Tells every plugin that implements the hook."""


def values_of(event: DomainEvent) -> Mapping[str, Any]:
    """What a hook is told about an event."""
    return {item.name: getattr(event, item.name) for item in fields(event)}


def subscribe(find: Callable[[], Notified | None]) -> None:
    """Lets whoever ``find`` finds at that moment hear all later events; subscribing twice is subscribing once."""
    for kind in NOTICES:
        events.listen(kind, _listener(find))


@cache
def _listener(find: Callable[[], Notified | None]) -> Callable[[DomainEvent], None]:
    def hear(event: DomainEvent) -> None:
        notified = find()
        if notified is not None:
            notified.notify(NOTICES[type(event)], values_of(event))

    return hear

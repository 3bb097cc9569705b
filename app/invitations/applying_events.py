"""The events that a file brings along: defined where they are new, changed where they differ, never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from app.domain.errors import InvalidInput
from app.invitations.document_faults import fault_at, fault_of
from app.invitations.document_order import plain
from app.invitations.file_form import WrittenEvent
from app.visitors.event_definitions import EventDraft, change_event, define_event
from app.visitors.event_queries import defined_event, defined_events
from app.visitors.event_rule import DefinedEvent


@dataclass(frozen=True, slots=True)
class EventChange:
    """What becomes of one event; ``before`` is None for a new one."""

    id: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]

    @property
    def is_change(self) -> bool:
        """Whether anything differs."""
        return self.before != self.after


def event_documents(identifiers: frozenset[str] | None = None) -> list[dict[str, Any]]:
    """The defined events (or those among ``identifiers``) in file form, in the order of their identifiers."""
    found = [event for event in defined_events() if identifiers is None or event.identifier in identifiers]
    return [_document(event) for event in sorted(found, key=lambda event: event.identifier)]


def apply_event(written: object, place: str, now: datetime) -> EventChange:
    """Define or change one event; raises ``InvalidInput`` naming its place in the file."""
    try:
        event = msgspec.convert(written, WrittenEvent)
    except msgspec.ValidationError as error:
        raise fault_of(error, place, WrittenEvent) from error
    draft = EventDraft(event.id, event.name, event.store_timeout, event.filter_by_value)
    try:
        known = defined_event(event.id.strip())
        if known is None:
            return EventChange(event.id, None, _document(define_event(draft, now)))
        before = _document(known)
        return EventChange(event.id, before, _document(change_event(known.identifier, draft, now)))
    except InvalidInput as error:
        field = "id" if error.field == "identifier" else error.field
        raise fault_at(
            InvalidInput(error.template, field=field, code=error.code, values=error.values), place
        ) from error


def _document(event: DefinedEvent) -> dict[str, Any]:
    name = "" if event.name == event.identifier else event.name
    written = plain(
        WrittenEvent(
            id=event.identifier,
            name=name,
            store_timeout=event.store_timeout,
            filter_by_value=event.filter_by_value,
        )
    )
    return {"id": event.identifier, **written}

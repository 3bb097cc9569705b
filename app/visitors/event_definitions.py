"""Defining events: administrators say which events pages may report and how often one is recorded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.domain.errors import InvalidInput, NotFound
from app.domain.translation import N_
from app.foundation.database import db, transaction
from app.foundation.text import clean_line
from app.visitors.event_queries import defined_event
from app.visitors.event_rule import LONGEST_TIMEOUT, DefinedEvent
from app.visitors.models import LONGEST_NAME, EventDefinition

LONGEST_EVENT_IDENTIFIER = 100
"""What a condition can name; see ``app.domain.rules.schemas.Identifier``."""

_IDENTIFIER = re.compile(r"\w[\w.:-]*")


@dataclass(frozen=True, slots=True)
class EventDraft:
    """What an administrator writes; without a name the identifier is the name. ``store_timeout`` is in seconds."""

    identifier: str
    name: str = ""
    store_timeout: int = 0
    filter_by_value: bool = False


def is_event_identifier(text: str) -> bool:
    """Whether an event may be called so: letters, digits and ``_ - . :``, at most 100 of them, no blanks."""
    return len(text) <= LONGEST_EVENT_IDENTIFIER and _IDENTIFIER.fullmatch(text) is not None


def define_event(draft: EventDraft, now: datetime) -> DefinedEvent:
    """Let pages report a new event; raises ``InvalidInput`` naming the field that cannot be accepted."""
    identifier = checked_identifier(draft.identifier)
    try:
        with transaction():
            if _is_taken(identifier):
                raise _taken(identifier)
            row = EventDefinition(identifier=identifier, folded=identifier.casefold(), created_at=now)
            _write(row, draft, now)
            db.session.add(row)
    except IntegrityError as error:
        raise _taken(identifier) from error
    return _found(identifier)


def change_event(identifier: str, draft: EventDraft, now: datetime) -> DefinedEvent:
    """Change an event's name, timeout or filter; its identifier stays, because pages and rules speak of it."""
    with transaction():
        _write(_row(identifier), draft, now)
    return _found(identifier)


def remove_event(identifier: str) -> None:
    """Pages may not report the event any more; what was recorded stays."""
    with transaction():
        db.session.delete(_row(identifier))


def checked_identifier(written: str) -> str:
    """The identifier without blanks around it; raises ``InvalidInput`` saying what speaks against it."""
    identifier = clean_line(written, LONGEST_EVENT_IDENTIFIER + 1)
    if not identifier:
        raise InvalidInput(N_("write the name by which pages report the event"), field="identifier")
    if len(identifier) > LONGEST_EVENT_IDENTIFIER:
        limit = {"limit": LONGEST_EVENT_IDENTIFIER}
        raise InvalidInput(N_("at most %(limit)s characters are possible"), field="identifier", values=limit)
    if not is_event_identifier(identifier):
        raise InvalidInput(N_("use letters, digits and _ - . : only, without blanks"), field="identifier")
    return identifier


def _write(row: EventDefinition, draft: EventDraft, now: datetime) -> None:
    if not 0 <= draft.store_timeout <= LONGEST_TIMEOUT:
        raise InvalidInput(
            N_("write a number of seconds from 0 to %(limit)s"),
            field="store_timeout",
            values={"limit": LONGEST_TIMEOUT},
        )
    row.name = clean_line(draft.name, LONGEST_NAME) or clean_line(row.identifier, LONGEST_NAME)
    row.store_timeout = draft.store_timeout
    row.filter_by_value = draft.filter_by_value
    row.updated_at = now


def _is_taken(identifier: str) -> bool:
    same = select(EventDefinition.id).where(EventDefinition.folded == identifier.casefold())
    return db.session.execute(same).first() is not None


def _taken(identifier: str) -> InvalidInput:
    return InvalidInput(
        N_("there is an event “%(identifier)s” already"),
        field="identifier",
        code="already_defined",
        values={"identifier": identifier},
    )


def _row(identifier: str) -> EventDefinition:
    found = select(EventDefinition).where(EventDefinition.identifier == identifier)
    row = db.session.execute(found).scalar_one_or_none()
    if row is None:
        raise NotFound(N_("there is no such event"), field="identifier")
    return row


def _found(identifier: str) -> DefinedEvent:
    event = defined_event(identifier)
    if event is None:
        raise NotFound(N_("there is no such event"), field="identifier")
    return event

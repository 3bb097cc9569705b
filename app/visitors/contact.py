"""How a visitor can be reached, as operators know and correct it, and whose browsers are the site's own people's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.domain import events
from app.domain.errors import InvalidInput, NotFound
from app.domain.snapshots import VisitorSnapshot
from app.domain.translation import N_
from app.foundation.database import Publish, db
from app.foundation.text import clean_line
from app.visitors.models import LONGEST_NAME, LONGEST_PHONE, Visitor
from app.visitors.queries import State
from app.visitors.recording import change_visitor, locked_state, state_snapshot

LONGEST_EMAIL = 254
LONGEST = {"name": LONGEST_NAME, "email": LONGEST_EMAIL, "phone": LONGEST_PHONE}
Written = dict[str, str | None]
"""Fields of a contact that an operator changed; None: emptied. What is left out stays what it was."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Name, e-mail address and telephone number; None: not known."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What operators keep about a visitor: the contact, and whether the browser is one of their own people's."""

    contact: Contact
    is_colleague: bool
    first_seen_at: datetime


def standing_of(visitor_id: int) -> Standing:
    """What operators keep about this visitor, who must exist."""
    found = db.session.execute(
        select(Visitor.name, Visitor.email, Visitor.phone, Visitor.is_colleague, Visitor.created_at).where(
            Visitor.id == visitor_id
        )
    ).one()
    return Standing(Contact(found.name, found.email, found.phone), found.is_colleague, found.created_at)


def checked_contact(written: Mapping[str, str | None]) -> Written:
    """What an operator typed into some fields of a contact, as it may be kept; raises InvalidInput naming the field."""
    kept = {field: clean_line(words or "", LONGEST[field]) or None for field, words in written.items()}
    address = kept.get("email") or ""
    local, at, host = address.rpartition("@")
    if address and (not at or not local or not host or " " in address):
        raise InvalidInput(N_("this is no e-mail address"), field="email", code="not_an_address")
    return kept


def keep_contact(publish: Publish, visitor_key: str, written: Written, now: datetime) -> VisitorSnapshot:
    """Write down who the visitor is, as far as it was written; runs in the caller's transaction."""
    return _change(publish, visitor_key, now, **written)


def mark_colleague(publish: Publish, visitor_key: str, is_colleague: bool, now: datetime) -> VisitorSnapshot:
    """Say that this browser belongs to the site's own people, so that lists leave it out; or that it does not."""
    return _change(publish, visitor_key, now, is_colleague=is_colleague)


def _change(publish: Publish, visitor_key: str, now: datetime, **values: Any) -> VisitorSnapshot:
    state: State | None = locked_state(visitor_key)
    if state is None:
        raise NotFound(N_("there is no such visitor"), code="unknown_visitor")
    different = {column: value for column, value in values.items() if state[column] != value}
    if different:
        change_visitor(state, **different)
        publish(events.VisitorChanged(now, state_snapshot(state)))
    return state_snapshot(state)

"""The goal that an invitation names itself: how its event id is written, and which ids are waited for."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import select

from app.domain.errors import InvalidInput
from app.domain.rules.text import fold
from app.domain.snapshots import InvitationState
from app.domain.translation import N_
from app.foundation import briefly
from app.foundation.database import db
from app.foundation.text import clean_line
from app.invitations.models import Invitation

LONGEST_EVENT_ID = 100
LONGEST_WINDOW_SECONDS = 90 * 86_400
TOPIC = "invitations.own_goals"
REPORTS_TOPIC = "invitations.reported_events"
_EVENT_ID = re.compile(r"[^\s\x00-\x1f\x7f/]{1,100}")
_readers: list[Callable[[str], bool]] = []
LAUNCHED = (InvitationState.LIVE.value, InvitationState.PAUSED.value)


def checked_event_id(written: str, field: str) -> str:
    """An identifier that pages and servers may report, as it is compared; raises InvalidInput naming ``field``."""
    event = fold(clean_line(written, LONGEST_EVENT_ID + 1))
    if _EVENT_ID.fullmatch(event) is None:
        text = N_("An identifier has 1 to 100 characters, without blanks and slashes.")
        raise InvalidInput(text, field=field, code="wrong_form")
    return event


def events_waited_for() -> frozenset[str]:
    """The event ids that live or paused invitations name, at most a second old."""
    return briefly.remembered(TOPIC, None, _events_waited_for)


def learn_reports(reader: Callable[[str], bool]) -> None:
    """Say who knows whether an event id was ever reported; reports are kept by a feature above this one."""
    _readers[:] = [reader]


def was_reported(event: str) -> bool:
    """Whether pages or servers have ever reported this event id, at most a second ago."""
    return briefly.remembered(REPORTS_TOPIC, event, lambda: any(reader(event) for reader in _readers))


def _events_waited_for() -> frozenset[str]:
    event = Invitation.conversion["event"].as_string()
    found = select(event).where(Invitation.state.in_(LAUNCHED), event.is_not(None)).distinct()
    return frozenset(db.session.execute(found).scalars())

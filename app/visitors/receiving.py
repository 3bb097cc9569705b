"""Events that pages report: every report is kept with what became of it, and a defined event becomes a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from app.domain import events
from app.domain.errors import NotFound
from app.foundation.database import Publish, db
from app.foundation.text import clean_line
from app.visitors.event_queries import defined_event, last_recorded_at
from app.visitors.event_rule import happened_at, outcome_of
from app.visitors.models import LONGEST_IDENTIFIER, ReceivedEvent, ReceivedOutcome
from app.visitors.queries import PAGE_VIEWS, State
from app.visitors.recording import locked_state, stand_in_ending, state_snapshot

LONGEST_VALUE = 500
KEEP_REFUSED = timedelta(days=30)
"""How long reports that became no record are kept to be looked at."""

FORGET_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Report:
    """An event that a page reports; ``seconds_ago`` is how long ago it happened there, ``page_key`` on which page."""

    identifier: str
    value: str | None = None
    seconds_ago: float = 0.0
    page_key: str | None = None


def receive_event(publish: Publish, visitor_key: str, report: Report, now: datetime) -> ReceivedOutcome:
    """Record an event if it is defined and its turn has come; whatever becomes of it, the report is kept.

    The visitor is locked until the transaction ends, so that of two reports at once the second sees the first.
    """
    state = _locked(visitor_key)
    identifier = clean_line(report.identifier, LONGEST_IDENTIFIER)
    value = None if report.value is None else clean_line(report.value, LONGEST_VALUE) or None
    at = happened_at(report.seconds_ago, now)
    event = defined_event(identifier)
    if event is None:
        outcome = ReceivedOutcome.UNKNOWN_EVENT
    else:
        outcome = outcome_of(event, last_recorded_at(state["id"], event, value), at)
    _keep(state, Report(identifier, value, page_key=report.page_key), outcome, at)
    if outcome is ReceivedOutcome.RECORDED:
        publish(events.VisitorEventRecorded(at, state_snapshot(state), identifier, value))
    return outcome


def forget_refused(publish: Publish, now: datetime) -> int:
    """Forget reports that became no record and are older than 30 days, a thousand at a time; returns how many."""
    old = (
        select(ReceivedEvent.id)
        .where(ReceivedEvent.at < now - KEEP_REFUSED, ReceivedEvent.outcome != ReceivedOutcome.RECORDED.value)
        .limit(FORGET_AT_ONCE)
    )
    gone = delete(ReceivedEvent).where(ReceivedEvent.id.in_(old)).returning(ReceivedEvent.id)
    return len(db.session.execute(gone, execution_options={"synchronize_session": False}).all())


def _locked(visitor_key: str) -> State:
    state = locked_state(visitor_key)
    if state is None:
        raise NotFound("there is no such visitor")
    return state


def _keep(state: State, report: Report, outcome: ReceivedOutcome, at: datetime) -> None:
    row = {
        "visitor_id": state["id"],
        "visit_id": state["visit_id"],
        "identifier": report.identifier,
        "value": report.value,
        "outcome": outcome.value,
        "page_url": _page_url(state, report.page_key),
        "at": at,
    }
    db.session.execute(insert(ReceivedEvent.__table__).values(row))


def _page_url(state: State, page_key: str | None) -> str | None:
    """The address of the page that reports; of the visitor's latest page where that page is not known."""
    present: str | None = state["visit__page_url"]
    if page_key is None or page_key == state["visit__page_key"]:
        return present
    keys = (page_key, page_key + stand_in_ending(state["visit__number"] or 0))
    found = (
        select(PAGE_VIEWS.c.url)
        .where(PAGE_VIEWS.c.visitor_id == state["id"], PAGE_VIEWS.c.page_key.in_(keys))
        .order_by(PAGE_VIEWS.c.id.desc())
        .limit(1)
    )
    url: str | None = db.session.execute(found).scalar_one_or_none()
    return present if url is None else url

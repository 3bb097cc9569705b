"""Everything that is written about goals: defining them, and crediting invitations with what is reported."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from app.conversions import queries
from app.conversions.models import LONGEST_IDENTIFIER, LONGEST_REQUEST_KEY, Conversion, ConversionReport, Goal
from app.conversions.queries import GOALS_TOPIC, ActiveGoal, Clock
from app.conversions.vocabulary import CountedFrom, GoalDraft, ReportOutcome, Worth, amount_of
from app.domain import events
from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.rules.text import fold
from app.domain.snapshots import PageSnapshot, VisitorSnapshot
from app.domain.translation import N_
from app.foundation import briefly
from app.foundation.database import Publish, db, transaction
from app.foundation.text import clean_line
from app.plugin_api.goals import GoalKind, Sighting, SightingSource
from app.plugin_host import host

LONGEST_WINDOW_SECONDS = 90 * 86_400
_IDENTIFIER = re.compile(r"[^\s\x00-\x1f\x7f/]{1,100}")
_CONVERSIONS = cast(Table, Conversion.__table__)
_CREDIT = {
    name: insert(_CONVERSIONS).on_conflict_do_nothing().returning(_CONVERSIONS.c.id)
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def create_goal(draft: GoalDraft, now: datetime) -> str:
    """Define a goal; returns its identifier. Raises ``InvalidInput``, or ``Conflict`` for an identifier in use."""
    values = _checked(draft)
    try:
        with transaction():
            db.session.add(Goal(created_at=now, updated_at=now, **values))
    except IntegrityError:
        raise _in_use() from None
    briefly.forget(GOALS_TOPIC)
    return str(values["key"])


def change_goal(key: str, draft: GoalDraft, now: datetime) -> str:
    """Save over a goal; what it counted before stays. Raises ``NotFound``, ``InvalidInput``, ``Conflict``."""
    values = _checked(draft)
    try:
        with transaction():
            row = _row(key)
            for name, value in values.items():
                setattr(row, name, value)
            row.updated_at = now
    except IntegrityError:
        raise _in_use() from None
    briefly.forget(GOALS_TOPIC)
    return str(values["key"])


def delete_goal(key: str) -> None:
    """Forget a goal with its conversions; reports of it stay in the log."""
    with transaction():
        db.session.execute(delete(Goal).where(Goal.id == _row(key).id))
    briefly.forget(GOALS_TOPIC)


def record_page(publish: Publish, visitor: VisitorSnapshot, page: PageSnapshot, now: datetime) -> None:
    """The visitor opened a page: goals that this reaches are credited. A page counts, or leaves no trace."""
    sighting = Sighting(SightingSource.PAGE, now, url=page.url, title=page.title)
    for goal in _reached(sighting):
        credited, _ = _credit(publish, goal, visitor, SightingSource.PAGE, Worth(), now)
        if credited:
            _keep(visitor, goal, goal.key, SightingSource.PAGE, ReportOutcome.COUNTED, credited, Worth(), None, now)


def record_report(
    publish: Publish,
    visitor: VisitorSnapshot,
    identifier: str,
    source: SightingSource,
    worth: Worth,
    now: datetime,
    *,
    request_key: str | None = None,
) -> ReportOutcome:
    """A page or a server says that a goal is reached; credits the visitor's impressions within the goal's window.

    Each impression is credited once per goal, however often the report comes. ``request_key`` makes a repeated request
    the same report: its first outcome is answered again. Call inside a transaction that has locked the visitor.
    """
    known = _outcome_of_request(request_key)
    if known is not None:
        return known
    name = clean_line(identifier, LONGEST_IDENTIFIER)
    goals = _reached(Sighting(source, now, identifier=name))
    if not goals:
        _keep(visitor, None, name, source, ReportOutcome.UNKNOWN_GOAL, 0, worth, request_key, now)
        return ReportOutcome.UNKNOWN_GOAL
    outcomes = []
    for place, goal in enumerate(goals):
        credited, outcome = _credit(publish, goal, visitor, source, worth, now)
        own_key = request_key if place == 0 else None
        _keep(visitor, goal, name, source, outcome, credited, worth, own_key, now)
        outcomes.append(outcome)
    return min(outcomes, key=list(ReportOutcome).index)


def _reached(sighting: Sighting) -> list[ActiveGoal]:
    """The goals that a sighting reaches, looked up again: another process may have just deleted one."""
    reached = [goal for goal in queries.active_goals() if sighting.source in goal.sources and goal.judge(sighting)]
    if not reached:
        return []
    still = select(Goal.id).where(Goal.id.in_([goal.id for goal in reached]), Goal.is_active.is_(True))
    kept = set(db.session.execute(still.with_for_update(read=True, key_share=True)).scalars())
    return [goal for goal in reached if goal.id in kept]


def _credit(
    publish: Publish, goal: ActiveGoal, visitor: VisitorSnapshot, source: SightingSource, worth: Worth, now: datetime
) -> tuple[int, ReportOutcome]:
    """How many impressions were credited just now, and what that makes of the report."""
    begun = [
        (clock, began)
        for clock in queries.clocks_of(visitor.id)
        if (began := clock.began(goal.counted_from)) is not None and began <= now
    ]
    within = [clock for clock, began in begun if now <= began + goal.window]
    credited = sum(_add(goal, visitor, clock, source, worth, now) for clock in within)
    if credited:
        amount = None if worth.micros is None else str(amount_of(worth.micros))
        publish(events.ConversionRecorded(now, visitor, goal.key, amount))
        return credited, ReportOutcome.COUNTED
    if within:
        return 0, ReportOutcome.DUPLICATE
    return 0, ReportOutcome.LATE if begun else ReportOutcome.NOT_INVITED


def _add(
    goal: ActiveGoal, visitor: VisitorSnapshot, clock: Clock, source: SightingSource, worth: Worth, now: datetime
) -> bool:
    row = {
        "goal_id": goal.id,
        "impression_id": clock.impression_id,
        "invitation_id": clock.invitation_id,
        "visitor_id": visitor.id,
        "source": source.value,
        "value_micros": worth.micros,
        "currency": worth.currency,
        "at": now,
    }
    return db.session.execute(_CREDIT[db.engine.dialect.name], row).first() is not None


def _keep(
    visitor: VisitorSnapshot,
    goal: ActiveGoal | None,
    identifier: str,
    source: SightingSource,
    outcome: ReportOutcome,
    credited: int,
    worth: Worth,
    request_key: str | None,
    now: datetime,
) -> None:
    db.session.add(
        ConversionReport(
            visitor_id=visitor.id,
            goal_id=goal.id if goal else None,
            identifier=identifier,
            source=source.value,
            outcome=outcome.value,
            credited=credited,
            value_micros=worth.micros,
            currency=worth.currency,
            request_key=request_key,
            at=now,
        )
    )
    db.session.flush()


def _outcome_of_request(request_key: str | None) -> ReportOutcome | None:
    if request_key is None:
        return None
    if not 0 < len(request_key) <= LONGEST_REQUEST_KEY:
        raise InvalidInput(f"request_key has at most {LONGEST_REQUEST_KEY} characters", field="request_key")
    found = select(ConversionReport.outcome).where(ConversionReport.request_key == request_key)
    outcome = db.session.execute(found).scalar_one_or_none()
    return None if outcome is None else ReportOutcome(outcome)


def _checked(draft: GoalDraft) -> dict[str, Any]:
    name = clean_line(draft.name, 200)
    if not name:
        raise InvalidInput(N_("Give it a name."), field="name", code="empty")
    key = fold(clean_line(draft.key, LONGEST_IDENTIFIER + 1))
    if _IDENTIFIER.fullmatch(key) is None:
        text = N_("An identifier has 1 to 100 characters, without blanks and slashes.")
        raise InvalidInput(text, field="key", code="wrong_form")
    kind = host().registry.goal_kinds.get(draft.kind)
    if kind is None:
        raise InvalidInput(N_("No enabled plugin offers this kind of goal."), field="kind", code="not_an_option")
    if not 1 <= draft.window_seconds <= LONGEST_WINDOW_SECONDS:
        text = N_("The window is between one second and 90 days.")
        raise InvalidInput(text, field="window_seconds", code="out_of_range")
    return {
        "name": name,
        "key": key,
        "kind": kind.id,
        "settings": _settings(kind, draft.settings),
        "window_seconds": draft.window_seconds,
        "counted_from": CountedFrom(draft.counted_from).value,
        "is_active": draft.is_active,
    }


def _settings(kind: GoalKind, given: Mapping[str, Any]) -> dict[str, Any]:
    known = {each.name for each in kind.settings}
    surplus = next((name for name in given if name not in known), None)
    if surplus is not None:
        raise InvalidInput(
            N_("This kind of goal has no such setting."), field=f"settings.{surplus}", code="unknown_field"
        )
    read = {
        each.name: each.schema.read(given.get(each.name, each.default), f"settings.{each.name}")
        for each in kind.settings
    }
    for name, value in read.items():
        if not isinstance(value, (str, int, float, bool)):
            raise InvalidInput(N_("Write one value."), field=f"settings.{name}", code="wrong_type")
    return read


def _row(key: str) -> Goal:
    row = db.session.execute(select(Goal).where(Goal.key == fold(key))).scalar_one_or_none()
    if row is None:
        raise NotFound(N_("There is no such goal."))
    return row


def _in_use() -> Conflict:
    return Conflict(N_("Another goal has this identifier already."), field="key", code="in_use")

"""Everything that is written about goals: defining them, and crediting invitations with what is reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.conversions import queries
from app.conversions.crediting import Chance, chances_of, credit, own_chances
from app.conversions.models import LONGEST_IDENTIFIER, LONGEST_REQUEST_KEY, ConversionReport, Goal
from app.conversions.queries import GOALS_TOPIC, ActiveGoal
from app.conversions.vocabulary import CountedFrom, GoalDraft, ReportOutcome, Worth, amount_of
from app.domain import events
from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.rules.text import fold
from app.domain.snapshots import PageSnapshot, VisitorSnapshot
from app.domain.translation import N_
from app.foundation import briefly
from app.foundation.database import Publish, db, held, transaction
from app.foundation.text import clean_line, cut
from app.invitations.own_goals import LONGEST_WINDOW_SECONDS, checked_event_id, events_waited_for
from app.plugin_api.goals import GoalKind, Sighting, SightingSource
from app.plugin_host import host


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
    goals = _reached(Sighting(SightingSource.PAGE, now, url=page.url, title=page.title))
    if not goals:
        return
    for aim in _aims(visitor, goals, frozenset(goal.key for goal in goals)):
        credited, outcome = credit(visitor, aim.chances, SightingSource.PAGE, Worth(), now)
        if credited:
            _keep(visitor, aim.goal, aim.event, SightingSource.PAGE, outcome, credited, Worth(), None, now)
            _announce(publish, visitor, {aim.event}, Worth(), now)


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

    It reaches the goals of the page Goals that recognise it, and the invitations that name this identifier.
    Each impression is credited once per goal, however often the report comes. ``request_key`` makes a repeated request
    the same report: its first outcome is answered again. Call inside a transaction that has locked the visitor.
    """
    known = _outcome_of_request(request_key)
    if known is not None:
        return known
    name = cut(fold(clean_line(identifier, LONGEST_IDENTIFIER)), LONGEST_IDENTIFIER)
    goals = _reached(Sighting(source, now, identifier=name))
    arrived: frozenset[str] = frozenset() if _is_forgeable(name, source) else frozenset({name})
    aims = _aims(visitor, goals, arrived.union(goal.key for goal in goals))
    outcomes: list[ReportOutcome] = []
    counted: set[str] = set()
    for aim in aims:
        credited, outcome = credit(visitor, aim.chances, source, worth, now)
        _keep(visitor, aim.goal, name, source, outcome, credited, worth, None if outcomes else request_key, now)
        outcomes.append(outcome)
        counted |= {aim.event} if credited else set()
    _announce(publish, visitor, counted, worth, now)
    if not outcomes:
        is_waited_for = bool(arrived & events_waited_for())
        outcomes.append(ReportOutcome.NOT_INVITED if is_waited_for else ReportOutcome.UNKNOWN_GOAL)
        _keep(visitor, None, name, source, outcomes[0], 0, worth, request_key, now)
    return min(outcomes, key=list(ReportOutcome).index)


@dataclass(frozen=True, slots=True)
class _Aim:
    """One goal that was reached, with the showings that may be credited; without ``goal`` invitations name it."""

    event: str
    goal: ActiveGoal | None
    chances: list[Chance]


def _aims(visitor: VisitorSnapshot, goals: list[ActiveGoal], own_events: frozenset[str]) -> list[_Aim]:
    clocks = queries.clocks_of(visitor.id)
    of_goals = [_Aim(goal.key, goal, chances_of(goal, clocks)) for goal in goals]
    return of_goals + [_Aim(event, None, chances) for event, chances in own_chances(own_events, clocks).items()]


def _is_forgeable(name: str, source: SightingSource) -> bool:
    """Whether a page says what a goal of this identifier takes from the site's own server only."""
    if source is SightingSource.SERVER:
        return False
    return any(goal.key == name and goal.sources == (SightingSource.SERVER,) for goal in queries.active_goals())


def _announce(publish: Publish, visitor: VisitorSnapshot, counted: set[str], worth: Worth, now: datetime) -> None:
    """Once for each event id, however many goals and invitations it was credited to."""
    amount = None if worth.micros is None else str(amount_of(worth.micros))
    for event in sorted(counted):
        publish(events.ConversionRecorded(now, visitor, event, amount))


def _reached(sighting: Sighting) -> list[ActiveGoal]:
    """The goals that a sighting reaches, looked up again: another process may have just deleted one."""
    reached = [goal for goal in queries.active_goals() if sighting.source in goal.sources and goal.judge(sighting)]
    if not reached:
        return []
    still = select(Goal.id).where(Goal.id.in_([goal.id for goal in reached]), Goal.is_active.is_(True))
    kept = set(db.session.execute(held(still)).scalars())
    return [goal for goal in reached if goal.id in kept]


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
    key = checked_event_id(draft.key, "key")
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

"""Whether an invitation helped: visitors who were invited against those of the holdout, within one epoch only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, or_, select

from app.conversions.models import Goal
from app.conversions.vocabulary import CountedFrom
from app.domain.experiments import HOLDOUT, ORIGINAL, Arm, Comparison, SampleRatio, compare, sample_ratio
from app.foundation import clock
from app.foundation.database import db
from app.invitations.draft_parts import Experiment, OwnGoal, restored
from app.invitations.experimenting import experiment_of, plan_of
from app.invitations.models import InvitationEpoch
from app.reports.periods import Period, stretches
from app.reports.queries import ANY_GOAL, BEFORE, CONVERSIONS, SHOWINGS, SINCE, WITHHELD, Column, GoalFilter, Scope

MICROS = 1_000_000
MOST_EPOCHS = 50
CLICKED = CountedFrom.CLICKED.value


@dataclass(frozen=True, slots=True)
class Epoch:
    """A stretch of time in which the experiment and the own goal of an invitation stayed the same.

    ``ended_at`` is None for the latest. ``own_goal`` is the invitation's own goal in it.
    """

    number: int
    started_at: datetime
    ended_at: datetime | None
    experiment: Experiment
    own_goal: OwnGoal | None = None


@dataclass(frozen=True, slots=True)
class Contest:
    """One group against another: ``first`` and ``second`` are a variant's key, ``invited`` or ``holdout``."""

    first: str
    second: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Effect:
    """What an epoch of an experiment has shown so far.

    The unit is the visitor, in the group of their first exposure in the epoch: the first showing that was granted, or
    the first that was withheld at the instant at which it would have been granted. A visitor has converted if the goal
    was reached within its window from that instant, invited or not. Visitors who were in no group are left out.

    ``uplift`` is everybody who was invited against the holdout, ``contests`` each variant against the original.
    ``ratio`` says whether the groups are as large as planned; ``currency`` is that of the values, if there is just one.
    Where the goal's window ``begins_with_a_click`` nothing is compared: who is not invited cannot click.
    """

    epoch: Epoch
    groups: Mapping[str, Arm]
    ratio: SampleRatio
    uplift: Contest | None
    contests: tuple[Contest, ...]
    currency: str | None = None
    begins_with_a_click: bool = False


def epochs(invitation_id: int) -> tuple[Epoch, ...]:
    """The epochs of an invitation, the latest first."""
    rows = db.session.execute(
        select(InvitationEpoch)
        .where(InvitationEpoch.invitation_id == invitation_id)
        .order_by(InvitationEpoch.number.desc())
        .limit(MOST_EPOCHS)
    ).scalars()
    found: list[Epoch] = []
    for row in rows:
        own = None if row.conversion is None else restored(row.conversion, OwnGoal)
        ended_at = found[-1].started_at if found else None
        found.append(Epoch(row.number, row.started_at, ended_at, experiment_of(row.experiment), own))
    return tuple(found)


def effect_of(invitation_id: int, epoch: Epoch, goal: GoalFilter, now: datetime, zone: str) -> Effect | None:
    """What the epoch has shown for a goal; None where nothing was compared in it."""
    plan = plan_of(epoch.experiment)
    if not plan.is_running:
        return None
    visitors = _visitors(Scope(invitation_id, goal), epoch, now, zone)
    ratio = sample_ratio(visitors, plan.shares())
    if _begins_with_a_click(goal, epoch):
        return Effect(epoch, {}, ratio, None, (), begins_with_a_click=True)
    brought = _brought(invitation_id, epoch, goal)
    arms = {group: brought.arm(group, visitors.get(group, 0)) for group in plan.shares()}
    invited = _together(arm for group, arm in arms.items() if group != HOLDOUT)
    uplift = Contest("invited", HOLDOUT, compare(invited, arms[HOLDOUT])) if HOLDOUT in arms else None
    original = arms.get(ORIGINAL)
    contests = tuple(
        Contest(group, ORIGINAL, compare(arm, original))
        for group, arm in arms.items()
        if original is not None and group not in (HOLDOUT, ORIGINAL)
    )
    return Effect(epoch, arms, ratio, uplift, contests, brought.currency)


def _visitors(scope: Scope, epoch: Epoch, now: datetime, zone: str) -> dict[str, int]:
    """How many visitors were first exposed in each group, slot by slot as all large questions are asked."""
    first = (
        select(SHOWINGS.c.kind, SHOWINGS.c.variant, func.count())
        .where(*scope.showings(SINCE, BEFORE), *_exposed(epoch), ~_exposed_before())
        .group_by(SHOWINGS.c.kind, SHOWINGS.c.variant)
    )
    totals: dict[str, int] = defaultdict(int)
    for start, end in _stretches(epoch, now, zone):
        for kind, variant, number in db.session.execute(first, {"since": start, "before": end}):
            totals[_group(kind, variant)] += int(number)
        clock.sleep(0)
    return dict(totals)


@dataclass(frozen=True, slots=True)
class _Brought:
    """By group: the showings that led to the goal, each with the sum of its values; ``currency`` if it is just one."""

    showings: Mapping[str, Mapping[int, float]]
    currency: str | None

    def arm(self, group: str, visitors: int) -> Arm:
        values = self.showings.get(group, {})
        if self.currency is None:
            return Arm(visitors, len(values))
        return Arm.with_values(visitors, len(values), values.values())


def _brought(invitation_id: int, epoch: Epoch, goal: GoalFilter) -> _Brought:
    scope = Scope(invitation_id, goal)
    rows = db.session.execute(
        select(SHOWINGS.c.id, SHOWINGS.c.kind, SHOWINGS.c.variant, CONVERSIONS.c.currency, CONVERSIONS.c.value_micros)
        .join(CONVERSIONS, CONVERSIONS.c.impression_id == SHOWINGS.c.id)
        .outerjoin(Goal, Goal.id == CONVERSIONS.c.goal_id)
        .where(*scope.conversions(epoch.started_at), *_exposed(epoch), ~_exposed_before())
        .where(SHOWINGS.c.invitation_id == invitation_id, *_comparable(epoch))
    )
    found: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    currencies: set[str] = set()
    for showing_id, kind, variant, currency, micros in rows:
        found[_group(kind, variant)][showing_id] += (micros or 0) / MICROS
        if micros is not None:
            currencies.add(currency or "")
    only = currencies.pop() if len(currencies) == 1 and goal != ANY_GOAL else None
    return _Brought(found, only or None)


def _begins_with_a_click(goal: GoalFilter, epoch: Epoch) -> bool:
    if goal.is_own:
        return epoch.own_goal is not None and epoch.own_goal.counted_from == CLICKED
    if goal.goal_id is None:
        return False
    counted_from = select(Goal.counted_from).where(Goal.id == goal.goal_id)
    return db.session.execute(counted_from).scalar_one_or_none() == CLICKED


def _comparable(epoch: Epoch) -> list[Column]:
    """Conversions of goals whose window begins with the showing: who is not invited cannot click."""
    own_counts = epoch.own_goal is None or epoch.own_goal.counted_from != CLICKED
    is_own = CONVERSIONS.c.goal_id.is_(None)
    by_showing = Goal.counted_from == CountedFrom.SHOWN.value
    return [or_(is_own, by_showing) if own_counts else by_showing]


def _exposed(epoch: Epoch) -> Sequence[Column]:
    """Showings that put their visitor into a group of this epoch."""
    return [
        SHOWINGS.c.epoch == epoch.number,
        or_(SHOWINGS.c.kind == WITHHELD, SHOWINGS.c.variant.is_not(None)),
    ]


def _exposed_before() -> Any:
    """That the same visitor was exposed earlier in the same epoch."""
    earlier = SHOWINGS.alias("earlier")
    return exists().where(
        earlier.c.visitor_id == SHOWINGS.c.visitor_id,
        earlier.c.invitation_id == SHOWINGS.c.invitation_id,
        earlier.c.epoch == SHOWINGS.c.epoch,
        or_(earlier.c.kind == WITHHELD, earlier.c.variant.is_not(None)),
        earlier.c.id < SHOWINGS.c.id,
    )


def _stretches(epoch: Epoch, now: datetime, zone: str) -> Iterable[tuple[datetime, datetime]]:
    """The time of the epoch in pieces; its last showing may be as new as this moment."""
    return [(slot.start, slot.end) for slot in stretches(_days(epoch, now, zone).slots())]


def _days(epoch: Epoch, now: datetime, zone: str) -> Period:
    first, last = (at.astimezone(ZoneInfo(zone)).date() for at in (epoch.started_at, now))
    return Period(first, max(first, last), zone)


def _group(kind: str, variant: str | None) -> str:
    return HOLDOUT if kind == WITHHELD else variant or ORIGINAL


def _together(arms: Iterable[Arm]) -> Arm:
    listed = list(arms)
    values = [arm for arm in listed if arm.value is not None and arm.squares is not None]
    return Arm(
        visitors=sum(arm.visitors for arm in listed),
        converted=sum(arm.converted for arm in listed),
        value=sum(arm.value or 0.0 for arm in values) if values else None,
        squares=sum(arm.squares or 0.0 for arm in values) if values else None,
    )

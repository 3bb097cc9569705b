"""The report of one invitation, and the comparison of all of them, each put together from the one set of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.conversions.models import Goal
from app.domain.errors import InvalidInput, NotFound
from app.domain.translation import N_
from app.foundation.database import db
from app.invitations.models import Invitation
from app.invitations.vocabulary import LogKind
from app.reports import breakdowns, queries, uplift
from app.reports.breakdowns import ChatLine, Places, summed
from app.reports.figures import NOTHING, Counts, GoalLine, Line, LinkLine, Revenue
from app.reports.periods import Period, Slot
from app.reports.queries import MANUAL, SHOWINGS, WITHHELD, GoalFilter, Scope
from app.reports.uplift import Effect, Epoch

ANY = "any"
OWN = breakdowns.OWN
GOAL_PREFIX = breakdowns.GOAL_PREFIX


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader asks about an invitation.

    ``goal`` is ``any``, ``own``, ``goal:<key>``, or empty for the invitation's own goal where it has one, else any.
    ``epoch`` is the number of an epoch, None for the latest.
    """

    period: Period
    goal: str = ""
    epoch: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """What happened to the showings of one slot of time; ``armed`` and ``refused`` happened within it."""

    slot: Slot
    counts: Counts
    armed: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class GoalChoice:
    """A goal that a reader can look at; ``value`` is as in ``Question.goal``, ``name`` is empty for own and any."""

    value: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class InvitationReport:
    """Everything about one invitation in a period.

    armed: visits in which its rule waited in a browser; once for each visit. refused: claims that were not granted;
    ``refusals`` has them by reason code, the most frequent first. ``effect`` is about a whole epoch, not the period.
    """

    key: str
    name: str
    state: str
    period: Period
    goal: str
    goal_choices: tuple[GoalChoice, ...]
    totals: Counts
    revenue: Revenue
    armed: int
    refused: int
    points: tuple[Point, ...]
    variants: tuple[Line, ...]
    campaigns: tuple[Line, ...]
    places: Places
    links: tuple[LinkLine, ...]
    goals: tuple[GoalLine, ...]
    refusals: tuple[tuple[str, int], ...]
    chats: tuple[ChatLine, ...]
    epochs: tuple[Epoch, ...]
    effect: Effect | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all happened in the period."""
        return not (self.armed or self.refused or self.totals.granted or self.totals.withheld)


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """One invitation beside the others."""

    key: str
    name: str
    state: str
    counts: Counts
    revenue: Revenue


@dataclass(frozen=True, slots=True)
class Overview:
    """All invitations compared in a period; ``manual`` are those by hand, which no other figure includes.

    ``converted`` and the revenue are about any goal. Campaigns are those that the showings had when they began.
    """

    period: Period
    totals: Counts
    revenue: Revenue
    manual: Counts
    points: tuple[Point, ...]
    invitations: tuple[InvitationLine, ...]
    campaigns: tuple[Line, ...]


def invitation_report(key: str, asked: Question, now: datetime) -> InvitationReport:
    """The report of one invitation. Raises ``NotFound``, and ``InvalidInput`` for an unknown goal or epoch."""
    row = db.session.execute(select(Invitation).where(Invitation.key == key)).scalar_one_or_none()
    if row is None:
        raise NotFound(N_("There is no such invitation."))
    slots = asked.period.slots()
    goals = breakdowns.goals(Scope(row.id), slots)
    choices = _choices(goals, has_own=row.conversion is not None)
    chosen = asked.goal or (OWN if row.conversion is not None else ANY)
    scope = Scope(row.id, _goal_filter(chosen))
    by_slot = queries.counted(scope, slots, *(SHOWINGS.c[name] for name in breakdowns.SPLIT))
    points, refusals = _points(scope, slots, by_slot)
    epochs = uplift.epochs(row.id)
    epoch = _epoch(epochs, asked.epoch)
    return InvitationReport(
        key=row.key,
        name=row.name,
        state=row.state,
        period=asked.period,
        goal=chosen,
        goal_choices=choices,
        totals=sum(by_slot.values(), NOTHING),
        revenue=queries.revenue(scope, slots).get((), Revenue()),
        armed=sum(point.armed for point in points),
        refused=sum(point.refused for point in points),
        points=points,
        variants=breakdowns.by_column(scope, slots, by_slot, SHOWINGS.c.variant),
        campaigns=breakdowns.by_column(scope, slots, by_slot, SHOWINGS.c.campaign),
        places=breakdowns.places(scope, slots),
        links=breakdowns.links(scope, asked.period.start, asked.period.end),
        goals=goals,
        refusals=refusals,
        chats=breakdowns.chats(scope, asked.period.start, asked.period.end),
        epochs=epochs,
        effect=uplift.effect_of(row.id, epoch, scope.goal, now, asked.period.zone) if epoch else None,
    )


def overview(period: Period) -> Overview:
    """All invitations compared."""
    slots, scope = period.slots(), Scope()
    found = queries.counted(scope, slots, SHOWINGS.c.invitation_id, SHOWINGS.c.campaign)
    automatic = {key: counts for key, counts in found.items() if key[1] != MANUAL}
    by_slot = summed((key[0], counts) for key, counts in automatic.items())
    by_invitation = summed((key[2], counts) for key, counts in automatic.items())
    by_campaign = summed((key[3], counts) for key, counts in automatic.items() if key[1] != WITHHELD)
    brought = queries.revenue(scope, slots, SHOWINGS.c.invitation_id)
    campaigns_brought = queries.revenue(scope, slots, SHOWINGS.c.campaign)
    return Overview(
        period=period,
        totals=sum(automatic.values(), NOTHING),
        revenue=queries.revenue(Scope(), slots).get((), Revenue()),
        manual=sum((counts for key, counts in found.items() if key[1] == MANUAL), NOTHING),
        points=tuple(Point(slot, by_slot.get(place, NOTHING)) for place, slot in enumerate(slots)),
        invitations=_compared(by_invitation, brought),
        campaigns=tuple(
            Line(campaign, counts, campaigns_brought.get((campaign,), Revenue()))
            for campaign, counts in sorted(by_campaign.items(), key=lambda each: (-each[1].granted, each[0] or ""))
            if campaign
        ),
    )


def _compared(
    counts: dict[int | None, Counts], brought: dict[tuple[int | None], Revenue]
) -> tuple[InvitationLine, ...]:
    """Every invitation that is live or had showings, in the order in which they are considered."""
    columns = (Invitation.id, Invitation.key, Invitation.name, Invitation.state)
    rows = db.session.execute(select(*columns).order_by(Invitation.position, Invitation.id))
    return tuple(
        InvitationLine(key, name, state, counts.get(each, NOTHING), brought.get((each,), Revenue()))
        for each, key, name, state in rows
        if each in counts or state == "live"
    )


def _points(
    scope: Scope, slots: Sequence[Slot], by_slot: queries.Counted
) -> tuple[tuple[Point, ...], tuple[tuple[str, int], ...]]:
    """The figures over time, and the refusals by reason."""
    showings = summed((key[0], counts) for key, counts in by_slot.items())
    armed: Counter[int] = Counter()
    refused: Counter[int] = Counter()
    reasons: Counter[str] = Counter()
    for place, kind, reason, number in queries.logged(scope, slots):
        if kind is LogKind.ARMED:
            armed[place] += number
        else:
            refused[place] += number
            reasons[reason or ""] += number
    points = tuple(
        Point(slot, showings.get(place, NOTHING), armed[place], refused[place]) for place, slot in enumerate(slots)
    )
    return points, tuple(sorted(reasons.items(), key=lambda each: (-each[1], each[0])))


def _choices(goals: Iterable[GoalLine], *, has_own: bool) -> tuple[GoalChoice, ...]:
    """Own first, then any, then the goals that count or were reached."""
    lines = list(goals)
    own = [GoalChoice(OWN)] if has_own or any(line.key == OWN for line in lines) else []
    named = {line.key: line.name for line in lines if line.key != OWN}
    active = select(Goal.key, Goal.name).where(Goal.is_active.is_(True)).order_by(Goal.name, Goal.id)
    named |= {f"{GOAL_PREFIX}{key}": name for key, name in db.session.execute(active)}
    return (*own, GoalChoice(ANY), *(GoalChoice(key, name) for key, name in named.items()))


def _goal_filter(goal: str) -> GoalFilter:
    if goal == ANY:
        return queries.ANY_GOAL
    if goal == OWN:
        return GoalFilter(is_own=True)
    key = goal.removeprefix(GOAL_PREFIX)
    found = db.session.execute(select(Goal.id).where(Goal.key == key)).scalar_one_or_none()
    if found is None or not goal.startswith(GOAL_PREFIX):
        raise InvalidInput(N_("There is no such goal."), field="goal", code="not_an_option")
    return GoalFilter(goal_id=found)


def _epoch(epochs: Sequence[Epoch], number: int | None) -> Epoch | None:
    if number is None:
        return epochs[0] if epochs else None
    found = next((epoch for epoch in epochs if epoch.number == number), None)
    if found is None:
        raise InvalidInput(N_("There is no such epoch."), field="epoch", code="not_an_option")
    return found

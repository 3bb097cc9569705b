"""How many automatic invitations one visitor may get from the whole site, whichever they are.

Counted is what was really on the visitor's screen. What an operator sends by hand and what was withheld for an
experiment is not counted, and every limit is off at 0, as in the classic system.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.domain import rules
from app.domain.translation import N_
from app.foundation import settings
from app.invitations.log_details import kept
from app.invitations.past_showings import Contact
from app.invitations.vocabulary import Refusal, Refused

PER_VISIT = "invitations.budget_per_visit"
PER_WEEK = "invitations.budget_per_week"
GAP = "invitations.budget_gap_seconds"
MUTE = "invitations.mute_days_after_two_dismissals"
BUDGET_SETTINGS = (PER_VISIT, PER_WEEK, GAP, MUTE)

CLASSIC: Mapping[str, int] = dict.fromkeys(BUDGET_SETTINGS, 0)
GENTLE: Mapping[str, int] = {PER_VISIT: 2, PER_WEEK: 5, GAP: 60, MUTE: 30}
MOST: Mapping[str, int] = {PER_VISIT: 100, PER_WEEK: 500, GAP: 86_400, MUTE: 365}

WEEK = timedelta(days=7)
DISMISSALS_THAT_MUTE = 2

for _name in BUDGET_SETTINGS:
    settings.declare(_name, CLASSIC[_name], settings.whole_number(_name, 0, MOST[_name]))


@dataclass(frozen=True, slots=True)
class ContactBudget:
    """At most so many a visit and a week, so long between two, and so long nothing after two were closed."""

    per_visit: int = 0
    per_week: int = 0
    gap: timedelta = timedelta(0)
    mute: timedelta = timedelta(0)

    @property
    def is_limited(self) -> bool:
        """Whether any limit is set."""
        return self != NO_BUDGET


NO_BUDGET = ContactBudget()


def budget_from(values: Mapping[str, Any]) -> ContactBudget:
    """The budget as the settings say it."""
    return ContactBudget(
        per_visit=values[PER_VISIT],
        per_week=values[PER_WEEK],
        gap=timedelta(seconds=values[GAP]),
        mute=timedelta(days=values[MUTE]),
    )


def objections_of_budget(
    invitation_id: int, contacts: Sequence[Contact], budget: ContactBudget, now: datetime
) -> Iterator[Refused]:
    """What the budget says against one more; ``contacts`` come the latest first.

    The invitation itself, while it is on the screen, is no new contact on the next page.
    """
    if not budget.is_limited:
        return
    counted = [each for each in contacts if each.ended_at is not None or each.invitation_id != invitation_id]
    yield from _number_of(counted, budget, now)
    yield from _gap_after(counted, budget, now)
    yield from _mute_after(counted, budget, now)


def _number_of(counted: Sequence[Contact], budget: ContactBudget, now: datetime) -> Iterator[Refused]:
    in_visit = sum(each.is_in_visit for each in counted)
    if budget.per_visit and in_visit >= budget.per_visit:
        yield Refused(Refusal.BUDGET_VISIT, _times(in_visit))
    of_week = [each.rendered_at for each in counted if now - each.rendered_at < WEEK]
    if budget.per_week and len(of_week) >= budget.per_week:
        first_to_go = sorted(of_week, reverse=True)[budget.per_week - 1]
        yield Refused(Refusal.BUDGET_WEEK, _times(len(of_week)), first_to_go + WEEK)


def _gap_after(counted: Sequence[Contact], budget: ContactBudget, now: datetime) -> Iterator[Refused]:
    """From the end of one to the beginning of the next."""
    last = max((each.ended_at or each.rendered_at for each in counted), default=None)
    if budget.gap and last is not None and now - last < budget.gap:
        yield Refused(Refusal.BUDGET_GAP, until=last + budget.gap)


def _mute_after(counted: Sequence[Contact], budget: ContactBudget, now: datetime) -> Iterator[Refused]:
    """Two dismissals that are not further apart than the mute is long."""
    closed = sorted((each.ended_at for each in counted if each.was_dismissed and each.ended_at), reverse=True)
    if not budget.mute or len(closed) < DISMISSALS_THAT_MUTE:
        return
    last, before = closed[0], closed[DISMISSALS_THAT_MUTE - 1]
    if last - before <= budget.mute and now - last < budget.mute:
        yield Refused(Refusal.MUTED, until=last + budget.mute)


def _times(number: int) -> str:
    return kept(rules.Reason("", N_("Times shown: %(number)s."), {"number": number}))

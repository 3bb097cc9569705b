"""Looks at a schedule: one that is over, or whose hours never come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from app.domain.errors import InvalidInput
from app.domain.rules.lint import LintFinding, LintText, Severity
from app.domain.schedule import instant_of, opening
from app.domain.translation import N_
from app.invitations.open_hours import schedule_of
from app.invitations.schedule_words import schedule_words
from app.invitations.vocabulary import InvitationDraft


def schedule_findings(draft: InvitationDraft, zone: str, now: datetime) -> Iterator[LintFinding]:
    """What is to be said about a schedule that can be read; saving refuses any other."""
    try:
        schedule = schedule_of(draft.schedule)
    except InvalidInput:
        return
    if schedule is None or not opening(schedule, now, zone).is_over:
        return
    if schedule.until is not None and instant_of(schedule.until, zone) <= now:
        yield LintFinding(
            Severity.ERROR,
            "schedule_over",
            LintText(N_("Its schedule is over: it will never show again.")),
            LintText(N_("Choose a later end, or leave the end empty.")),
            ("schedule", "until"),
        )
        return
    yield LintFinding(
        Severity.ERROR,
        "schedule_never_open",
        LintText(
            N_("Its schedule is never open from now on: its hours and its period do not meet (%(times)s)."),
            {"times": schedule_words(draft.schedule)},
        ),
        LintText(N_("Compare the days with the beginning and the end, or leave one of them out.")),
        ("schedule", "weekly" if schedule.weekly else "yearly"),
    )

"""Looks at what follows an invitation: a goal that nothing reports, and words for people whom nobody can help."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.rules.lint import LintFinding, LintText, Severity
from app.domain.rules.text import fold
from app.domain.translation import N_
from app.invitations.own_goals import was_reported
from app.invitations.vocabulary import InvitationDraft, WhenTeam


def aftermath_findings(draft: InvitationDraft) -> Iterator[LintFinding]:
    """What is to be said about waiting and about the goal."""
    goal, plan = draft.conversion, draft.wait
    if goal is not None and not was_reported(fold(goal.event)):
        yield LintFinding(
            Severity.HINT,
            "goal_never_reported",
            LintText(
                N_("Your website has never reported “%(event)s”, so nothing can convert yet."), {"event": goal.event}
            ),
            LintText(N_("Paste the code that stands at the goal into your page, and try it once.")),
            ("conversion_event",),
        )
    if plan is not None and plan.timeout is not None and draft.when_team is WhenTeam.OFFLINE:
        yield LintFinding(
            Severity.HINT,
            "wait_while_offline",
            LintText(N_("It shows while your team is offline, so everybody who answers hears the timeout message.")),
            LintText(N_("Say in the wait message when you are back, and leave the timeout empty.")),
            ("wait_timeout",),
        )

"""What the sections Waiting and Goal of the editor say in one line."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from app.invitations.draft_parts import CountedFrom, OwnGoal, WaitPlan
from app.invitations.sentence import quoted
from app.invitations.vocabulary import InvitationDraft

LONGEST_QUOTE = 40


def aftermath_summaries(draft: InvitationDraft) -> dict[str, str]:
    """A line for each of the two sections, by the section's name."""
    return {"waiting": waiting_words(draft.wait), "goal": goal_words(draft.conversion)}


def waiting_words(plan: WaitPlan | None) -> str:
    """What somebody who waits is told, and when."""
    if plan is None or not (plan.message or plan.timeout_message):
        return str(_("Nothing is said to those who wait"))
    if not plan.timeout_message or plan.timeout is None:
        return str(_("%(message)s at once", message=quoted(plan.message)))
    later = _later_words(plan.timeout_message, plan.timeout, max(1, plan.repeat))
    return str(
        _("%(message)s at once, %(later)s", message=quoted(plan.message), later=later) if plan.message else later
    )


def goal_words(goal: OwnGoal | None) -> str:
    """By what it is measured."""
    if goal is None:
        return str(_("No goal of its own"))
    window, event = window_words(goal.within), quoted(goal.event)
    if goal.counted_from is CountedFrom.CLICKED:
        return str(_("%(event)s within %(window)s after it was clicked", event=event, window=window))
    return str(_("%(event)s within %(window)s after it was shown", event=event, window=window))


def window_words(seconds: int) -> str:
    """A length of time in its largest whole unit."""
    if seconds % 86_400 == 0:
        return str(ngettext("%(num)d day", "%(num)d days", seconds // 86_400))
    if seconds % 3_600 == 0:
        return str(ngettext("%(num)d hour", "%(num)d hours", seconds // 3_600))
    if seconds % 60 == 0:
        return str(ngettext("%(num)d minute", "%(num)d minutes", seconds // 60))
    return str(ngettext("%(num)d second", "%(num)d seconds", seconds))


def _later_words(message: str, timeout: int, times: int) -> str:
    after = window_words(timeout)
    if times == 1:
        return str(_("%(message)s after %(time)s", message=_quote(message), time=after))
    return str(
        ngettext(
            "%(message)s after %(time)s, %(num)d time in all",
            "%(message)s after %(time)s, %(num)d times in all",
            times,
            message=_quote(message),
            time=after,
        )
    )


def _quote(message: str) -> str:
    line = " ".join(message.split())
    return quoted(line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1].rstrip() + "…")

"""Looks at how often and how long an invitation shows: limits that have no effect, or too much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.rules import Node
from app.domain.rules.lint import LintFinding, LintText, Reasoning, Severity, read_conditions
from app.domain.translation import N_
from app.invitations.lint_surroundings import Surroundings
from app.invitations.needs import SHOWN
from app.invitations.vocabulary import InvitationDraft

SECONDS_TO_READ = 20
"""The least time in which everybody can read and reach an invitation (WCAG 2.2, 2.2.1)."""


def limit_findings(
    draft: InvitationDraft, demands: Sequence[Node], seen: Surroundings, reasoning: Reasoning, *, is_alone: bool
) -> Iterator[LintFinding]:
    """What is to be said about the limits; ``is_alone`` says that no other invitation is live."""
    if not reasoning.can_hold(*demands):
        return
    yield from _never_first(demands, seen, reasoning, is_alone=is_alone)
    yield from _without_effect(draft, demands, seen, reasoning)
    yield from _closings(draft)
    yield from _budget(draft, seen)
    if draft.expires_after is not None and draft.expires_after < SECONDS_TO_READ:
        yield LintFinding(
            Severity.HINT,
            "short_stay",
            LintText(
                N_("It disappears after %(seconds)s seconds; many people need longer to read it and to reach it."),
                {"seconds": draft.expires_after},
            ),
            LintText(N_("Give it at least %(seconds)s seconds, or let it stay."), {"seconds": SECONDS_TO_READ}),
            ("expires_after",),
        )


def _never_first(
    demands: Sequence[Node], seen: Surroundings, reasoning: Reasoning, *, is_alone: bool
) -> Iterator[LintFinding]:
    """It asks for an earlier invitation, and there is none that could have been."""
    if not is_alone or seen.has_shown_any:
        return
    none_yet = read_conditions([{"fact": SHOWN, "is": "equals", "value": 0}], seen.registry)
    if none_yet is not None and not reasoning.can_hold(*demands, *none_yet):
        yield LintFinding(
            Severity.WARNING,
            "waits_for_another",
            LintText(N_("It shows only to visitors who have seen an invitation before, and no other one is live.")),
            LintText(N_("Launch another invitation first, or take out the condition on earlier invitations.")),
            ("conditions",),
        )


def _without_effect(
    draft: InvitationDraft, demands: Sequence[Node], seen: Surroundings, reasoning: Reasoning
) -> Iterator[LintFinding]:
    """A number of times that is never reached."""
    if draft.max_shows < 2:
        return
    if draft.once_per_visitor:
        yield _no_effect(
            draft, N_("“Only once for each visitor” is stricter, so the limit of %(limit)s times has no effect.")
        )
        return
    before = read_conditions([{"fact": SHOWN, "is": "at_least", "value": draft.max_shows - 1}], seen.registry)
    if before is not None and not reasoning.can_hold(*demands, *before):
        yield _no_effect(
            draft,
            N_("Whoever has seen so many invitations meets the conditions no more: %(limit)s times are not reached."),
        )


def _no_effect(draft: InvitationDraft, message: str) -> LintFinding:
    return LintFinding(
        Severity.HINT,
        "limit_without_effect",
        LintText(message, {"limit": draft.max_shows}),
        LintText(N_("Take out the one that you did not mean.")),
        ("max_shows",),
    )


def _closings(draft: InvitationDraft) -> Iterator[LintFinding]:
    """It shall come every time, and something stricter forbids it."""
    if not draft.frequency.every_match:
        return
    stricter = None
    if draft.once_per_visitor:
        stricter = N_("“Send only once per user” is stricter, so “Show every time it is matched” has no effect.")
    elif draft.frequency.not_again_after_close_in_visit:
        stricter = N_(
            "It is not shown again after it was closed in a visit, so “Show every time it is matched” matters only "
            "to other invitations."
        )
    if stricter is not None:
        yield LintFinding(
            Severity.HINT,
            "every_time_without_effect",
            LintText(stricter),
            LintText(N_("Take out the one that you did not mean.")),
            ("every_match",),
        )


def _budget(draft: InvitationDraft, seen: Surroundings) -> Iterator[LintFinding]:
    """The whole site gives a visitor less than this invitation alone may take."""
    per_visit, per_week = seen.budget.per_visit, seen.budget.per_week
    allowed = min(each for each in (per_visit, per_week, draft.max_shows) if each) if draft.max_shows else 0
    if allowed >= draft.max_shows:
        return
    message = N_("Of %(limit)s times, the contact budget allows %(allowed)s in one visit.")
    if allowed == per_week:
        message = N_("Of %(limit)s times, the contact budget allows %(allowed)s in seven days.")
    yield LintFinding(
        Severity.HINT,
        "budget_is_lower",
        LintText(message, {"limit": draft.max_shows, "allowed": allowed}),
        LintText(N_("Nothing is wrong with it; the settings say how much each visitor gets.")),
        ("max_shows",),
    )

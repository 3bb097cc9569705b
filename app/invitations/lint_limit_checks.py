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

"""Looks at the experiment of an invitation: groups that say the same, that nobody gets, that nothing can be told of."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.experiments import ORIGINAL
from app.domain.rules.lint import LintFinding, LintText, Severity
from app.domain.translation import N_
from app.invitations.draft_parts import Content
from app.invitations.experimenting import content_for, plan_of, sender_name_for
from app.invitations.vocabulary import InvitationDraft


def experiment_findings(draft: InvitationDraft) -> Iterator[LintFinding]:
    """What is to be said about holdout and variants."""
    experiment = draft.experiment
    if experiment.holdout_percent and draft.conversion is None:
        yield LintFinding(
            Severity.HINT,
            "holdout_without_goal",
            LintText(
                N_("%(percent)s of 100 visitors are not invited, but this invitation has no goal of its own."),
                {"percent": experiment.holdout_percent},
            ),
            LintText(N_("Write a goal, so that the report can say what inviting changes.")),
            ("experiment", "holdout_percent"),
        )
    yield from _alike(draft)
    yield from _for_nobody(draft)
    if experiment.variants and draft.translations:
        yield LintFinding(
            Severity.WARNING,
            "variants_in_one_language",
            LintText(N_("Whoever gets a variant reads it as it stands here, whatever language they speak.")),
            LintText(N_("Compare variants in an invitation for one language, or take the other languages out.")),
            ("experiment", "variants"),
        )


def _alike(draft: InvitationDraft) -> Iterator[LintFinding]:
    """Variants that nobody could tell apart."""
    seen: dict[tuple[Content, str | None], str] = {(draft.content, draft.sender_name): ORIGINAL}
    for place, variant in enumerate(draft.experiment.variants):
        words = content_for(draft.content, draft.experiment, variant.key)
        other = seen.setdefault((words, sender_name_for(draft.sender_name, draft.experiment, variant.key)), variant.key)
        if other != variant.key:
            yield LintFinding(
                Severity.WARNING,
                "variants_alike",
                LintText(
                    N_("“%(one)s” and “%(other)s” say the same, so there is nothing to compare."),
                    {"one": other, "other": variant.key},
                ),
                LintText(N_("Write other words, or take the variant out.")),
                ("experiment", "variants", place),
            )


def _for_nobody(draft: InvitationDraft) -> Iterator[LintFinding]:
    """Variants that no visitor ever gets."""
    experiment = draft.experiment
    for place, variant in enumerate(experiment.variants):
        if not variant.weight:
            yield LintFinding(
                Severity.HINT,
                "variant_for_nobody",
                LintText(N_("Nobody gets “%(variant)s”, because its weight is 0."), {"variant": variant.key}),
                LintText(N_("Give it a weight, or take it out.")),
                ("experiment", "variants", place, "weight"),
            )
    if any(each.weight for each in experiment.variants) and not plan_of(experiment).is_running:
        yield LintFinding(
            Severity.HINT,
            "nothing_to_compare",
            LintText(N_("Everybody gets the same variant, so there is nothing to compare.")),
            LintText(N_("Give another one a weight, or make its words the message of the invitation.")),
            ("experiment", "original_weight"),
        )

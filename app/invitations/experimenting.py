"""Which part a visitor has in the experiment of an invitation: which words they get, or that they are not invited."""

from __future__ import annotations

from typing import Any

import msgspec

from app.domain.experiments import HOLDOUT, ORIGINAL, Assignment, Plan
from app.domain.rules import Reason
from app.domain.snapshots import VisitorSnapshot
from app.domain.translation import N_
from app.invitations.draft_parts import Content, Experiment, Variant, restored
from app.invitations.log_details import kept
from app.invitations.models import Invitation
from app.invitations.vocabulary import Refusal, Refused

RESERVED_VARIANTS = frozenset({HOLDOUT, ORIGINAL})
"""Groups that every experiment has; no variant may be called so."""


def experiment_of(document: Any) -> Experiment:
    """The experiment as the column of an invitation or of an epoch keeps it."""
    return restored(document, Experiment)


def plan_of(experiment: Experiment) -> Plan:
    """How the visitors are divided."""
    weights = {ORIGINAL: experiment.original_weight} | {each.key: each.weight for each in experiment.variants}
    return Plan(experiment.holdout_percent, weights)


def assignment_of(
    experiment: Experiment, visitor: VisitorSnapshot, invitation_key: str, epoch: int
) -> Assignment | None:
    """The visitor's group; None where nothing is compared, or where the visitor cannot stay in one group.

    A browser that forgets its visitor would bring the same person back in another group. Such visitors are invited with
    the original words and are counted in no group.
    """
    plan = plan_of(experiment)
    if not plan.is_running or not visitor.has_lasting_storage:
        return None
    return plan.assign(visitor.key, invitation_key, epoch)


def variant_for(experiment: Experiment, visitor: VisitorSnapshot, invitation_key: str, epoch: int) -> str | None:
    """The key of the variant that this visitor gets whenever they are invited; None outside the experiment."""
    assignment = assignment_of(experiment, visitor, invitation_key, epoch)
    return None if assignment is None else assignment.variant


def content_for(content: Content, experiment: Experiment, variant: str | None) -> Content:
    """The words of a variant, or ``content`` for the original.

    A variant without a returning message greets everybody with its message. It takes over the invitation's buttons and
    its nick for returning visitors where it has none of its own.
    """
    chosen = chosen_variant(experiment, variant)
    if chosen is None:
        return content
    words = chosen.message
    return msgspec.structs.replace(
        words,
        returning_nick=words.returning_nick or content.returning_nick,
        buttons=words.buttons or content.buttons,
    )


def sender_name_for(sender_name: str | None, experiment: Experiment, variant: str | None) -> str | None:
    """Who is written to speak in a variant; without a name of its own, the invitation's sender."""
    chosen = chosen_variant(experiment, variant)
    return (chosen.sender_name if chosen else "") or sender_name


def chosen_variant(experiment: Experiment, variant: str | None) -> Variant | None:
    """The variant with that key; None for the original and for one that is not there any more."""
    return next((each for each in experiment.variants if each.key == variant), None)


def holdout_refusal(row: Invitation, visitor: VisitorSnapshot) -> Refused | None:
    """That this visitor is not invited so that the effect can be measured, or None for all others."""
    experiment = experiment_of(row.experiment)
    assignment = assignment_of(experiment, visitor, row.key, row.epoch)
    if assignment is None or not assignment.is_held_out:
        return None
    sentence = N_("This visitor is in the %(share)s who are not invited, so that the effect can be measured.")
    return Refused(Refusal.HOLDOUT, kept(Reason("", sentence, {"share": f"{experiment.holdout_percent} %"})))

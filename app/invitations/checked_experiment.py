"""Checks the experiment of an invitation when it is saved."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.foundation.text import clean_line
from app.invitations.checked_message import checked_content
from app.invitations.draft_parts import Variant, stored
from app.invitations.experimenting import RESERVED_VARIANTS
from app.invitations.vocabulary import InvitationDraft

LARGEST_HOLDOUT = 50
MOST_VARIANTS = 5
LARGEST_WEIGHT = 1_000
LONGEST_KEY = 40
_KEY = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{LONGEST_KEY - 1}}}")


def experiment_columns(draft: InvitationDraft) -> dict[str, object]:
    """The column ``experiment``; raises InvalidInput naming the field, such as ``experiment.variants[0].key``."""
    experiment = draft.experiment
    _within("experiment.holdout_percent", experiment.holdout_percent, LARGEST_HOLDOUT)
    _within("experiment.original_weight", experiment.original_weight, LARGEST_WEIGHT)
    if len(experiment.variants) > MOST_VARIANTS:
        raise InvalidInput(
            N_("an experiment has at most %(limit)s variants besides the original"),
            field="experiment.variants",
            code="too_many",
            values={"limit": MOST_VARIANTS},
        )
    variants = _checked_variants(experiment.variants)
    if not experiment.original_weight and not any(each.weight for each in variants):
        raise InvalidInput(
            N_("somebody must get something: give the original or a variant a weight above 0"),
            field="experiment.original_weight",
            code="no_weight",
        )
    return {"experiment": stored(msgspec.structs.replace(experiment, variants=variants))}


def _checked_variants(variants: Sequence[Variant]) -> tuple[Variant, ...]:
    checked: list[Variant] = []
    taken = set(RESERVED_VARIANTS)
    for place, variant in enumerate(variants):
        path = f"experiment.variants[{place}]"
        _check_key(variant.key, taken, f"{path}.key")
        taken.add(variant.key)
        _within(f"{path}.weight", variant.weight, LARGEST_WEIGHT)
        checked.append(
            Variant(
                key=variant.key,
                weight=variant.weight,
                message=checked_content(variant.message, f"{path}.message."),
                sender_name=clean_line(variant.sender_name, 120),
            )
        )
    return tuple(checked)


def _check_key(key: str, taken: set[str], field: str) -> None:
    if not _KEY.fullmatch(key):
        raise InvalidInput(
            N_("a variant is called by 1 to %(limit)s small letters, digits, hyphens and underscores"),
            field=field,
            code="not_a_key",
            values={"limit": LONGEST_KEY},
        )
    if key in RESERVED_VARIANTS:
        raise InvalidInput(
            N_("“%(key)s” is what reports call another group; choose another name"),
            field=field,
            code="reserved",
            values={"key": key},
        )
    if key in taken:
        raise InvalidInput(
            N_("there are two variants called “%(key)s”"), field=field, code="twice", values={"key": key}
        )


def _within(field: str, number: int, most: int) -> None:
    if not 0 <= number <= most:
        raise InvalidInput(
            N_("must be from %(least)s to %(most)s"),
            field=field,
            code="out_of_range",
            values={"least": 0, "most": most},
        )

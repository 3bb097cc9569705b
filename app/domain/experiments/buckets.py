"""Who is in which group of an experiment: a hash of the visitor's key decides, so that it never changes by chance."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

HOLDOUT = "holdout"
"""The group that is not invited, so that the effect of inviting can be measured."""

ORIGINAL = "original"
"""The variant that has the invitation's own words."""

_BITS = 53
"""How many bits of the hash are used: as many as a float holds exactly, so that a place is always below 1."""


def bucket(visitor_key: str, invitation_key: str, epoch: int, purpose: str) -> float:
    """The visitor's place from 0 to below 1 for one decision of one experiment, the same whenever it is asked for.

    It is the first 53 bits of SHA-256 over ``purpose``, epoch, invitation and visitor, each in a line of its own. What
    differs in any of them has a place of its own: a visitor's place for one invitation says nothing about the next,
    the place for the holdout nothing about the variant, and a new epoch draws everybody anew.
    """
    salted = "\n".join((purpose, str(epoch), invitation_key, visitor_key))
    digest = hashlib.sha256(salted.encode()).digest()
    return (int.from_bytes(digest[:8]) >> (64 - _BITS)) / (1 << _BITS)


@dataclass(frozen=True, slots=True)
class Assignment:
    """The group of one visitor. ``variant`` is drawn for everybody, also for who is held out and never sees it."""

    is_held_out: bool
    variant: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How visitors are divided: ``holdout_percent`` of all are not invited, the others by ``weights`` of the variants.

    Weights are whole numbers from 0; without any above 0 everybody has the original. A plan that changes begins a new
    epoch, which draws everybody anew, so nobody has to stay where they were.
    """

    holdout_percent: int = 0
    weights: Mapping[str, int] = field(default_factory=lambda: {ORIGINAL: 1})

    @property
    def is_running(self) -> bool:
        """Whether there is anything to compare."""
        return self.holdout_percent > 0 or sum(weight > 0 for weight in self.weights.values()) > 1

    def assign(self, visitor_key: str, invitation_key: str, epoch: int) -> Assignment:
        """The visitor's group in this epoch; holdout and variant are drawn independently of each other."""
        held_out = bucket(visitor_key, invitation_key, epoch, HOLDOUT) < self.holdout_percent / 100
        return Assignment(held_out, self._drawn(bucket(visitor_key, invitation_key, epoch, "variant")))

    def shares(self) -> dict[str, float]:
        """The part of the visitors that each group shall get, the holdout included where there is one; sums to 1."""
        invited, total = 1 - self.holdout_percent / 100, sum(self.weights.values())
        shares = {HOLDOUT: self.holdout_percent / 100} if self.holdout_percent else {}
        if not total:
            return shares | {ORIGINAL: invited}
        return shares | {variant: invited * weight / total for variant, weight in self.weights.items() if weight}

    def _drawn(self, place: float) -> str:
        wanted, passed = place * sum(self.weights.values()), 0
        for variant, weight in self.weights.items():
            passed += weight
            if wanted < passed:
                return variant
        return ORIGINAL

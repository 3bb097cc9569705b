"""The objects that plugins register, besides facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

EVERY_MOMENT: Final = ("*",)
"""For an invitation type that offers all moments, those of other plugins included."""


@dataclass(frozen=True, slots=True)
class InvitationType:
    """A way to invite, offered when an invitation is created.

    ``id`` is the word in invitation files (``type: url``); ``label`` and ``help`` are English source texts shown in the
    form. ``facts`` names the facts that the form offers first; each must be registered by somebody, or start-up stops.
    ``moments`` names the moments of which an invitation of this type waits for exactly one; none means that it cannot
    wait for any. ``excluded_facts`` names facts on which it must not depend, ``required_facts`` those of which it must
    depend on at least one.
    """

    id: str
    label: str
    help: str
    facts: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    excluded_facts: tuple[str, ...] = ()
    required_facts: tuple[str, ...] = ()

    def offers_moment(self, moment_id: str) -> bool:
        """Whether an invitation of this type can wait for that moment."""
        return self.moments == EVERY_MOMENT or moment_id in self.moments

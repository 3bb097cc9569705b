"""Pauses or launches several invitations: each by itself, so that one that cannot be does not keep the others back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.errors import BeckonError
from app.domain.snapshots import InvitationSnapshot
from app.invitations import queries
from app.invitations.authoring import pause
from app.invitations.launching import launch_if_sound

Act = Callable[..., InvitationSnapshot]
ACTS: dict[str, Act] = {"pause": pause, "launch": launch_if_sound}
"""What can be done with several, by the name that the list sends."""


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """An invitation that stayed as it was, and why; ``name`` is its key where it does not exist any more."""

    name: str
    error: BeckonError


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many were changed, and which were not."""

    done: int
    left: tuple[LeftAlone, ...]


def turn_many(act: Act, keys: Iterable[str], *, operator_id: int | None, now: datetime) -> Outcome:
    """Do it with each of these invitations, in the order given."""
    done, left = 0, []
    for key in keys:
        try:
            act(key, operator_id=operator_id, now=now)
            done += 1
        except BeckonError as error:
            details = queries.invitation_details(key)
            left.append(LeftAlone(details.snapshot.name if details else key, error))
    return Outcome(done, tuple(left))

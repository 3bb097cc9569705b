"""Which alerts an operator gets for what happens, in which way: one pure decision, written again in TypeScript.

``tests/vectors/alerts/ways.json`` holds cases that both run (``embed/src/console/desk/alert_matrix.ts``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from app.domain.snapshots import PresenceState


class Occasion(StrEnum):
    """What an operator can be alerted to."""

    WAITING = "waiting"
    LATE = "late"
    ASSIGNED = "assigned"
    MESSAGE = "message"
    MENTIONED = "mentioned"


class Way(StrEnum):
    """How an operator is alerted. ``REPEAT`` is the sound again and again, until somebody has looked."""

    SOUND = "sound"
    REPEAT = "repeat"
    DESKTOP = "desktop"
    PUSH = "push"
    EMAIL = "email"


Matrix = Mapping[Occasion, frozenset[Way]]

POSSIBLE: Matrix = MappingProxyType(
    {
        Occasion.WAITING: frozenset(Way),
        Occasion.LATE: frozenset(Way) - {Way.EMAIL},
        Occasion.ASSIGNED: frozenset(Way),
        Occasion.MESSAGE: frozenset(Way) - {Way.REPEAT},
        Occasion.MENTIONED: frozenset(Way) - {Way.REPEAT},
    }
)
"""What a person can choose: one message does not ring for ever, and who waits too long waited before."""

USUAL: Matrix = MappingProxyType(
    {
        Occasion.WAITING: frozenset(Way),
        Occasion.LATE: frozenset({Way.SOUND, Way.DESKTOP}),
        Occasion.ASSIGNED: frozenset(Way),
        Occasion.MESSAGE: frozenset({Way.SOUND, Way.DESKTOP, Way.PUSH, Way.EMAIL}),
        Occasion.MENTIONED: frozenset({Way.SOUND, Way.DESKTOP, Way.PUSH, Way.EMAIL}),
    }
)


@dataclass(frozen=True, slots=True)
class AlertPreferences:
    """What one person wants.

    ``volume`` is a percentage. ``only_unfocused``: no sound while the desk is in front. ``quiet_when_away``: nothing at
    all while one says away or invisible. ``push_when_closed``: push messages also while no desk is open anywhere.
    ``email_after_minutes``: a letter once nobody has looked for so long. ``idle_minutes``: away by itself after so long
    without touching any page of the console; 0 for never.
    """

    matrix: Matrix = field(default_factory=lambda: USUAL)
    volume: int = 70
    only_unfocused: bool = False
    quiet_when_away: bool = True
    push_when_closed: bool = True
    email_after_minutes: int = 5
    idle_minutes: int = 15


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the person is: ``is_idle`` away by itself; a desk in front (``is_focused``); any desk touched of late."""

    presence: PresenceState
    is_idle: bool = False
    is_focused: bool = False
    is_touched: bool = True


def alert_ways(preferences: AlertPreferences, occasion: Occasion, situation: Situation) -> frozenset[Way]:
    """The ways in which the person is alerted."""
    says_away = situation.presence is PresenceState.AWAY and not situation.is_idle
    if preferences.quiet_when_away and (says_away or situation.presence is PresenceState.INVISIBLE):
        return frozenset()
    ways = set(preferences.matrix.get(occasion, frozenset()) & POSSIBLE[occasion])
    is_offline = situation.presence is PresenceState.OFFLINE
    if is_offline or (preferences.only_unfocused and situation.is_focused):
        ways -= {Way.SOUND, Way.REPEAT}
    if is_offline or situation.is_focused:
        ways.discard(Way.DESKTOP)
    if situation.is_touched or (is_offline and not preferences.push_when_closed):
        ways.discard(Way.PUSH)
    if situation.is_touched:
        ways.discard(Way.EMAIL)
    return frozenset(ways)

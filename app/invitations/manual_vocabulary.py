"""The words of invitations by hand: what an operator sends, what becomes of it, and whom it cannot be sent to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.snapshots import ManualSnapshot
from app.invitations.vocabulary import Refusal, Refused

DEFAULT_MINUTES = 10
LONGEST_MINUTES = 24 * 60
MOST_AT_ONCE = 200


class ManualState(StrEnum):
    """Where an invitation by hand stands, in the order in which it goes; from ``ANSWERED`` on it is over.

    ``DELIVERED``: the visitor's browser has it. ``SHOWN``: it is on the screen. ``SEEN``: for a second. ``GONE``: the
    visitor left before it arrived. ``OVERTAKEN``: the visitor began a chat without it.
    """

    SENT = "sent"
    DELIVERED = "delivered"
    SHOWN = "shown"
    SEEN = "seen"
    OPENED = "opened"
    ANSWERED = "answered"
    DISMISSED = "dismissed"
    EXPIRED = "expired"
    RECALLED = "recalled"
    GONE = "gone"
    REPLACED = "replaced"
    OVERTAKEN = "overtaken"


ORDER = {state: number for number, state in enumerate(ManualState)}
OPEN_STATES = frozenset(list(ManualState)[:5])


class NotSent(StrEnum):
    """Why an invitation was not sent to one visitor; the codes are public."""

    UNKNOWN = "unknown_visitor"
    GONE = "gone"
    OPEN_CHAT = "open_chat"
    OTHER_DEPARTMENT = "other_department"


BY_HAND = Refused(Refusal.ONE_AT_A_TIME, "an operator invites this visitor by hand")
"""Why no automatic invitation shows while one by hand waits or is on the screen."""


@dataclass(frozen=True, slots=True)
class ManualDraft:
    """What an operator sends: words as text or HTML, for how many minutes, and whether the chat shall be theirs."""

    text: str
    minutes: int = DEFAULT_MINUTES
    assigns_chat: bool = False


@dataclass(frozen=True, slots=True)
class RefusedVisitor:
    """A visitor to whom it was not sent; ``name`` is None for somebody nameless or unknown."""

    key: str
    name: str | None
    reason: NotSent


@dataclass(frozen=True, slots=True)
class Sending:
    """What came of sending: who gets it, and who does not and why."""

    batch_key: str
    sent: tuple[ManualSnapshot, ...]
    refused: tuple[RefusedVisitor, ...]

"""The words of this feature: what an invitation is made of, what became of it, and why it was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.domain.rules import Scope
from app.domain.snapshots import ImpressionSnapshot, InvitationSnapshot, PageSnapshot


class WhenTeam(StrEnum):
    """Whether somebody has to be there for an invitation to show."""

    ONLINE = "online"
    OFFLINE = "offline"
    EITHER = "either"


class LogKind(StrEnum):
    """One line of the impression log."""

    ARMED = "armed"
    SHOWN = "shown"
    SEEN = "seen"
    OPENED = "opened"
    CLICKED = "clicked"
    DISMISSED = "dismissed"
    EXPIRED = "expired"
    REPLIED = "replied"
    REPLACED = "replaced"
    REFUSED = "refused"


class Refusal(StrEnum):
    """Why a claim was refused; the codes are public."""

    NOT_LIVE = "not_live"
    CHANGED = "changed"
    UNKNOWN = "unknown"
    OTHER_WIDGET = "other_widget"
    CONDITIONS = "conditions"
    TEAM_OFFLINE = "team_offline"
    TEAM_ONLINE = "team_online"
    OPEN_CHAT = "open_chat"
    RECENT_CHAT = "recent_chat"
    CLOSED_IN_VISIT = "closed_in_visit"
    CLAIMED_ELSEWHERE = "claimed_elsewhere"
    ONE_AT_A_TIME = "one_at_a_time"
    MAX_SHOWS = "max_shows"
    ONCE_PER_VISITOR = "once_per_visitor"
    NOT_TRACKED = "not_tracked"


class ImpressionState(StrEnum):
    """Where a showing stands; the last four are ends."""

    SHOWN = "shown"
    OPENED = "opened"
    DISMISSED = "dismissed"
    EXPIRED = "expired"
    REPLIED = "replied"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class InvitationDraft:
    """What an administrator writes. ``conditions`` has the file form; ``message_html`` is cleaned when it is saved.

    ``max_shows`` 0 means until the visitor closes it; ``expires_after`` is in seconds.
    """

    name: str
    message_html: str
    type: str = "url"
    position: int = 0
    identifier: str | None = None
    departments: tuple[str, ...] = ()
    language: str | None = None
    when_team: WhenTeam = WhenTeam.ONLINE
    conditions: Mapping[str, Any] = field(default_factory=dict)
    sender_name: str | None = None
    max_shows: int = 0
    once_per_visitor: bool = False
    expires_after: int | None = None


@dataclass(frozen=True, slots=True)
class InvitationDetails:
    """An invitation with everything an editor shows."""

    snapshot: InvitationSnapshot
    draft: InvitationDraft
    version: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class InvitationListing:
    """One line of the list: the invitation, its rule as a document, and what became of it so far."""

    snapshot: InvitationSnapshot
    conditions: Mapping[str, Any]
    scope: Scope
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ArmedInvitation:
    """What the browser watches for; no word of the message travels with it."""

    key: str
    version: int
    test: Any
    moment: Mapping[str, Any] | None = None

    def as_document(self) -> dict[str, Any]:
        """As the page answer carries it."""
        return {"key": self.key, "version": self.version, "test": self.test, "moment": self.moment}


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """The browser says: the test holds now, here. ``facts`` are the fast facts that only a browser knows."""

    visitor_key: str
    invitation_key: str
    version: int
    page: PageSnapshot
    tab_key: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Granted:
    """The claim was granted: show this, now."""

    impression: ImpressionSnapshot
    expires_after: float | None


@dataclass(frozen=True, slots=True)
class Refused:
    """The claim was refused; ``detail`` explains it to an administrator."""

    reason: Refusal
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log, ready to read."""

    at: datetime
    kind: LogKind
    reason: str | None
    detail: str | None
    invitation_key: str
    invitation_name: str
    visitor_key: str

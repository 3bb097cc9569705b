"""The words of this feature: what an invitation is made of, what became of it, and why it was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.domain.rules import Scope
from app.domain.snapshots import ImpressionSnapshot, InvitationSnapshot, PageSnapshot
from app.invitations.appearance import Appearance
from app.invitations.draft_parts import (
    Audience,
    Button,
    Channel,
    Content,
    Design,
    Experiment,
    Frequency,
    OwnGoal,
    Schedule,
    SenderChoice,
    WaitPlan,
)


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
    WITHHELD = "withheld"
    RECALLED = "recalled"


class Refusal(StrEnum):
    """Why a claim was refused; the codes are public."""

    NOT_LIVE = "not_live"
    CHANGED = "changed"
    UNKNOWN = "unknown"
    OTHER_WIDGET = "other_widget"
    CONDITIONS = "conditions"
    MOMENT = "moment"
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
    AUDIENCE = "audience"
    SCHEDULE = "schedule"
    CLOSED_BEFORE = "closed_before"
    RECENT_MANUAL = "recent_manual"
    BUDGET_VISIT = "budget_visit"
    BUDGET_WEEK = "budget_week"
    BUDGET_GAP = "budget_gap"
    MUTED = "muted"
    HOLDOUT = "holdout"


class ImpressionState(StrEnum):
    """Where a showing stands; all but the first two are ends."""

    SHOWN = "shown"
    OPENED = "opened"
    DISMISSED = "dismissed"
    EXPIRED = "expired"
    REPLIED = "replied"
    REPLACED = "replaced"
    WITHHELD = "withheld"
    RECALLED = "recalled"


class ImpressionKind(StrEnum):
    """How a showing came about; a withheld one is the ghost of the holdout and was never on a screen."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class InvitationDraft:
    """What an administrator writes. ``conditions`` and ``moment`` have the file form; ``message_html`` is cleaned when
    it is saved.

    ``max_shows`` 0 means until the visitor closes it; ``expires_after`` is in seconds. ``translations`` are the words
    in other languages by language tag, ``pictures`` the addresses behind {proactive_img_1} to 5. The parts are
    explained in ``draft_parts``.
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
    moment: Mapping[str, Any] | None = None
    sender_name: str | None = None
    max_shows: int = 0
    once_per_visitor: bool = False
    expires_after: int | None = None
    channel: Channel = Channel.PROACTIVE
    campaign: str | None = None
    audience: Audience = Audience.EVERYONE
    returning_html: str = ""
    returning_nick: str = ""
    buttons: tuple[Button, ...] = ()
    translations: Mapping[str, Content] = field(default_factory=dict)
    pictures: tuple[str, ...] = ()
    sender: SenderChoice = field(default_factory=SenderChoice)
    frequency: Frequency = field(default_factory=Frequency)
    schedule: Schedule | None = None
    wait: WaitPlan | None = None
    design: Design = field(default_factory=Design)
    conversion: OwnGoal | None = None
    experiment: Experiment = field(default_factory=Experiment)

    @property
    def content(self) -> Content:
        """The words in the invitation's first language."""
        return Content(
            html=self.message_html,
            returning_html=self.returning_html,
            returning_nick=self.returning_nick,
            buttons=self.buttons,
        )


@dataclass(frozen=True, slots=True)
class InvitationDetails:
    """An invitation with everything an editor shows."""

    snapshot: InvitationSnapshot
    draft: InvitationDraft
    version: int
    updated_at: datetime
    epoch: int = 1
    created_at: datetime | None = None
    launched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InvitationListing:
    """One line of the list: the invitation and its rule as a document."""

    snapshot: InvitationSnapshot
    conditions: Mapping[str, Any]
    scope: Scope
    moment: Mapping[str, Any] | None = None
    campaign: str | None = None


@dataclass(frozen=True, slots=True)
class LiveMoment:
    """The moment of an invitation, in file form. ``module`` is the address of the browser module that notices it, below
    the installation's own; None where no enabled plugin knows the moment, so that it never comes.
    """

    id: str
    document: Mapping[str, Any]
    module: str | None


@dataclass(frozen=True, slots=True)
class ArmedInvitation:
    """What the browser watches for; no word of the message travels with it.

    ``moment`` is the one that it waits for, with the browser module that notices it. One that ``follows`` stays on the
    screen, once shown, when the visitor goes on to a page that its rule does not allow.
    """

    key: str
    version: int
    test: Any
    moment: LiveMoment | None = None
    is_for_open_chats: bool = False
    follows: bool = False

    def as_document(self) -> dict[str, Any]:
        """As the page answer carries it."""
        document: dict[str, Any] = {"key": self.key, "version": self.version, "test": self.test, "moment": None}
        if self.moment is not None:
            document |= {"moment": self.moment.document, "module": self.moment.module}
        marks = {"in_chat": self.is_for_open_chats, "follows": self.follows}
        return document | {name: True for name, is_set in marks.items() if is_set}


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """The browser says: the test holds now, here. ``facts`` are the fast facts that only a browser knows.

    ``moment`` names the moment that has come; ``invite`` stands for any, because the page itself asks then.
    """

    visitor_key: str
    invitation_key: str
    version: int
    page: PageSnapshot
    tab_key: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    moment: str | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """The claim was granted: show this, now."""

    impression: ImpressionSnapshot
    expires_after: float | None
    buttons: tuple[Button, ...] = ()
    appearance: Appearance = field(default_factory=Appearance)


@dataclass(frozen=True, slots=True)
class Refused:
    """The claim was refused; ``detail`` explains it to an administrator.

    ``until`` is when the reason is over by itself, where that is known.
    """

    reason: Refusal
    detail: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Showings:
    """How many automatic invitations a visitor has had on the screen, and when the last one appeared there."""

    number: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log, ready to read; a line about an invitation by hand has no key and its sender's name."""

    at: datetime
    kind: LogKind
    reason: str | None
    detail: str | None
    invitation_key: str | None
    invitation_name: str
    visitor_key: str


@dataclass(frozen=True, slots=True)
class OnScreen:
    """An invitation that a visitor has in front of them; one by hand has no ``invitation_id``."""

    invitation_id: int | None
    shown_at: datetime
    expires_at: datetime | None

"""What an invitation file may say, field by field; its JSON Schema is made from these types.

Most parts are those of ``draft_parts``; here stand the ones that a file writes differently: people are e-mail
addresses, and what belongs together for a reader stands together.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from app.domain.snapshots import InvitationState
from app.invitations.draft_parts import (
    Audience,
    Channel,
    Content,
    Design,
    Experiment,
    Frequency,
    OwnGoal,
    Part,
    Schedule,
    WaitPlan,
)
from app.invitations.vocabulary import WhenTeam

KEY_PATTERN = "^[a-z0-9]+([-_][a-z0-9]+)*$"
LONGEST_KEY = 80
VERSION = 1
"""Of the file form; a file says which one it is written in."""

Key = Annotated[str, msgspec.Meta(pattern=KEY_PATTERN, max_length=LONGEST_KEY)]


class Widgets(Part, frozen=True):
    """On which embed codes it shows; what is left out does not matter."""

    identifier: str | None = None
    departments: tuple[str, ...] = ()
    language: str | None = None


class WrittenFrequency(Frequency, frozen=True):
    """How often one visitor sees it. ``max_shows`` 0: until it is closed. ``expires_after`` is in seconds."""

    max_shows: int = 0
    once_per_visitor: bool = False
    expires_after: int | None = None


class WrittenSender(Part, frozen=True):
    """Who speaks: a ``name``, or an operator (by e-mail address), or a random one who is online, out of ``among``.

    With ``assign`` the chat goes to that operator.
    """

    name: str | None = None
    operator: str | None = None
    random_operator: bool = False
    among: tuple[str, ...] = ()
    assign: bool = False


class WrittenMessage(Content, frozen=True):
    """The words, the same in other languages by language tag, and the addresses of the pictures 1 to 5."""

    pictures: tuple[str, ...] = ()
    translations: dict[str, Content] = msgspec.field(default_factory=dict)


class WrittenInvitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One invitation. ``key`` is its stable name: a file that has it again speaks of the same invitation.

    A field that is left out (or null) has its default. ``conditions`` is the rule, ``moment`` what the visitor's
    browser waits for.
    """

    key: Key
    name: str
    type: str = "url"
    channel: Channel = Channel.PROACTIVE
    state: InvitationState = InvitationState.DRAFT
    position: int = 0
    campaign: str | None = None
    widgets: Widgets | None = None
    when_team: WhenTeam = WhenTeam.ONLINE
    audience: Audience = Audience.EVERYONE
    conditions: dict[str, Any] | None = None
    moment: dict[str, Any] | None = None
    frequency: WrittenFrequency | None = None
    schedule: Schedule | None = None
    sender: WrittenSender | None = None
    message: WrittenMessage | None = None
    wait: WaitPlan | None = None
    design: Design | None = None
    conversion: OwnGoal | None = None
    experiment: Experiment | None = None


class WrittenEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An event that pages may report. ``store_timeout`` is in seconds; 0 records it once and never again."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    name: str = ""
    store_timeout: int = 0
    filter_by_value: bool = False


class InvitationFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file of invitations, with the events that they count."""

    version: Literal[1]
    events: tuple[WrittenEvent, ...] = ()
    invitations: tuple[WrittenInvitation, ...] = ()

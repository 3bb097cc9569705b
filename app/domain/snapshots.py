"""What is: frozen pictures of visitors, chats and operators that may cross every boundary of the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.roles import Permission, Role


class PresenceState(StrEnum):
    """What an operator says about being there; ``OFFLINE`` also when no desk is open."""

    ONLINE = "online"
    AWAY = "away"
    INVISIBLE = "invisible"
    OFFLINE = "offline"


class ChatState(StrEnum):
    """The life of a chat."""

    WAITING = "waiting"
    ACTIVE = "active"
    CLOSED = "closed"


class SenderKind(StrEnum):
    """Who wrote a message. ``AUTOMATIC`` is what is said by itself to somebody who waits; it answers nobody."""

    VISITOR = "visitor"
    OPERATOR = "operator"
    INVITATION = "invitation"
    AUTOMATIC = "automatic"
    SYSTEM = "system"


class InvitationState(StrEnum):
    """Whether an invitation is offered to anybody."""

    DRAFT = "draft"
    LIVE = "live"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class EmbedSnapshot:
    """What the embed code on the page says: identifier, department aliases, language, theme."""

    identifier: str | None = None
    departments: tuple[str, ...] = ()
    language: str | None = None
    theme: str | None = None


@dataclass(frozen=True, slots=True)
class PageSnapshot:
    """One page in the visitor's browser; secrets are already cut from ``url``. ``language`` is the page's own word."""

    url: str
    title: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class VisitorSnapshot:
    """One visitor with the present (or last) visit, as the desk and plugins see it.

    Times are aware UTC. ``country`` is ISO 3166-1 alpha-2. ``user_id`` is the id that the page passed in this visit
    with a good signature. ``open_seconds`` is how long a page was open in this visit, counted until ``counted_until``;
    ``left_at`` is when the last page said goodbye, ``closed_at`` when the visitor last closed the panel or an
    invitation. ``has_lasting_storage`` is false where the browser forgets the visitor, so that nobody counts visits.
    """

    id: int
    key: str
    name: str | None
    page: PageSnapshot | None
    referrer: str | None
    country: str | None
    city: str | None
    device: str | None
    browser: str | None
    system: str | None
    language: str | None
    time_zone: str | None
    visit_id: int | None
    visit_number: int
    page_views: int
    visit_started_at: datetime | None
    last_seen_at: datetime
    landing_url: str | None = None
    utm: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    embed: EmbedSnapshot = EmbedSnapshot()
    user_agent: str | None = None
    user_id: str | None = None
    page_began_at: datetime | None = None
    open_seconds: float = 0.0
    counted_until: datetime | None = None
    left_at: datetime | None = None
    closed_at: datetime | None = None
    has_lasting_storage: bool = True


@dataclass(frozen=True, slots=True)
class OperatorSnapshot:
    """A colleague at the desk. ``departments`` are ids; none means every department.

    ``permissions`` are those of a role of the site's own; None means what ``role`` brings along.
    """

    id: int
    email: str
    name: str
    role: Role
    is_active: bool
    departments: tuple[int, ...] = ()
    permissions: frozenset[Permission] | None = None


@dataclass(frozen=True, slots=True)
class DepartmentSnapshot:
    """A part of the team that chats are sent to; ``alias`` is what embed codes carry."""

    id: int
    alias: str
    name: str


@dataclass(frozen=True, slots=True)
class InvitationSnapshot:
    """An invitation as plugins and events see it. ``moment`` is the id of the moment that it waits for, if any."""

    id: int
    key: str
    name: str
    type: str
    state: InvitationState
    position: int
    moment: str | None = None


@dataclass(frozen=True, slots=True)
class ImpressionSnapshot:
    """One showing of one invitation to one visitor.

    One that an operator sent by hand has no ``invitation_id``; its own key stands in ``invitation_key``, its sender in
    ``invitation_name``, and ``is_manual`` says so.
    """

    id: int
    key: str
    invitation_id: int | None
    invitation_key: str
    invitation_name: str
    visitor_id: int
    visit_id: int
    state: str
    html: str
    text: str
    sender_name: str
    shown_at: datetime
    is_manual: bool = False


@dataclass(frozen=True, slots=True)
class ManualSnapshot:
    """An invitation that an operator sent to one visitor by hand; ``state`` is a word of ``ManualState``.

    ``operator_id`` is None once the account was removed. ``batch_key`` joins what was sent to many at once.
    """

    id: int
    key: str
    batch_key: str
    visitor_id: int
    visitor_key: str
    visitor_name: str | None
    operator_id: int | None
    sender_name: str
    text: str
    state: str
    assigns_chat: bool
    created_at: datetime
    expires_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class TransferSnapshot:
    """A chat that waits to be taken by a colleague (``operator_id``) or by anybody of a department."""

    operator_id: int | None
    operator_name: str | None
    department_id: int | None
    department_name: str | None
    by_operator_id: int | None
    by_name: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ChatSnapshot:
    """A conversation. ``last_id`` is the number of its latest message (1, 2, 3 … without gaps).

    ``last_change`` counts in the same way how often a message was changed or taken back, and ``last_note`` the notes
    that operators keep. Up to ``visitor_received_id`` messages have arrived in the visitor's browser.
    ``held_since`` is set while it is on hold, ``missed_at`` when it was given up before anybody answered. ``transfer``
    is set while it waits for another colleague; until somebody takes it, it belongs to whom it belonged to.
    ``awaiting_since`` is when the visitor wrote the oldest message that no operator has answered.
    """

    id: int
    key: str
    state: ChatState
    visitor_id: int
    visitor_key: str
    visitor_name: str | None
    visitor_country: str | None
    department_id: int | None
    department_name: str | None
    operator_id: int | None
    operator_name: str | None
    invitation_name: str | None
    page: PageSnapshot | None
    last_id: int
    last_line: str
    visitor_seen_id: int
    operator_seen_id: int
    unread_by_operator: int
    unread_by_visitor: int
    started_at: datetime
    waiting_since: datetime | None
    closed_at: datetime | None
    close_reason: str | None = None
    held_since: datetime | None = None
    missed_at: datetime | None = None
    first_answered_at: datetime | None = None
    transfer: TransferSnapshot | None = None
    tags: tuple[str, ...] = ()
    rating: str | None = None
    rating_comment: str | None = None
    visitor_email: str | None = None
    visitor_phone: str | None = None
    language: str | None = None
    last_change: int = 0
    last_note: int = 0
    visitor_received_id: int = 0
    last_activity_at: datetime | None = None
    awaiting_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class QuoteSnapshot:
    """The message that another one answers, as it reads now: without text when it was taken back."""

    id: int
    sender: SenderKind
    sender_name: str
    text: str


@dataclass(frozen=True, slots=True)
class FileSnapshot:
    """A file that was sent in a chat. ``size`` in bytes; ``width`` and ``height`` in pixels, of pictures only."""

    key: str
    name: str
    kind: str
    size: int
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class MessageSnapshot:
    """One message; ``id`` counts within its chat and is the only order that exists.

    ``code`` names what a system message says (``joined``, ``assigned``, ``ended_by_visitor``, ``ended_by_operator``),
    so that each reader sees it in their own language; ``text`` says it in English. ``about`` is whom or what such a
    line is about besides its sender: the colleague who takes over, the reason of a close. ``change`` is the number of
    its latest change within the chat, 0 for none; one that was taken back has neither text nor file nor quote.
    """

    id: int
    chat_id: int
    chat_key: str
    client_id: str | None
    sender: SenderKind
    sender_name: str
    operator_id: int | None
    text: str
    html: str | None
    at: datetime
    code: str | None = None
    about: str | None = None
    quote: QuoteSnapshot | None = None
    file: FileSnapshot | None = None
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    change: int = 0


@dataclass(frozen=True, slots=True)
class MessageVersionSnapshot:
    """What a message said until somebody changed it or took it back, at ``at``."""

    text: str
    operator_id: int | None
    operator_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NoteSnapshot:
    """What operators tell each other below message ``after_id``; ``id`` counts within the chat. Never for a visitor."""

    id: int
    chat_key: str
    after_id: int
    client_id: str
    operator_id: int | None
    operator_name: str
    text: str
    at: datetime

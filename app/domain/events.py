"""What happened: past-tense facts that are announced after they are true and heard by sockets, plugins and reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.snapshots import (
    ChatSnapshot,
    ImpressionSnapshot,
    InvitationSnapshot,
    ManualSnapshot,
    MessageSnapshot,
    NoteSnapshot,
    OperatorSnapshot,
    PageSnapshot,
    PresenceState,
    VisitorSnapshot,
)


@dataclass(frozen=True, slots=True)
class DomainEvent:
    """Anything that happened; ``at`` is aware UTC."""

    at: datetime


@dataclass(frozen=True, slots=True)
class VisitStarted(DomainEvent):
    """A visitor came (again) after more than 30 minutes without activity, or for the first time."""

    visitor: VisitorSnapshot


@dataclass(frozen=True, slots=True)
class PageviewRecorded(DomainEvent):
    """A page was opened in the visitor's browser."""

    visitor: VisitorSnapshot
    page: PageSnapshot


@dataclass(frozen=True, slots=True)
class VisitorChanged(DomainEvent):
    """Something about a visitor changed that is not a page view: title, tags, name."""

    visitor: VisitorSnapshot


@dataclass(frozen=True, slots=True)
class VisitorLeft(DomainEvent):
    """The last of the visitor's pages was closed or fell silent."""

    visitor_id: int
    visitor_key: str


@dataclass(frozen=True, slots=True)
class VisitorEventRecorded(DomainEvent):
    """The page reported a defined event, for instance ``login_failed``."""

    visitor: VisitorSnapshot
    identifier: str
    value: str | None


@dataclass(frozen=True, slots=True)
class InvitationsChanged(DomainEvent):
    """The set of live invitations is another one now."""

    invitation: InvitationSnapshot
    operator_id: int | None


@dataclass(frozen=True, slots=True)
class InvitationShown(DomainEvent):
    """An invitation was claimed and is on the visitor's screen."""

    impression: ImpressionSnapshot


@dataclass(frozen=True, slots=True)
class InvitationAccepted(DomainEvent):
    """The visitor answered an invitation; a chat exists now."""

    impression: ImpressionSnapshot
    chat: ChatSnapshot


@dataclass(frozen=True, slots=True)
class InvitationDismissed(DomainEvent):
    """The visitor closed an invitation, or it expired."""

    impression: ImpressionSnapshot


@dataclass(frozen=True, slots=True)
class ManualInvitationChanged(DomainEvent):
    """An operator sent an invitation by hand, or what became of it is another thing now."""

    manual: ManualSnapshot


@dataclass(frozen=True, slots=True)
class ChatStarted(DomainEvent):
    """A visitor wrote the first message of a chat."""

    chat: ChatSnapshot


@dataclass(frozen=True, slots=True)
class ChatAssigned(DomainEvent):
    """An operator accepted a chat or was given it."""

    chat: ChatSnapshot
    operator: OperatorSnapshot


@dataclass(frozen=True, slots=True)
class ChatClosed(DomainEvent):
    """A chat came to its end; ``by`` says who closed it: visitor, operator or system."""

    chat: ChatSnapshot
    by: str


@dataclass(frozen=True, slots=True)
class ChatSeen(DomainEvent):
    """One side has read up to a message."""

    chat: ChatSnapshot


@dataclass(frozen=True, slots=True)
class ChatChanged(DomainEvent):
    """Something about a chat is another thing now: on hold, offered to a colleague, tags, who its visitor is."""

    chat: ChatSnapshot


@dataclass(frozen=True, slots=True)
class ColleagueTold(DomainEvent):
    """An operator must hear what became of a chat that was theirs, or of one that they offered or were offered.

    ``code`` is accepted, declined, withdrawn or gone (an offer), taken_over, given_away, reassigned or requeued (a
    chat); ``by`` is the name of the colleague who did it, empty where nobody did.
    """

    chat: ChatSnapshot
    operator_id: int
    code: str
    by: str


@dataclass(frozen=True, slots=True)
class MessageChanged(DomainEvent):
    """A message was edited or taken back."""

    chat: ChatSnapshot
    message: MessageSnapshot


@dataclass(frozen=True, slots=True)
class NotePosted(DomainEvent):
    """An operator left a note for colleagues; ``mentioned`` are the numbers of those whose names it calls."""

    chat: ChatSnapshot
    note: NoteSnapshot
    mentioned: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FilesForgotten(DomainEvent):
    """Files of chats are no longer known; ``stored_names`` are those of their bytes in the instance folder."""

    stored_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MessagePosted(DomainEvent):
    """A message is stored; everybody in the chat may see it."""

    chat: ChatSnapshot
    message: MessageSnapshot


@dataclass(frozen=True, slots=True)
class OperatorPresenceChanged(DomainEvent):
    """An operator came, went, or says something else about being there.

    ``is_idle``: away because nobody has touched the desk for a while; else ``reason`` is what the operator says.
    """

    operator: OperatorSnapshot
    state: PresenceState
    reason: str | None = None
    is_idle: bool = False


@dataclass(frozen=True, slots=True)
class TeamsChanged(DomainEvent):
    """Who serves which department, or when a department is open, is another thing now.

    ``operator_ids`` are those who serve other departments than before.
    """

    operator_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OperatorSignedOut(DomainEvent):
    """A session ended (sign-out, password change, disabled): its sockets must close."""

    operator_id: int
    session_key: str | None


@dataclass(frozen=True, slots=True)
class OperatorChanged(DomainEvent):
    """What an operator may do or serves is another thing now, or some of their sessions ended: desks look again."""

    operator_id: int


@dataclass(frozen=True, slots=True)
class OperatorRemoved(DomainEvent):
    """An account was switched off or deleted: nobody will answer in its chats."""

    operator: OperatorSnapshot


@dataclass(frozen=True, slots=True)
class ConversionRecorded(DomainEvent):
    """A goal was reached within its window after an invitation."""

    visitor: VisitorSnapshot
    goal: str
    value: str | None


@dataclass(frozen=True, slots=True)
class OfflineMessageChanged(DomainEvent):
    """Somebody left a message while nobody was there (``state`` is new), or what became of it is another thing now."""

    key: str
    state: str
    department_id: int | None
    operator_id: int | None

"""What somebody is told whose step in a chat came too late: why, and who was first."""

from __future__ import annotations

from app.domain.errors import Conflict
from app.domain.snapshots import ChatSnapshot, ChatState
from app.domain.translation import N_


class SomebodyElse(Conflict):
    """A colleague stands in the way; ``by`` is their name."""

    def __init__(self, message: str, by: str) -> None:
        super().__init__(message, values={"name": by})
        self.by = by

    def as_document(self) -> dict[str, object]:
        """The one shape of an error, with the name."""
        error = super().as_document()["error"]
        return {"error": {**error, "by": self.by} if isinstance(error, dict) else error}


class AlreadyAccepted(SomebodyElse):
    """Two operators took the same chat; ``by`` is the name of the one who got it."""

    default_code = "already_accepted"

    def __init__(self, by: str) -> None:
        super().__init__(N_("%(name)s has accepted this chat"), by)


class Transferred(SomebodyElse):
    """The chat is somebody else's by now, or is offered no more; ``by`` is the name of the one who has it."""

    default_code = "transferred"

    def __init__(self, by: str) -> None:
        super().__init__(N_("%(name)s has this chat now"), by)


class AlreadyOffered(SomebodyElse):
    """The chat waits for a colleague or a department already; ``by`` is its name."""

    default_code = "already_offered"

    def __init__(self, to: str) -> None:
        super().__init__(N_("this chat is offered to %(name)s already"), to)


class NotYours(SomebodyElse):
    """Only the operator who has the chat may do this; ``by`` is their name."""

    default_code = "not_yours"

    def __init__(self, by: str) -> None:
        super().__init__(N_("this chat is with %(name)s"), by)


def chat_closed() -> Conflict:
    """Nothing happens in a closed chat any more."""
    return Conflict(N_("the chat is closed"), code="chat_closed")


def still_waiting() -> Conflict:
    """Nobody has the chat yet, so nobody can do this with it."""
    return Conflict(N_("accept the chat first"), code="not_yours")


def no_longer_offered(chat: ChatSnapshot) -> Conflict:
    """Why a chat that somebody wanted to take cannot be taken: it is over, nobody's, or somebody else's."""
    if chat.state is ChatState.CLOSED:
        return chat_closed()
    return Transferred(chat.operator_name) if chat.operator_name else still_waiting()


def demand_owner(chat: ChatSnapshot, operator_id: int) -> None:
    """Refuse whoever does not have this chat, with the reason; to be asked under the chat's row lock."""
    if chat.state is ChatState.CLOSED:
        raise chat_closed()
    if chat.operator_id is None:
        raise still_waiting()
    if chat.operator_id != operator_id:
        raise NotYours(chat.operator_name or "")

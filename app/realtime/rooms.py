"""Who hears what: the names of the rooms that sockets are in."""

from __future__ import annotations

from functools import lru_cache

from app.chats.queries import panel_of
from app.domain.roles import Permission
from app.domain.snapshots import ChatSnapshot, OperatorSnapshot, TransferSnapshot
from app.foundation.login import may, permissions_of
from app.foundation.secrets import hash_secret

VISITORS = "/visitor"
OPERATORS = "/operator"
EVERY_OPERATOR = "operators"
UNRESTRICTED = "operators:unrestricted"
SEE_VISITORS = "operators:visitors"
RIGHTS = "operators:rights:"
"""Before a name that differs with the permissions, so that a desk whose permissions change is in another room."""


def of_panel(visitor_id: int, secret_hash: str) -> str:
    """The sockets that showed the same visitor and the same panel secret: the tabs of one browser.

    A page that knows the visitor's token alone is in no such room of a chat, so it hears nothing of it.
    """
    return f"panel:{visitor_id}:{secret_hash}"


@lru_cache(maxsize=10_000)
def _panel_of(chat_id: int, chat_key: str) -> str:
    return panel_of(chat_id)


def of_chat(chat: ChatSnapshot) -> str:
    """The panels that show a chat; which those are never changes."""
    return of_panel(chat.visitor_id, _panel_of(chat.id, chat.key))


def of_departments(department_ids: tuple[int, ...]) -> str:
    """Panels whose embed code names these departments; they share one truth about the team."""
    return "team:" + ",".join(str(each) for each in sorted(department_ids))


def of_one(operator_id: int) -> str:
    """All desks of one operator."""
    return f"operator:{operator_id}"


def of_operator(operator: OperatorSnapshot) -> tuple[str, ...]:
    """The rooms that an operator's desk is in."""
    seen = (EVERY_OPERATOR, of_one(operator.id), *_of_departments(operator))
    previews = map(of_previews, seen) if may(operator, Permission.SEE_TYPING) else ()
    visitors = (SEE_VISITORS,) if may(operator, Permission.SEE_VISITORS) else ()
    return (*seen, *previews, *visitors, _of_rights(operator))


def _of_rights(operator: OperatorSnapshot) -> str:
    return RIGHTS + hash_secret(" ".join(sorted(permissions_of(operator))))[:12]


def _of_departments(operator: OperatorSnapshot) -> tuple[str, ...]:
    if may(operator, Permission.SEE_ALL_CHATS) or not operator.departments:
        return (UNRESTRICTED,)
    return tuple(map(_of_members, operator.departments))


def of_previews(room: str) -> str:
    """Those of a room who may see what visitors type before they send it."""
    return f"{room}:typing"


def that_see(chat: ChatSnapshot) -> list[str]:
    """The rooms of those operators who may see a chat; the same rule as ``app.chats.queries.visible_to``."""
    theirs = of_department(chat.department_id)
    if chat.department_id is None:
        return theirs
    own = [of_one(chat.operator_id)] if chat.operator_id is not None else []
    return [*theirs, *own, *_offered(chat.transfer)]


def of_department(department_id: int | None) -> list[str]:
    """The rooms of those operators who may see what came in for a department; None is for everybody."""
    return [EVERY_OPERATOR] if department_id is None else [UNRESTRICTED, _of_members(department_id)]


def _offered(offer: TransferSnapshot | None) -> list[str]:
    if offer is None:
        return []
    if offer.operator_id is not None:
        return [of_one(offer.operator_id)]
    return [] if offer.department_id is None else [_of_members(offer.department_id)]


def _of_members(department_id: int) -> str:
    """The desks whose operators serve this department among others; who sees all chats is in another room."""
    return f"operators:department:{department_id}"

"""Every socket event is answered: with its result, or with a code and a sentence; never with silence."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

import msgspec
from flask import request
from flask_socketio import ConnectionRefusedError  # noqa: A004 - the name is the library's
from sqlalchemy.exc import OperationalError

from app.domain.errors import BeckonError, StorageFull, Unavailable
from app.foundation import strict_json
from app.foundation.database import db
from app.foundation.json_requests import Number

logger = logging.getLogger(__name__)
T = TypeVar("T", bound=msgspec.Struct)


class MessageBody(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody writes."""

    chat: str
    client_id: str
    text: str
    quote: Number | None = None


class ChatBody(msgspec.Struct, forbid_unknown_fields=True):
    """Something about a chat: accept, close."""

    chat: str


class CloseBody(msgspec.Struct, forbid_unknown_fields=True):
    """The operator ends a chat, with one of the reasons that the site offers."""

    chat: str
    reason: str | None = None


class TypingBody(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody is writing."""

    chat: str


class UnsentBody(msgspec.Struct, forbid_unknown_fields=True):
    """The visitor is writing; ``text`` is what stands in the box, where the panel has told that it can be seen."""

    chat: str
    text: Annotated[str, msgspec.Meta(max_length=20_000)] | None = None


class SeenBody(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody has read up to a message."""

    chat: str
    id: Number


class ResumeBody(msgspec.Struct, forbid_unknown_fields=True):
    """What came after this message, and which changes after this one?"""

    chat: str
    after: Number
    changes_after: Number | None = None


class PresenceBody(msgspec.Struct, forbid_unknown_fields=True):
    """The operator says whether they are there, and if not, why."""

    state: str
    reason: str | None = None


class IdleBody(msgspec.Struct, forbid_unknown_fields=True):
    """Nobody has touched this desk for a while, or somebody does again."""

    is_idle: bool


def this_socket() -> str:
    """The id of the socket whose event is being handled; Flask-SocketIO adds it to the request."""
    sid: str = request.sid  # type: ignore[attr-defined]
    return sid


def answered(
    data: object, kind: type[T], work: Callable[[T], Mapping[str, Any]], *paces: Callable[[], None]
) -> dict[str, Any]:
    """Read the body, do the work, and say how it went: ``{ok: true, …}`` or ``{ok: false, code, message, field?}``.

    ``paces`` are asked first, so that a flood costs next to nothing.
    """
    try:
        for pace in paces:
            pace()
        return {"ok": True, **work(strict_json.convert(data, kind))}
    except BeckonError as error:
        db.session.rollback()
        return refusal(error)
    except OperationalError as error:
        db.session.rollback()
        logger.warning("database: %s", error.orig)
        is_full = "full" in str(error.orig)
        return refusal(StorageFull("the disk is full") if is_full else Unavailable("try again", code="busy"))
    except Exception:
        db.session.rollback()
        logger.exception("a socket event failed")
        return refusal(BeckonError("something went wrong here; the log explains it"))


def joined(join: Callable[[], None]) -> bool:
    """Let a socket in; one that may not come in is told why: ``message`` and ``data.code`` of its connect error."""
    try:
        join()
    except BeckonError as error:
        db.session.rollback()
        raise ConnectionRefusedError(error.message, {"code": error.code}) from error
    except Exception as error:
        db.session.rollback()
        logger.exception("a socket could not be joined")
        raise ConnectionRefusedError("something went wrong here", {"code": "error"}) from error
    return True


def refusal(error: BeckonError) -> dict[str, Any]:
    """An error as a socket answer, with the winner's name where somebody was first."""
    inner: Any = error.as_document()["error"]
    by = getattr(error, "by", None)
    return {"ok": False, **inner, **({"by": by} if by is not None else {})}

"""Invitations as the API sends and takes them: the form of invitation files, with what only the server knows beside."""

from __future__ import annotations

from typing import Any

import msgspec

from app.api.bodies import Time
from app.invitations.file_form import Key, WrittenInvitation


class InvitationBody(WrittenInvitation, frozen=True, kw_only=True):
    """An invitation in the form of invitation files. ``version`` grows with every save."""

    version: int
    created_at: Time
    updated_at: Time
    launched_at: Time | None


class InvitationInput(WrittenInvitation, frozen=True, kw_only=True):
    """What an invitation shall be; a field that is left out (or null) gets its default.

    With ``version`` (or If-Match) nothing is overwritten that was saved after that version. ``key`` is made from the
    name where a new invitation has none. Times are not read, so that an answer can be changed and sent back.
    """

    key: Key | None = None  # type: ignore[assignment]
    version: int | None = None
    created_at: Time | None = None
    updated_at: Time | None = None
    launched_at: Time | None = None


class InvitationChanges(msgspec.Struct, frozen=True, kw_only=True):
    """Some fields of an invitation (JSON merge patch, RFC 7396): null gives a field its default, lists are replaced.

    The fields are those of an invitation, and ``version``.
    """

    version: int | None = None
    name: str | None = None
    state: str | None = None
    position: int | None = None
    conditions: dict[str, Any] | None = None
    message: dict[str, Any] | None = None


class InvitationList(msgspec.Struct, frozen=True):
    """One page of invitations, the oldest first; ``next_cursor`` asks for the next page and is null on the last."""

    data: list[InvitationBody]
    next_cursor: str | None

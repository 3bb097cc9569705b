"""Canned replies as the API sends and takes them."""

from __future__ import annotations

from typing import Annotated

import msgspec

from app.api.bodies import Time

Texts = Annotated[dict[str, str], msgspec.Meta(description="The text in further languages, by tag: de, pt-BR")]


class CannedReplyBody(msgspec.Struct, frozen=True):
    """A canned reply of a department (its alias) or, where that is null, of everybody. ``uses`` counts its uses."""

    key: str
    title: str
    text: str
    texts: dict[str, str]
    tags: list[str]
    department: str | None
    uses: int
    last_used_at: Time | None
    updated_at: Time


class CannedReplyInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a canned reply shall be; ``department`` is an alias, and null makes it everybody's."""

    title: str
    text: str
    texts: Texts = {}
    tags: list[str] = []
    department: str | None = None


class CannedReplyList(msgspec.Struct, frozen=True):
    """Canned replies, the most used first."""

    data: list[CannedReplyBody]

"""Goals: what a visitor does that an invitation was written for, such as an order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.domain.rules.fact import Schema


class SightingSource(StrEnum):
    """How a sign that a goal may be reached came to Beckon."""

    PAGE = "page"
    SCRIPT = "script"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Sighting:
    """Something that may mean that a goal is reached.

    ``PAGE``: the visitor opened ``url``, with ``title``. ``SCRIPT``: the page reported ``identifier``, by a script call
    or in its embed code; anybody can send that. ``SERVER``: the site's own server reported ``identifier`` with an API
    token. ``at`` is aware UTC.
    """

    source: SightingSource
    at: datetime
    identifier: str | None = None
    url: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class GoalSetting:
    """One thing that an administrator chooses for a goal of some kind, besides its name, identifier and window.

    ``label`` and ``help`` are English source texts. ``options`` are values with their labels, for a choice among few;
    ``schema`` checks what was written.
    """

    name: str
    label: str
    help: str
    schema: Schema
    options: tuple[tuple[str, str], ...] = ()
    default: str = ""


Judge = Callable[[Sighting], bool]


@dataclass(frozen=True, slots=True)
class GoalKind:
    """A way to recognise that a goal is reached.

    ``prepare`` is called once for every goal of this kind with the goal's identifier and its checked settings, and
    returns the judge that is asked about every sighting from one of ``sources``. Whether the sighting lies within the
    goal's window after an invitation, and counts only once, is Beckon's business.
    """

    id: str
    label: str
    help: str
    sources: tuple[SightingSource, ...]
    prepare: Callable[[str, Mapping[str, Any]], Judge]
    settings: tuple[GoalSetting, ...] = ()


@dataclass(frozen=True, slots=True)
class ReachedGoal:
    """A goal that a visitor reached after an invitation was shown. ``value`` is in ``currency``; both may be absent."""

    name: str
    invitation_name: str | None
    at: datetime
    value: Decimal | None = None
    currency: str | None = None

"""What the linter has to say about every invitation of the list, in a number and the worst sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import get_locale

from app.invitations.lint_words import spoken_findings
from app.invitations.linting import findings_for, surroundings
from app.invitations.live_set import stored_version
from app.invitations.queries import invitation_drafts

MOST_INVITATIONS = 60
"""Of a longer list only so many are looked at, from the top."""

EXTENSION = "beckon.lint_overview"


@dataclass(frozen=True, slots=True)
class FindingSummary:
    """How many findings there are about one invitation, how bad the worst is, and what it says."""

    number: int
    worst: str
    first: str


def finding_summaries(now: datetime) -> Mapping[str, FindingSummary]:
    """The summaries by key, for those with findings; looked for anew each minute and after every change."""
    stamp = (stored_version(), now.replace(second=0, microsecond=0), str(get_locale()))
    held: tuple[Any, Mapping[str, FindingSummary]] | None = current_app.extensions.get(EXTENSION)
    if held is not None and held[0] == stamp:
        return held[1]
    found = _summaries(now)
    current_app.extensions[EXTENSION] = (stamp, found)
    return found


def _summaries(now: datetime) -> dict[str, FindingSummary]:
    drafts = invitation_drafts(MOST_INVITATIONS)
    seen = surroundings(now) if drafts else None
    found: dict[str, FindingSummary] = {}
    for key, draft in drafts:
        spoken = spoken_findings(findings_for(draft, now=now, key=key, seen=seen))
        if spoken:
            found[key] = FindingSummary(len(spoken), spoken[0].severity, spoken[0].message)
    return found

"""Writes down what an invitation was after every save, launch and pause; versions are added and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from app.domain.snapshots import InvitationState
from app.foundation.database import db
from app.foundation.text import clean_line
from app.invitations import queries
from app.invitations.documents import document_of
from app.invitations.models import Invitation, InvitationVersion

LONGEST_NOTE = 200


class SaveAction(StrEnum):
    """What somebody did; ``found`` is an invitation from before there was a history, as it was found."""

    FOUND = "found"
    CREATED = "created"
    SAVED = "saved"
    MOVED = "moved"
    LAUNCHED = "launched"
    PAUSED = "paused"
    APPLIED = "applied"
    ROLLED_BACK = "rolled_back"


@dataclass(frozen=True, slots=True)
class Saving:
    """How a save came about, where it was not simply an operator in the editor.

    ``note`` is ``token NAME`` for a program, ``file`` for an invitation file, or ``version N`` for the version that was
    rolled back to.
    """

    action: SaveAction | None = None
    note: str | None = None


BY_HAND = Saving()
"""As an operator saves in the editor."""


def document_of_row(row: Invitation) -> dict[str, Any]:
    """A stored invitation in file form."""
    return document_of(row.key, InvitationState(row.state), queries.draft_of(row))


def begin_history(row: Invitation) -> None:
    """Before the first change of an invitation that has no history yet: what it was until now."""
    found = select(InvitationVersion.id).where(InvitationVersion.invitation_id == row.id).limit(1)
    if db.session.execute(found).first() is None:
        _add(row, Saving(SaveAction.FOUND), None, row.updated_at)


def remember(row: Invitation, saving: Saving, operator_id: int | None, now: datetime) -> None:
    """What the invitation is now, unless nothing has changed since the latest version."""
    latest = (
        select(InvitationVersion.document)
        .where(InvitationVersion.invitation_id == row.id)
        .order_by(InvitationVersion.id.desc())
        .limit(1)
    )
    if db.session.execute(latest).scalar_one_or_none() != document_of_row(row):
        _add(row, saving, operator_id, now)


def _add(row: Invitation, saving: Saving, operator_id: int | None, at: datetime) -> None:
    db.session.add(
        InvitationVersion(
            invitation_id=row.id,
            version=row.version,
            action=(saving.action or SaveAction.SAVED).value,
            note=clean_line(saving.note or "", LONGEST_NOTE) or None,
            operator_id=operator_id,
            at=at,
            document=document_of_row(row),
        )
    )
    db.session.flush()

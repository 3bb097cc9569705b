"""The history of an invitation: who saved, launched and paused it when, what changed, and how to go back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.domain.errors import NotFound
from app.domain.snapshots import InvitationSnapshot
from app.domain.translation import N_
from app.foundation.database import db
from app.invitations import authoring, queries
from app.invitations.document_words import SpokenDifference, spoken_differences
from app.invitations.documents import document_of, read_document
from app.invitations.models import Invitation, InvitationVersion
from app.invitations.versions import SaveAction, Saving
from app.invitations.vocabulary import InvitationDetails
from app.operators.models import Operator

PAGE = 20


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version, ready to read. ``who`` is empty where nobody is known, ``differences`` are those to the one before.

    ``is_current`` says that the invitation is like this now, so that there is nothing to roll back to.
    """

    id: int
    version: int
    at: datetime
    action: str
    words: str
    who: str
    state: str
    differences: tuple[SpokenDifference, ...]
    is_current: bool


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some versions, the newest first; ``older`` is the id before which the next page begins."""

    lines: tuple[VersionLine, ...]
    older: int | None
    launched_at: datetime | None
    launched_by: str | None


def history_page(details: InvitationDetails, before: int | None = None) -> HistoryPage:
    """A page of the history; ``before`` is the ``older`` of the page before it."""
    invitation_id = details.snapshot.id
    found = (
        select(InvitationVersion, Operator.name)
        .outerjoin(Operator, Operator.id == InvitationVersion.operator_id)
        .where(InvitationVersion.invitation_id == invitation_id)
        .order_by(InvitationVersion.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        found = found.where(InvitationVersion.id < before)
    rows = [(version, name) for version, name in db.session.execute(found)]
    now = content_of(document_of(details.snapshot.key, details.snapshot.state, details.draft))
    lines = [
        _line(row, name, rows[place + 1][0] if place + 1 < len(rows) else None, now)
        for place, (row, name) in enumerate(rows[:PAGE])
    ]
    at, by = db.session.execute(
        select(Invitation.launched_at, Operator.name)
        .outerjoin(Operator, Operator.id == Invitation.launched_by)
        .where(Invitation.id == invitation_id)
    ).one()
    return HistoryPage(tuple(lines), rows[PAGE - 1][0].id if len(rows) > PAGE else None, at, by)


def roll_back(
    key: str, version_id: int, *, expected_version: int, operator_id: int | None, now: datetime
) -> InvitationSnapshot:
    """Save the content of an earlier version again, as a new one; whether it is live stays as it is.

    Raises ``NotFound``, ``Conflict`` where somebody saved meanwhile, and ``InvalidInput`` where what the version says
    cannot be saved any more.
    """
    wanted = db.session.execute(
        select(InvitationVersion)
        .join(Invitation, Invitation.id == InvitationVersion.invitation_id)
        .where(Invitation.key == key, InvitationVersion.id == version_id)
    ).scalar_one_or_none()
    if wanted is None:
        raise NotFound(N_("there is no such version"))
    present = queries.invitation_details(key)
    read = read_document(wanted.document, kept=present.draft.conditions if present else None)
    saving = Saving(SaveAction.ROLLED_BACK, f"version {wanted.version}")
    return authoring.change_invitation(
        key, read.draft, expected_version=expected_version, operator_id=operator_id, now=now, saving=saving
    )


def content_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document without its state, which rolling back leaves alone."""
    return {name: value for name, value in document.items() if name != "state"}


def _line(
    row: InvitationVersion, name: str | None, before: InvitationVersion | None, now: dict[str, Any]
) -> VersionLine:
    return VersionLine(
        id=row.id,
        version=row.version,
        at=row.at,
        action=row.action,
        words=_words(row),
        who=name or _program(row.note or ""),
        state=str(row.document.get("state", "")),
        differences=tuple(spoken_differences(before.document, row.document)) if before else (),
        is_current=content_of(row.document) == now,
    )


def _words(row: InvitationVersion) -> str:
    if row.action == SaveAction.ROLLED_BACK:
        return str(_("Rolled back to version %(number)s", number=(row.note or "").removeprefix("version ")))
    words = {
        SaveAction.FOUND: _("As it was before its history began"),
        SaveAction.CREATED: _("Created"),
        SaveAction.SAVED: _("Saved"),
        SaveAction.MOVED: _("Moved"),
        SaveAction.LAUNCHED: _("Launched"),
        SaveAction.PAUSED: _("Paused"),
        SaveAction.APPLIED: _("Applied from a file"),
    }
    return str(words.get(SaveAction(row.action), row.action)) if row.action in set(SaveAction) else row.action


def _program(note: str) -> str:
    if note.startswith("token "):
        return str(_("the program “%(name)s”", name=note.removeprefix("token ")))
    return str(_("the command line")) if note == "file" else ""

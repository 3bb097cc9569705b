"""What operators remember about a visitor from visit to visit; no visitor ever reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select

from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.snapshots import OperatorSnapshot
from app.domain.translation import N_
from app.foundation.database import db, locked, transaction
from app.foundation.text import clean_text
from app.visitors.models import LONGEST_NOTE, Visitor, VisitorNote

LONGEST_CLIENT_ID = 64
MOST_NOTES = 200


@dataclass(frozen=True, slots=True)
class Note:
    """One note; ``operator_id`` is None once the account of its writer was removed."""

    id: int
    operator_id: int | None
    operator_name: str
    text: str
    at: datetime


def add_note(visitor_key: str, operator: OperatorSnapshot, client_id: str, text: str, now: datetime) -> Note:
    """Write a note down; the same ``client_id`` again is the same note."""
    written = clean_text(text, len(text) + 1).strip()
    if not written:
        raise InvalidInput(N_("write something first"), field="text", code="empty")
    if len(written) > LONGEST_NOTE:
        message = N_("a note has at most %(most)d characters")
        raise InvalidInput(message, field="text", code="too_long", values={"most": LONGEST_NOTE})
    if not (client_id.isascii() and client_id.isprintable() and 1 <= len(client_id) <= LONGEST_CLIENT_ID):
        raise InvalidInput(N_("client_id has 1 to 64 plain characters"), field="client_id", code="bad_client_id")
    with transaction():
        visitor_id = _locked(visitor_key)
        repeated = _one(VisitorNote.visitor_id == visitor_id, VisitorNote.client_id == client_id)
        if repeated is not None:
            return repeated
        if _count(visitor_id) >= MOST_NOTES:
            message = N_("a visitor has at most %(most)d notes")
            raise Conflict(message, code="too_many_notes", values={"most": MOST_NOTES})
        row = {
            "visitor_id": visitor_id,
            "operator_id": operator.id,
            "operator_name": operator.name,
            "client_id": client_id,
            "text": written,
            "at": now,
        }
        note_id = db.session.execute(insert(VisitorNote).values(row).returning(VisitorNote.id)).scalar_one()
    return Note(note_id, operator.id, operator.name, written, now)


def remove_note(visitor_key: str, operator: OperatorSnapshot, note_id: int, *, of_anybody: bool) -> None:
    """Delete a note of one's own, or with ``of_anybody`` whoever's; one that is gone already is no error."""
    mine = VisitorNote.id.is_not(None) if of_anybody else VisitorNote.operator_id == operator.id
    with transaction():
        visitor_id = _locked(visitor_key)
        here = (VisitorNote.visitor_id == visitor_id, VisitorNote.id == note_id)
        gone = db.session.execute(delete(VisitorNote).where(*here, mine).returning(VisitorNote.id)).first()
        if gone is None and _one(*here) is not None:
            raise Conflict(N_("somebody else wrote this note"), code="not_yours")


def notes_about(visitor_id: int, limit: int = MOST_NOTES) -> tuple[Note, ...]:
    """The notes about a visitor, the latest first."""
    rows = db.session.execute(
        select(VisitorNote).where(VisitorNote.visitor_id == visitor_id).order_by(VisitorNote.id.desc()).limit(limit)
    ).scalars()
    return tuple(_note(row) for row in rows)


def _locked(visitor_key: str) -> int:
    found = select(Visitor.id).where(Visitor.key == visitor_key)
    visitor_id = db.session.execute(locked(found)).scalar_one_or_none()
    if visitor_id is None:
        raise NotFound(N_("there is no such visitor"), code="unknown_visitor")
    return visitor_id


def _count(visitor_id: int) -> int:
    found = select(func.count()).select_from(VisitorNote).where(VisitorNote.visitor_id == visitor_id)
    return db.session.execute(found).scalar_one()


def _one(*conditions: object) -> Note | None:
    row = db.session.execute(select(VisitorNote).where(*conditions)).scalar_one_or_none()  # type: ignore[arg-type]
    return None if row is None else _note(row)


def _note(row: VisitorNote) -> Note:
    return Note(row.id, row.operator_id, row.operator_name, row.text, row.at)

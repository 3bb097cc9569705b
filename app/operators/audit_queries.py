"""Reading the audit log, and forgetting what is older than it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, func, select

from app.foundation import settings
from app.foundation.database import db, transaction
from app.foundation.text import clean_line
from app.operators.audit import RETENTION, Action
from app.operators.models import AuditEntry

PAGE_SIZE = 50
MOST_IN_A_FILE = 100_000
PER_READ = 1_000
PER_SWEEP = 5_000


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of the log. ``action`` is None where a newer version wrote it; ``operator_name`` is empty for nobody."""

    id: int
    at: datetime
    operator_id: int | None
    operator_name: str
    action: Action | None
    subject: str
    details: Mapping[str, object]
    address: str | None


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What is wanted: by whom, which deed, from and until when, and words of the subject."""

    operator_id: int | None = None
    action: Action | None = None
    since: datetime | None = None
    until: datetime | None = None
    words: str = ""


def audit_lines(wanted: AuditFilter, before: int | None = None, limit: int = PAGE_SIZE) -> tuple[AuditLine, ...]:
    """The newest lines that fit, older than the line ``before``."""
    found = _matching(wanted)
    if before is not None:
        found = found.where(AuditEntry.id < before)
    rows = db.session.execute(found.order_by(AuditEntry.id.desc()).limit(limit)).scalars()
    return tuple(_line(row) for row in rows)


def every_audit_line(wanted: AuditFilter) -> Iterator[AuditLine]:
    """All lines that fit, the newest first, for a file."""
    before, given = None, 0
    while given < MOST_IN_A_FILE:
        some = audit_lines(wanted, before, PER_READ)
        yield from some
        if len(some) < PER_READ:
            return
        before, given = some[-1].id, given + len(some)


def people_in_log() -> tuple[tuple[int, str], ...]:
    """Id and latest name of everybody with an account who did something that is kept."""
    latest = select(func.max(AuditEntry.id)).where(AuditEntry.operator_id.is_not(None)).group_by(AuditEntry.operator_id)
    rows = db.session.execute(
        select(AuditEntry.operator_id, AuditEntry.operator_name)
        .where(AuditEntry.id.in_(latest))
        .order_by(func.lower(AuditEntry.operator_name), AuditEntry.operator_id)
    )
    return tuple((operator_id, name) for operator_id, name in rows if operator_id is not None)


def forget_old(now: datetime) -> int:
    """Delete some of what is older than the log is kept; returns how many lines."""
    months = settings.get(RETENTION)
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    border = now.replace(year=year, month=month + 1, day=min(now.day, 28))
    late = select(AuditEntry.id).where(AuditEntry.at < border).limit(PER_SWEEP)
    if db.session.execute(late.limit(1)).first() is None:
        return 0
    with transaction():
        gone = delete(AuditEntry).where(AuditEntry.id.in_(late)).returning(AuditEntry.id)
        return len(db.session.execute(gone).all())


def _matching(wanted: AuditFilter) -> Select[AuditEntry]:
    found = select(AuditEntry)
    if wanted.operator_id is not None:
        found = found.where(AuditEntry.operator_id == wanted.operator_id)
    if wanted.action is not None:
        found = found.where(AuditEntry.action == wanted.action.value)
    if wanted.since is not None:
        found = found.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        found = found.where(AuditEntry.at < wanted.until)
    words = clean_line(wanted.words, 100)
    if words:
        found = found.where(AuditEntry.subject.icontains(words, autoescape=True))
    return found


def _line(row: AuditEntry) -> AuditLine:
    known = {each.value for each in Action}
    return AuditLine(
        id=row.id,
        at=row.at,
        operator_id=row.operator_id,
        operator_name=row.operator_name,
        action=Action(row.action) if row.action in known else None,
        subject=row.subject,
        details=dict(row.details),
        address=row.address,
    )

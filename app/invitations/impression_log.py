"""Writing the impression log: lines are added, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import Table

from app.domain.snapshots import VisitorSnapshot
from app.foundation.database import db, insert_if_new
from app.invitations.models import Impression, ImpressionLog
from app.invitations.vocabulary import LogKind, Refused

_LOG = cast(Table, ImpressionLog.__table__)


def log_impression(row: Impression, kind: LogKind, now: datetime, detail: str | None = None) -> None:
    """One line about a showing."""
    db.session.add(
        ImpressionLog(
            at=now,
            invitation_id=row.invitation_id,
            visitor_id=row.visitor_id,
            visit_id=row.visit_id,
            impression_id=row.id,
            kind=kind.value,
            detail=detail[:500] if detail else None,
        )
    )


def log_refusal(invitation_id: int, visitor: VisitorSnapshot, refused: Refused, now: datetime) -> None:
    """One line about a claim that was refused, with the reason."""
    db.session.add(
        ImpressionLog(
            at=now,
            invitation_id=invitation_id,
            visitor_id=visitor.id,
            visit_id=visitor.visit_id,
            kind=LogKind.REFUSED.value,
            reason=refused.reason.value,
            detail=refused.detail[:500] if refused.detail else None,
        )
    )


def log_armed(invitation_ids: list[int], visitor: VisitorSnapshot, now: datetime) -> None:
    """One line for each invitation, unless this visit has it already."""
    rows = [
        {"at": now, "invitation_id": each, "visitor_id": visitor.id, "visit_id": visitor.visit_id, "kind": "armed"}
        for each in invitation_ids
    ]
    db.session.execute(insert_if_new(_LOG), rows)

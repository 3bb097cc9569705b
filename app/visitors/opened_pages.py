"""Which pages a visitor opened during a stretch of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.foundation.database import db
from app.visitors.models import PageView


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """A page that was opened at ``at``."""

    url: str
    title: str
    at: datetime


def pages_between(visitor_id: int, since: datetime, until: datetime, limit: int) -> tuple[OpenedPage, ...]:
    """The pages opened after ``since``, oldest first; of too many the latest ``limit``."""
    latest = (
        select(PageView.url, PageView.title, PageView.at)
        .where(PageView.visitor_id == visitor_id, PageView.at > since, PageView.at <= until)
        .order_by(PageView.at.desc(), PageView.id.desc())
        .limit(limit)
    )
    return tuple(OpenedPage(*row) for row in reversed(db.session.execute(latest).all()))

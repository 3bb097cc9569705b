"""Pages that visitors opened lately, for people who need an address of their site."""

from __future__ import annotations

from sqlalchemy import select

from app.domain.snapshots import PageSnapshot
from app.foundation.database import db
from app.visitors.models import PageView

LOOKED_AT = 500


def latest_pages(limit: int = 100) -> tuple[PageSnapshot, ...]:
    """Different pages of the latest 500 page views, the last opened first."""
    latest = select(PageView.url, PageView.title).order_by(PageView.id.desc()).limit(LOOKED_AT)
    found: dict[str, PageSnapshot] = {}
    for url, title in db.session.execute(latest):
        found.setdefault(url, PageSnapshot(url, title))
    return tuple(found.values())[:limit]

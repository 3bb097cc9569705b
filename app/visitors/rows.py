"""One visitor as the desk reads it: the JSON row of the online list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.domain.snapshots import VisitorSnapshot


def row(visitor: VisitorSnapshot) -> dict[str, Any]:
    """The row of the online list; ``invitation`` and ``chat`` are filled in by those who know about them."""
    return {
        "key": visitor.key,
        "name": visitor.name,
        "page": {"url": visitor.page.url, "title": visitor.page.title} if visitor.page else None,
        "referrer": visitor.referrer,
        "country": visitor.country,
        "city": visitor.city,
        "device": visitor.device,
        "browser": visitor.browser,
        "system": visitor.system,
        "language": visitor.language,
        "visit_number": visitor.visit_number,
        "page_views": visitor.page_views,
        "visit_started_at": _iso(visitor.visit_started_at),
        "last_seen_at": _iso(visitor.last_seen_at),
        "tags": list(visitor.tags),
        "invitation": None,
        "chat": None,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None

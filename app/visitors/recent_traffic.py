"""What came to the site lately, in sums: which pages were opened, and which embed codes they carried."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.foundation.database import db
from app.visitors.models import PageView, Visit

MOST_PAGE_VIEWS = 10_000
MOST_VISITS = 5_000
MOST_ADDRESSES = 1_000


@dataclass(frozen=True, slots=True)
class RecentTraffic:
    """The latest page views and visits of a period; of very many only the latest ones are looked at.

    ``addresses`` are different pages, the most visited first. ``identifiers``, ``departments`` and ``languages`` are
    those of the embed codes, each once and in alphabetical order.
    """

    page_views: int
    visits: int
    addresses: tuple[str, ...]
    identifiers: tuple[str, ...]
    departments: tuple[str, ...]
    languages: tuple[str, ...]


def recent_traffic(since: datetime) -> RecentTraffic:
    """What was recorded since then."""
    page_views, addresses = _pages(since)
    visits = db.session.execute(
        select(Visit.embed_identifier, Visit.embed_departments, Visit.embed_language)
        .where(Visit.started_at >= since)
        .order_by(Visit.started_at.desc())
        .limit(MOST_VISITS)
    ).all()
    return RecentTraffic(
        page_views=page_views,
        visits=len(visits),
        addresses=addresses,
        identifiers=_sorted(visit.embed_identifier for visit in visits),
        departments=_sorted(alias for visit in visits for alias in visit.embed_departments or ()),
        languages=_sorted(visit.embed_language for visit in visits),
    )


def _pages(since: datetime) -> tuple[int, tuple[str, ...]]:
    latest = select(PageView.url, PageView.at).order_by(PageView.id.desc()).limit(MOST_PAGE_VIEWS).subquery()
    seen = db.session.execute(
        select(latest.c.url, func.count().label("times"))
        .where(latest.c.at >= since)
        .group_by(latest.c.url)
        .order_by(func.count().desc(), latest.c.url)
    ).all()
    return sum(row.times for row in seen), tuple(row.url for row in seen[:MOST_ADDRESSES])


def _sorted(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))

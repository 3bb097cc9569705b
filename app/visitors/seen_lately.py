"""Values that visitors brought along lately, the most frequent first: what the rule editor offers to pick from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.foundation.database import db
from app.visitors.models import PageView, Visit, VisitorAttribute, VisitorTag
from app.visitors.recent_traffic import MOST_ADDRESSES, MOST_PAGE_VIEWS, MOST_VISITS

MOST_VALUES = 500
VISIT_COLUMNS: Mapping[str, tuple[Any, ...]] = {
    "referrers": (Visit.referrer,),
    "cities": (Visit.city,),
    "identifiers": (Visit.embed_identifier,),
    "browsers": (Visit.browser, Visit.system),
    "spoken": (Visit.embed_language, Visit.page_language),
    "utm_source": (Visit.utm_source,),
    "utm_medium": (Visit.utm_medium,),
    "utm_campaign": (Visit.utm_campaign,),
    "utm_content": (Visit.utm_content,),
    "utm_term": (Visit.utm_term,),
}
"""Which columns of a visit hold a kind of value."""


@dataclass(frozen=True, slots=True)
class SeenAddress:
    """A page and how often it was opened."""

    url: str
    views: int


def addresses_seen(since: datetime) -> tuple[SeenAddress, ...]:
    """The pages opened since then, the most visited first; of very many page views only the latest are counted."""
    latest = select(PageView.url, PageView.at).order_by(PageView.id.desc()).limit(MOST_PAGE_VIEWS).subquery()
    found = (
        select(latest.c.url, func.count().label("times"))
        .where(latest.c.at >= since)
        .group_by(latest.c.url)
        .order_by(func.count().desc(), latest.c.url)
        .limit(MOST_ADDRESSES)
    )
    return tuple(SeenAddress(row.url, row.times) for row in db.session.execute(found))


def values_seen(kind: str, since: datetime) -> tuple[str, ...]:
    """The values of one kind since then, the most frequent first; nothing for a kind that nobody knows."""
    if kind == "pages":
        return tuple(page.url for page in addresses_seen(since)[:MOST_VALUES])
    if kind == "titles":
        latest = select(PageView.title, PageView.at).order_by(PageView.id.desc()).limit(MOST_PAGE_VIEWS).subquery()
        return _frequent(db.session.execute(select(latest.c.title).where(latest.c.at >= since)).scalars())
    if kind == "tags":
        tags = select(VisitorTag.name).order_by(VisitorTag.added_at.desc()).limit(MOST_PAGE_VIEWS)
        return _frequent(db.session.execute(tags).scalars())
    if kind == "attributes":
        names = select(VisitorAttribute.name).distinct().order_by(VisitorAttribute.name).limit(MOST_VALUES)
        return tuple(db.session.execute(names).scalars())
    columns = VISIT_COLUMNS.get(kind)
    if columns is None:
        return ()
    recent = select(*columns).where(Visit.started_at >= since).order_by(Visit.started_at.desc()).limit(MOST_VISITS)
    return _frequent(value for row in db.session.execute(recent) for value in row)


def _frequent(values: Iterable[str | None]) -> tuple[str, ...]:
    counted = Counter(value for value in values if value)
    return tuple(value for value, _times in sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:MOST_VALUES])

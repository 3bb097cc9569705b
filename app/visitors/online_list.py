"""Who is on the site, as far as it takes to filter, to sort and to place thousands of them in one question."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import Row, Select, select

from app.foundation.database import db
from app.visitors.crawlers import is_machine
from app.visitors.models import VisitorAttribute
from app.visitors.queries import TAGS, VISITORS, VISITS, is_online

MOST_LISTED = 20_000
MOST_TAGS_TO_CHOOSE = 200
HEADLESS = "HeadlessChrome"


class HiddenReason(StrEnum):
    """Why somebody is left out of the list."""

    COLLEAGUE = "colleague"
    CRAWLER = "crawler"


class Nameable(Protocol):
    """What tells the site's own people and programs from visitors."""

    @property
    def email(self) -> str | None:
        """What the visitor gave as an address."""

    @property
    def user_id(self) -> str | None:
        """The id that came with a good signature."""

    @property
    def is_colleague(self) -> bool:
        """Whether an operator said so."""

    @property
    def user_agent(self) -> str | None:
        """What the browser calls itself."""


@dataclass(frozen=True, slots=True)
class ListedVisitor:
    """One visitor with the present visit, as columns; ``utm`` is source, medium, campaign, content and term."""

    id: int
    key: str
    name: str | None
    email: str | None
    is_colleague: bool
    last_seen_at: datetime
    started_at: datetime | None
    page_began_at: datetime | None
    page_url: str
    page_title: str
    referrer: str | None
    utm: tuple[str | None, ...]
    country: str | None
    city: str | None
    latitude: float | None
    longitude: float | None
    device: str | None
    browser: str | None
    system: str | None
    user_agent: str | None
    user_id: str | None
    identifier: str | None
    departments: tuple[str, ...]
    visit_number: int
    page_views: int


_COLUMNS = (
    VISITORS.c.id, VISITORS.c.key, VISITORS.c.name, VISITORS.c.email, VISITORS.c.is_colleague,
    VISITORS.c.last_seen_at, VISITS.c.started_at, VISITS.c.page_began_at, VISITS.c.page_url, VISITS.c.page_title,
    VISITS.c.referrer, VISITS.c.utm_source, VISITS.c.utm_medium, VISITS.c.utm_campaign, VISITS.c.utm_content,
    VISITS.c.utm_term, VISITS.c.country, VISITS.c.city, VISITS.c.latitude, VISITS.c.longitude, VISITS.c.device,
    VISITS.c.browser, VISITS.c.system, VISITS.c.user_agent, VISITS.c.user_id, VISITS.c.embed_identifier,
    VISITS.c.embed_departments, VISITS.c.number, VISITS.c.page_views.label("pages"),
)  # fmt: skip
_LISTED = select(*_COLUMNS).outerjoin(VISITS, VISITS.c.id == VISITORS.c.visit_id)


def listed_online(now: datetime) -> tuple[ListedVisitor, ...]:
    """Everybody who is here, who came last first; at most 20 000."""
    return _listed(_LISTED.where(*is_online(now)).order_by(VISITORS.c.id.desc()).limit(MOST_LISTED))


def listed_lately(limit: int) -> tuple[ListedVisitor, ...]:
    """Those who were here last, whether or not they still are."""
    return _listed(_LISTED.order_by(VISITORS.c.last_seen_at.desc(), VISITORS.c.id.desc()).limit(limit))


def hidden_reason(visitor: Nameable, colleagues: Collection[str]) -> HiddenReason | None:
    """Why this visitor is left out, if so; ``colleagues`` are the operators' e-mail addresses in small letters.

    A browser is one of ours when an operator said so, or when the page or its signed id names an operator's address.
    """
    named = {each.casefold() for each in (visitor.email, visitor.user_id) if each}
    if visitor.is_colleague or not named.isdisjoint(colleagues):
        return HiddenReason.COLLEAGUE
    agent = visitor.user_agent
    # A headless browser that ran the tracking script counts, because that is how site owners test their pages.
    if agent and is_machine(agent.replace(HEADLESS, "Chrome")):
        return HiddenReason.CRAWLER
    return None


def tags_online(now: datetime) -> tuple[str, ...]:
    """The tags on those who are here, in the order of the alphabet."""
    found = (
        select(TAGS.c.folded, TAGS.c.name)
        .join(VISITORS, VISITORS.c.id == TAGS.c.visitor_id)
        .where(*is_online(now))
        .order_by(TAGS.c.folded)
        .distinct()
        .limit(MOST_TAGS_TO_CHOOSE)
    )
    return tuple({row.folded: row.name for row in db.session.execute(found)}.values())


def visitors_tagged(tag: str) -> frozenset[int]:
    """The visitors with this tag, in whatever case."""
    return frozenset(db.session.execute(select(TAGS.c.visitor_id).where(TAGS.c.folded == tag.casefold())).scalars())


def attributes_of_visitors(visitor_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What the site told about each of these visitors, by name."""
    found: dict[int, dict[str, Any]] = {}
    rows = db.session.execute(
        select(VisitorAttribute.visitor_id, VisitorAttribute.name, VisitorAttribute.value)
        .where(VisitorAttribute.visitor_id.in_(visitor_ids))
        .order_by(VisitorAttribute.name)
    )
    for row in rows:
        found.setdefault(row.visitor_id, {})[row.name] = row.value
    return found


def _listed(query: Select[Any]) -> tuple[ListedVisitor, ...]:
    return tuple(_visitor(row) for row in db.session.execute(query))


def _visitor(row: Row[Any]) -> ListedVisitor:
    values: list[Any] = [
        *row[:8], row.page_url or "", row.page_title or "", row.referrer, tuple(row[11:16]), *row[16:26],
        tuple(row.embed_departments or ()), row.number or 0, row.pages or 0,
    ]  # fmt: skip
    return ListedVisitor(*values)

"""Visitors as the pages about them show them: named, placed, and with their times in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _

from app.domain.snapshots import ManualSnapshot, PageSnapshot, VisitorSnapshot
from app.foundation.locale_names import country_name
from app.invitations.log_words import state_words
from app.realtime.desk_rows import manuals_of_visits, visitor_rows
from app.realtime.manual_words import manual_words
from app.visitors.pseudonyms import called
from app.visitors.queries import PastVisit, SeenPage

HOUR_SECONDS = 3600
MINUTE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Place:
    """An address as it is shown: short words, and where a click may lead (nowhere unless it is a web address)."""

    words: str
    title: str
    href: str | None


@dataclass(frozen=True, slots=True)
class ManualLine:
    """An invitation by hand: when it was sent, by whom, and how it stands."""

    key: str
    at: datetime
    sender_name: str
    text: str
    words: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class VisitorLine:
    """One visitor in the table. ``stay`` is the length of a visit that has ended, as a clock shows it.

    ``manual`` is the latest invitation by hand of the present visit.
    """

    key: str
    name: str
    is_here: bool
    country: str | None
    country_name: str | None
    page: Place | None
    source: Place | None
    device: str
    software: str
    visit_number: int
    page_views: int
    visit_started_at: datetime | None
    last_seen_at: datetime
    stay: str
    invitation: str | None
    invitation_state: str | None
    chat_state: str | None
    manual: ManualLine | None = None
    chat_key: str | None = None
    city: str | None = None
    page_began_at: datetime | None = None
    campaign: str = ""
    tags: tuple[str, ...] = ()
    embed: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One page of a visitor's trail."""

    at: datetime
    page: Place
    stay: str
    visit_number: int


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit of a visitor."""

    number: int
    started_at: datetime
    page_views: int
    stay: str
    source: Place | None
    landing: Place


def visitor_lines(visitors: Sequence[VisitorSnapshot], here: Iterable[str]) -> list[VisitorLine]:
    """The lines of the table; ``here`` are the keys of those who are online."""
    present = frozenset(here)
    manuals = manuals_of_visits(visitors)
    return [
        _line(visitor, row, manual_line(manuals[visitor.id]) if visitor.id in manuals else None, visitor.key in present)
        for visitor, row in zip(visitors, visitor_rows(visitors), strict=True)
    ]


def trail_lines(pages: Sequence[SeenPage]) -> list[TrailLine]:
    """The pages a visitor opened, latest first."""
    return [
        TrailLine(page.at, _place(PageSnapshot(page.url, page.title)), clock_words(page.seconds), page.visit_number)
        for page in pages
    ]


def visit_lines(visits: Sequence[PastVisit]) -> list[VisitLine]:
    """The visits of a visitor, latest first."""
    return [
        VisitLine(
            number=visit.number,
            started_at=visit.started_at,
            page_views=visit.page_views,
            stay=clock_words(visit.open_seconds),
            source=source_place(visit.referrer),
            landing=_place(PageSnapshot(visit.landing_url, "")),
        )
        for visit in visits
    ]


def clock_words(seconds: float) -> str:
    """A length of time as a clock shows it: 0:07, 12:30, 1:02:03."""
    hours, rest = divmod(max(0, int(seconds)), HOUR_SECONDS)
    minutes, left = divmod(rest, MINUTE_SECONDS)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def source_place(referrer: str | None) -> Place | None:
    """Where a visit came from: the site's name, and the whole address behind it."""
    if not referrer:
        return None
    host = urlsplit(referrer).hostname or referrer
    return Place(host.removeprefix("www."), referrer, _web_address(referrer))


def page_place(page: PageSnapshot | None) -> Place | None:
    """The page a visitor is on."""
    return _place(page) if page and page.url else None


def device_words(device: str | None) -> str:
    """The kind of device in a word."""
    names = {"desktop": _("Desktop"), "phone": _("Phone"), "tablet": _("Tablet")}
    return str(names.get(device or "", device or ""))


def manual_line(manual: ManualSnapshot) -> ManualLine:
    """An invitation by hand in words."""
    return ManualLine(
        key=manual.key,
        at=manual.created_at,
        sender_name=manual.sender_name,
        text=manual.text,
        words=manual_words(manual.state),
        is_open=manual.ended_at is None,
    )


def _line(visitor: VisitorSnapshot, row: Mapping[str, Any], manual: ManualLine | None, is_here: bool) -> VisitorLine:
    started = visitor.visit_started_at
    invitation = row["invitation"]
    return VisitorLine(
        key=visitor.key,
        name=called(visitor.key, visitor.name),
        is_here=is_here,
        country=visitor.country,
        country_name=country_name(visitor.country),
        page=page_place(visitor.page),
        source=source_place(visitor.referrer),
        device=device_words(visitor.device),
        software=" · ".join(part for part in (visitor.browser, visitor.system) if part),
        visit_number=visitor.visit_number,
        page_views=visitor.page_views,
        visit_started_at=started,
        last_seen_at=visitor.last_seen_at,
        stay=clock_words((visitor.last_seen_at - started).total_seconds()) if started else "",
        invitation=invitation["name"] if invitation else None,
        invitation_state=state_words(invitation["state"]) if invitation else None,
        chat_state=row["chat"]["state"] if row["chat"] else None,
        manual=manual,
        chat_key=row["chat"]["key"] if row["chat"] else None,
        city=visitor.city,
        page_began_at=visitor.page_began_at,
        campaign=" · ".join(visitor.utm.values()),
        tags=visitor.tags,
        embed=" · ".join([*filter(None, [visitor.embed.identifier]), *visitor.embed.departments]),
    )


def _place(page: PageSnapshot) -> Place:
    parts = urlsplit(page.url)
    words = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(words if parts.netloc else page.url or _("unknown page"), page.title, _web_address(page.url))


def _web_address(url: str) -> str | None:
    return url if url.startswith(("http://", "https://")) else None

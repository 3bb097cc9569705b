"""The tables of visitors, visits and page views, and of what pages reported about them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, JsonDocument, UtcDateTime, db

LONGEST_KEY = 64
LONGEST_URL = 2000
LONGEST_TITLE = 300
LONGEST_NAME = 100
LONGEST_TAG = 60
LONGEST_IDENTIFIER = 120
LONGEST_AGENT = 1024
LONGEST_USER_ID = 200
LONGEST_PHONE = 60
LONGEST_NOTE = 2000


class ReceivedOutcome(StrEnum):
    """What became of a report; all but the first are kept to be counted and looked at, and count as nothing else.

    ``TOO_SOON`` came before the event's pause was over, ``REPEATED`` is one that is kept only once.
    """

    RECORDED = "recorded"
    TOO_SOON = "too_soon"
    REPEATED = "repeated"
    UNKNOWN_EVENT = "unknown_event"


class Visitor(db.Model):  # type: ignore[name-defined,misc]
    """A browser that came to the site. ``visit_id`` is the present or last visit.

    ``is_present`` is true from a page view until the departure was announced; ``left_at`` is when the last open page
    said goodbye, ``closed_at`` when the visitor last closed the panel or an invitation. Totals run over all visits.
    ``is_colleague`` says that the browser belongs to the site's own people, who are hidden from the lists.
    """

    __tablename__ = "visitors"
    __table_args__ = (Index("ix_visitors_presence", "is_present", "last_seen_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), unique=True)
    name: Mapped[str | None] = mapped_column(String(LONGEST_NAME))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(LONGEST_PHONE))
    is_colleague: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_present: Mapped[bool] = mapped_column(server_default=false())
    visit_id: Mapped[int | None] = mapped_column(BigId)
    visits: Mapped[int] = mapped_column(default=0)
    page_views: Mapped[int] = mapped_column(default=0)


class Visit(db.Model):  # type: ignore[name-defined,misc]
    """Activities of one visitor that are at most 30 minutes apart.

    ``page_url`` and ``page_title`` are the latest page; ``open_ms`` is how long at least one page was open, counted
    until ``counted_until``. Labels and place are looked up once, when the visit starts; the place is that of a city and
    kept to a tenth of a degree, which is about ten kilometres. ``user_id`` is an id that came
    with a good signature. ``is_lasting`` is false where the browser will have forgotten the visitor by the next visit.
    """

    __tablename__ = "visits"
    __table_args__ = (
        UniqueConstraint("visitor_id", "number"),
        Index(
            "ix_visits_user_id",
            "user_id",
            sqlite_where=text("user_id IS NOT NULL"),
            postgresql_where=text("user_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    visitor_id: Mapped[int] = mapped_column(ForeignKey("visitors.id", ondelete="CASCADE"))
    number: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    last_activity_at: Mapped[datetime] = mapped_column(UtcDateTime)
    counted_until: Mapped[datetime] = mapped_column(UtcDateTime)
    open_ms: Mapped[int] = mapped_column(BigId, default=0)
    page_views: Mapped[int] = mapped_column(default=0)
    page_url: Mapped[str] = mapped_column(String(LONGEST_URL))
    page_title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    page_language: Mapped[str | None] = mapped_column(String(35))
    page_began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    page_key: Mapped[str] = mapped_column(String(LONGEST_KEY + 12))
    tab_key: Mapped[str | None] = mapped_column(String(LONGEST_KEY))
    landing_url: Mapped[str] = mapped_column(String(LONGEST_URL))
    referrer: Mapped[str | None] = mapped_column(String(LONGEST_URL))
    utm_source: Mapped[str | None] = mapped_column(String(200))
    utm_medium: Mapped[str | None] = mapped_column(String(200))
    utm_campaign: Mapped[str | None] = mapped_column(String(200))
    utm_content: Mapped[str | None] = mapped_column(String(200))
    utm_term: Mapped[str | None] = mapped_column(String(200))
    country: Mapped[str | None] = mapped_column(String(2))
    city: Mapped[str | None] = mapped_column(String(120))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    language: Mapped[str | None] = mapped_column(String(35))
    time_zone: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(LONGEST_AGENT))
    browser: Mapped[str | None] = mapped_column(String(80))
    system: Mapped[str | None] = mapped_column(String(80))
    device: Mapped[str | None] = mapped_column(String(10))
    embed_identifier: Mapped[str | None] = mapped_column(String(100))
    embed_departments: Mapped[list[str]] = mapped_column(JsonDocument, default=list)
    embed_language: Mapped[str | None] = mapped_column(String(35))
    embed_theme: Mapped[str | None] = mapped_column(String(100))
    user_id: Mapped[str | None] = mapped_column(String(LONGEST_USER_ID))
    is_lasting: Mapped[bool] = mapped_column(default=True, server_default=true())


class PageView(db.Model):  # type: ignore[name-defined,misc]
    """One page in one tab. ``page_key`` is made by the browser, so that a repeated beacon is recorded once."""

    __tablename__ = "page_views"
    __table_args__ = (
        UniqueConstraint("visitor_id", "page_key"),
        Index("ix_page_views_visitor_at", "visitor_id", "at"),
        Index("ix_page_views_visit", "visit_id", "left_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    visitor_id: Mapped[int] = mapped_column(ForeignKey("visitors.id", ondelete="CASCADE"))
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id", ondelete="CASCADE"))
    page_key: Mapped[str] = mapped_column(String(LONGEST_KEY + 12))
    tab_key: Mapped[str | None] = mapped_column(String(LONGEST_KEY))
    url: Mapped[str] = mapped_column(String(LONGEST_URL))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class VisitorTag(db.Model):  # type: ignore[name-defined,misc]
    """A word on a visitor; ``folded`` makes ``VIP`` and ``vip`` the same tag."""

    __tablename__ = "visitor_tags"

    visitor_id: Mapped[int] = mapped_column(ForeignKey("visitors.id", ondelete="CASCADE"), primary_key=True)
    folded: Mapped[str] = mapped_column(String(LONGEST_TAG * 3), primary_key=True, index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_TAG))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class VisitorAttribute(db.Model):  # type: ignore[name-defined,misc]
    """A fact about the visitor that the page passed: a text, a number, yes/no or a list of texts; never trusted."""

    __tablename__ = "visitor_attributes"

    visitor_id: Mapped[int] = mapped_column(ForeignKey("visitors.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), primary_key=True)
    value: Mapped[Any] = mapped_column(JsonDocument)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class VisitorNote(db.Model):  # type: ignore[name-defined,misc]
    """What operators remember about a visitor; it never reaches the visitor."""

    __tablename__ = "visitor_notes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    visitor_id: Mapped[int] = mapped_column(ForeignKey("visitors.id", ondelete="CASCADE"), index=True)
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    operator_name: Mapped[str] = mapped_column(String(120))
    client_id: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(String(LONGEST_NOTE))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    __table_args__ = (UniqueConstraint("visitor_id", "client_id"),)


class EventDefinition(db.Model):  # type: ignore[name-defined,misc]
    """An event that pages may report; ``store_timeout`` is in seconds, and no two differ in case only (``folded``)."""

    __tablename__ = "event_definitions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    identifier: Mapped[str] = mapped_column(String(LONGEST_IDENTIFIER), unique=True)
    folded: Mapped[str] = mapped_column(String(LONGEST_IDENTIFIER * 3), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    store_timeout: Mapped[int] = mapped_column(default=0)
    filter_by_value: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReceivedEvent(db.Model):  # type: ignore[name-defined,misc]
    """An event that a page reported, with what became of it; ``at`` is when it happened on the page."""

    __tablename__ = "received_events"
    __table_args__ = (
        Index("ix_received_events_outcome", "outcome", "identifier"),
        Index("ix_received_events_visitor", "visitor_id", "identifier", "at"),
        Index("ix_received_events_at", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    visitor_id: Mapped[int] = mapped_column(ForeignKey("visitors.id", ondelete="CASCADE"))
    visit_id: Mapped[int | None] = mapped_column(BigId)
    identifier: Mapped[str] = mapped_column(String(LONGEST_IDENTIFIER))
    value: Mapped[str | None] = mapped_column(String(500))
    outcome: Mapped[str] = mapped_column(String(30))
    page_url: Mapped[str | None] = mapped_column(String(LONGEST_URL))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

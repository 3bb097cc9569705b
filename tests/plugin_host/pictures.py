"""Snapshots to tell plugins about."""

from __future__ import annotations

from datetime import UTC, datetime

from app.domain.roles import Role
from app.domain.snapshots import (
    ChatSnapshot,
    ChatState,
    ImpressionSnapshot,
    MessageSnapshot,
    OperatorSnapshot,
    PageSnapshot,
    SenderKind,
    VisitorSnapshot,
)

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
PAGE = PageSnapshot("https://shop.example/pricing", "Pricing")
ANNA = OperatorSnapshot(1, "anna@example.org", "Anna", Role.OPERATOR, True)
BEN = OperatorSnapshot(2, "ben@example.org", "Ben", Role.OPERATOR, True)
VISITOR = VisitorSnapshot(
    id=7,
    key="v7",
    name=None,
    page=PAGE,
    referrer=None,
    country="DE",
    city=None,
    device="desktop",
    browser="Chrome 141",
    system="Windows 11",
    language="de",
    time_zone="Europe/Berlin",
    visit_id=9,
    visit_number=1,
    page_views=1,
    visit_started_at=NOON,
    last_seen_at=NOON,
)
IMPRESSION = ImpressionSnapshot(
    5, "i1", 3, "pricing-help", "Pricing help", 7, 9, "shown", "<p>Help?</p>", "Help?", "Anna", NOON
)
CHAT = ChatSnapshot(
    id=11,
    key="c11",
    state=ChatState.WAITING,
    visitor_id=7,
    visitor_key="v7",
    visitor_name=None,
    visitor_country="DE",
    department_id=None,
    department_name=None,
    operator_id=None,
    operator_name=None,
    invitation_name="Pricing help",
    page=PAGE,
    last_id=2,
    last_line="Yes please",
    visitor_seen_id=2,
    operator_seen_id=0,
    unread_by_operator=1,
    unread_by_visitor=0,
    started_at=NOON,
    waiting_since=NOON,
    closed_at=None,
)
MESSAGE = MessageSnapshot(2, 11, "c11", "m2", SenderKind.VISITOR, "Visitor", None, "Yes please", None, NOON)

"""What the server knows about a visitor at this moment, in the words that rules use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.rules import UNAVAILABLE, Facts
from app.domain.snapshots import PageSnapshot, VisitorSnapshot
from app.plugin_host import host

SERVER_KNOWS_BETTER = frozenset({"page.url", "page.title", "team.online"})
UTM_NAMES = ("campaign", "content", "medium", "source", "term")


def facts_of(
    visitor: VisitorSnapshot,
    page: PageSnapshot,
    *,
    is_team_online: bool,
    has_chat_history: bool,
    time_zone: str,
    from_browser: Mapping[str, Any] | None = None,
) -> Facts:
    """The facts for one visitor on one page; ``from_browser`` adds the fast facts that only the browser can know."""
    values: dict[str, Any] = {
        "page.url": page.url,
        "page.title": page.title,
        "page.seconds": 0.0,
        "visit.page_views": visitor.page_views,
        "visit.referrer": visitor.referrer,
        "visit.source_url": visitor.landing_url,
        "visitor.visits": visitor.visit_number,
        "visitor.tag": visitor.tags,
        "chat.history": has_chat_history,
        "team.online": is_team_online,
        "widget.open": False,
        "embed.identifier": visitor.embed.identifier,
        "embed.department": visitor.embed.departments or None,
        "embed.language": visitor.embed.language,
        "browser.language": visitor.language,
        "device.platform": visitor.device,
        "geo.country": visitor.country or UNAVAILABLE,
        "geo.city": visitor.city or UNAVAILABLE,
        **{f"utm.{name}": visitor.utm.get(name) for name in UTM_NAMES},
        **_read_fast_facts(from_browser or {}),
    }
    return Facts(values, time_zone=time_zone)


def _read_fast_facts(given: Mapping[str, Any]) -> dict[str, Any]:
    """The browser is asked only about what changes while a page is open; whatever else it says is not listened to."""
    registry = host().registry.facts
    known = {fact.id: fact for fact in registry if fact.is_fast and fact.id not in SERVER_KNOWS_BETTER}
    return {
        name: None if raw is None else known[name].kind.read(raw, f"facts.{name}")
        for name, raw in given.items()
        if name in known
    }

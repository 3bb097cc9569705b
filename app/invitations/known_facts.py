"""What the server knows about a visitor at this moment, in the words that rules use, and where it knows it from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.rules import UNAVAILABLE, Facts
from app.domain.snapshots import PageSnapshot, VisitorSnapshot
from app.domain.translation import N_
from app.invitations.background import Background
from app.invitations.needs import ATTRIBUTE, EVENTS, RATING, SHOWN, SINCE_SHOWN, UNANSWERED
from app.plugin_host import host
from app.visitors.visit_rule import PRESENCE

SERVER_KNOWS_BETTER = frozenset({"page.url", "page.title", "team.online", UNANSWERED, SINCE_SHOWN, EVENTS})
"""Facts that may change while a page is open, but about which the server does not ask the browser."""

CLOSED = "widget.closed_seconds"
UTM_NAMES = ("campaign", "content", "medium", "source", "term")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact comes from, in words to be translated, and since when it has been known (aware UTC)."""

    source: str
    known_at: datetime | None


def facts_of(
    visitor: VisitorSnapshot,
    page: PageSnapshot,
    background: Background,
    *,
    is_team_online: bool,
    time_zone: str,
    now: datetime,
    from_browser: Mapping[str, Any] | None = None,
) -> Facts:
    """The facts for one visitor on one page; ``from_browser`` adds the fast facts that only the browser can know."""
    values: dict[str, Any] = {
        "page.url": page.url,
        "page.title": page.title,
        "page.language": page.language,
        "page.seconds": _seconds_since(visitor.page_began_at, now) or 0.0,
        "page.exit_seconds": None,
        "visit.page_views": visitor.page_views,
        "visit.seconds": visit_seconds(visitor, now),
        "visit.referrer": visitor.referrer,
        "visit.source_url": visitor.landing_url,
        "visitor.visits": visitor.visit_number if visitor.has_lasting_storage else UNAVAILABLE,
        "visitor.identified": visitor.user_id is not None,
        "visitor.tag": visitor.tags,
        "chat.history": background.has_chat_history,
        "team.online": is_team_online,
        "widget.open": False,
        CLOSED: _seconds_since(visitor.closed_at, now),
        "embed.identifier": visitor.embed.identifier,
        "embed.department": visitor.embed.departments or None,
        "embed.language": visitor.embed.language,
        "browser.language": visitor.language,
        "browser.user_agent": _names_of_the_browser(visitor) or UNAVAILABLE,
        "device.platform": visitor.device or UNAVAILABLE,
        "geo.country": visitor.country or UNAVAILABLE,
        "geo.city": visitor.city or UNAVAILABLE,
        **{f"utm.{name}": visitor.utm.get(name) for name in UTM_NAMES},
        **_looked_up(background, now),
    }
    return Facts(
        values | _read_fast_facts(from_browser or {}, values),
        events=background.events if EVENTS in background.asked.facts else UNAVAILABLE,
        time_zone=time_zone,
        known_families=(ATTRIBUTE,) if ATTRIBUTE in background.asked.facts else (),
    )


def running_facts(background: Background, now: datetime) -> dict[str, float | None]:
    """The clocks whose start only the server knows, for a browser that counts on from here; None: there is none."""
    return {name: value for name, value in _looked_up(background, now).items() if name in (UNANSWERED, SINCE_SHOWN)}


def visit_seconds(visitor: VisitorSnapshot, now: datetime) -> float:
    """How long at least one page has been open in the present visit; what is open now counts up to now."""
    if visitor.counted_until is None or visitor.left_at is not None or now - visitor.last_seen_at > PRESENCE:
        return visitor.open_seconds
    return visitor.open_seconds + max(0.0, (now - visitor.counted_until).total_seconds())


def origins_of(
    visitor: VisitorSnapshot,
    background: Background,
    now: datetime,
    from_browser: Mapping[str, Any] | None = None,
) -> Mapping[str, Origin]:
    """Where each fact of ``facts_of`` comes from and since when; what a plugin feeds is not listed."""
    visit, page = visitor.visit_started_at, visitor.page_began_at
    lately = visitor.last_seen_at
    at_start = Origin(N_("the start of the visit"), visit)
    on_page = Origin(N_("the page"), page)
    chats = Origin(N_("the chats"), background.last_chat_at)
    found = {
        **dict.fromkeys(("page.url", "page.title", "page.language", "page.seconds", "visit.page_views"), on_page),
        **dict.fromkeys(("visit.referrer", "visit.source_url", "visitor.visits", "browser.language"), at_start),
        **dict.fromkeys(("browser.user_agent", "device.platform", "geo.country", "geo.city"), at_start),
        **{f"utm.{name}": Origin(N_("the page that began the visit or the campaign"), visit) for name in UTM_NAMES},
        **{f"embed.{part}": Origin(N_("the embed code"), page) for part in ("identifier", "department", "language")},
        "visit.seconds": Origin(N_("the pages of this visit"), visitor.counted_until),
        "visitor.identified": Origin(N_("the page, checked by its signature"), visit if visitor.user_id else None),
        "visitor.tag": Origin(N_("operators and the page"), lately),
        CLOSED: Origin(N_("the chat widget"), visitor.closed_at),
        "chat.history": chats,
        RATING: Origin(N_("the visitor's rating"), background.rating.at if background.rating else None),
        UNANSWERED: Origin(N_("the chats"), background.unanswered_since),
        **dict.fromkeys((SHOWN, SINCE_SHOWN), Origin(N_("the log of invitations"), background.showings.last_at)),
        EVENTS: Origin(N_("the events of the page"), max((each.at for each in background.events), default=None)),
        **dict.fromkeys(("team.online", "clock.weekday", "clock.time"), Origin(N_("the server"), now)),
        **{
            f"{ATTRIBUTE}.{each.name}": Origin(N_("the page or your server"), each.at) for each in background.attributes
        },
    }
    browser = Origin(N_("the visitor's browser"), now)
    return found | {name: browser for name in from_browser or {} if name not in SERVER_KNOWS_BETTER}


def _looked_up(background: Background, now: datetime) -> dict[str, Any]:
    """The facts that were asked for; the others stay unknown."""
    found: dict[str, Any] = {
        RATING: background.rating.rating if background.rating else None,
        UNANSWERED: _seconds_since(background.unanswered_since, now),
        SHOWN: background.showings.number,
        SINCE_SHOWN: _seconds_since(background.showings.last_at, now),
    }
    known = {name: value for name, value in found.items() if name in background.asked.facts}
    return known | {f"{ATTRIBUTE}.{each.name}": each.value for each in background.attributes}


def _names_of_the_browser(visitor: VisitorSnapshot) -> tuple[str, ...]:
    """What the browser calls itself, with the labels that people know: ``Chrome 141``, ``Windows 11``."""
    return tuple(name for name in (visitor.user_agent, visitor.browser, visitor.system) if name)


def _seconds_since(at: datetime | None, now: datetime) -> float | None:
    return None if at is None else max(0.0, (now - at).total_seconds())


def _read_fast_facts(given: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, Any]:
    """The browser is asked only about what changes while a page is open; whatever else it says is not listened to.

    Another tab may have closed the panel since this one heard of it: the shorter time counts.
    """
    if not given:
        return {}
    registry = host().registry.facts
    known = {fact.id: fact for fact in registry if fact.is_fast and fact.id not in SERVER_KNOWS_BETTER}
    read = {
        name: None if raw is None else known[name].kind.read(raw, f"facts.{name}")
        for name, raw in given.items()
        if name in known
    }
    if CLOSED in read and ours[CLOSED] is not None:
        read[CLOSED] = min(float(ours[CLOSED]), float("inf") if read[CLOSED] is None else float(str(read[CLOSED])))
    return read

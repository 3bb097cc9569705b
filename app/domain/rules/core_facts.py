"""The facts that Beckon knows by itself. To add one is to add one object here, with its cases in ``tests/vectors``."""

from __future__ import annotations

from app.domain.rules.calendar_facts import LOCAL_TIME, WEEKDAY
from app.domain.rules.event_facts import EVENT_COUNT
from app.domain.rules.fact import Fact
from app.domain.rules.kinds import (
    CLOCK,
    COUNT,
    COUNTRY,
    LABELLED_TEXT,
    LANGUAGE,
    LIST,
    NUMBER,
    PLATFORM,
    SINCE,
    STOPPED_CLOCK,
    TEXT,
    YES_NO,
)
from app.domain.rules.registry import FactRegistry
from app.domain.rules.visitor_facts import NUMERIC, VISITOR_FACTS
from app.domain.translation import N_

TEXTUAL = ("equals", "contains", "is_not", "not_contains")

PAGE_FACTS = (
    Fact(
        id="page.seconds",
        label=N_("time on the page"),
        help=N_("Seconds since the visitor came to the present page. A new page, also within an app, starts at 0."),
        kind=CLOCK,
        comparisons=NUMERIC,
        samples=(0, 10.5, 45),
        is_fast=True,
    ),
    Fact(
        id="page.visible_seconds",
        label=N_("time on the page while it was visible"),
        help=N_("Like the time on the page, but it stands still while another tab is in front."),
        kind=CLOCK,
        comparisons=NUMERIC,
        samples=(0, 10.5, 45),
        is_fast=True,
    ),
    Fact(
        id="page.language",
        label=N_("language of the page"),
        help=N_("The language that the page says it is written in; “en” includes “en-GB”."),
        kind=LANGUAGE,
        comparisons=("equals", "is_not"),
        samples=("en", "de-AT", None),
        suggest="languages",
    ),
    Fact(
        id="page.exit_seconds",
        label=N_("time on the page when about to leave"),
        help=N_("Seconds on the page at the instant the pointer leaves the window through the top; at no other time."),
        kind=STOPPED_CLOCK,
        comparisons=NUMERIC,
        samples=(12.5, None),
        is_fast=True,
    ),
)

VISIT_FACTS = (
    Fact(
        id="visit.page_views",
        label=N_("pages in this visit"),
        help=N_("How many pages the visitor has opened in this visit, the present one included."),
        kind=COUNT,
        comparisons=NUMERIC,
        samples=(1, 2, 7),
    ),
    Fact(
        id="visit.seconds",
        label=N_("time on the site"),
        help=N_("Seconds with at least one of your pages open in this visit; all tabs count once."),
        kind=CLOCK,
        comparisons=NUMERIC,
        samples=(0, 61.2, 600),
        is_fast=True,
    ),
    *(
        Fact(
            id=f"utm.{part}",
            label=label,
            help=N_("From the address of the first page of this visit."),
            kind=TEXT,
            comparisons=TEXTUAL,
            samples=(sample, None),
            suggest=f"utm_{part}",
        )
        for part, label, sample in (
            ("campaign", N_("campaign (utm_campaign)"), "spring-sale"),
            ("content", N_("campaign content (utm_content)"), "banner-2"),
            ("medium", N_("campaign medium (utm_medium)"), "email"),
            ("source", N_("campaign source (utm_source)"), "newsletter"),
            ("term", N_("campaign term (utm_term)"), "garden chairs"),
        )
    ),
)

EMBED_FACTS = (
    Fact(
        id="embed.identifier",
        label=N_("identifier in the embed code"),
        help=N_("The identifier that the embed code on the page carries."),
        kind=TEXT,
        comparisons=("equals",),
        samples=("shop", None),
        suggest="identifiers",
    ),
    Fact(
        id="embed.department",
        label=N_("department in the embed code"),
        help=N_("The department, or one of the departments, that the embed code on the page carries."),
        kind=LIST,
        comparisons=("equals",),
        samples=(["sales"], ["sales", "support"], None),
        suggest="departments",
    ),
    Fact(
        id="embed.language",
        label=N_("language of the embed code"),
        help=N_("The language that the embed code on the page asks for; “fre” and “fr” are the same."),
        kind=LANGUAGE,
        comparisons=("equals",),
        samples=("de", "fre", None),
        suggest="languages",
    ),
)

DEVICE_FACTS = (
    Fact(
        id="browser.language",
        label=N_("language of the browser"),
        help=N_("The visitor's first preferred language; “en” includes “en-GB”."),
        kind=LANGUAGE,
        comparisons=("equals", "is_not"),
        samples=("en-GB", "zh-TW"),
        suggest="languages",
    ),
    Fact(
        id="browser.user_agent",
        label=N_("browser and system"),
        help=N_("What the browser says it is, with labels such as “Windows 11” or “Chrome 141”."),
        kind=LABELLED_TEXT,
        comparisons=TEXTUAL,
        samples=(["Mozilla/5.0 (X11; Linux x86_64)", "Chrome 141", "Linux"],),
        suggest="browsers",
    ),
    Fact(
        id="device.platform",
        label=N_("device"),
        help=N_("The class of device, not the width of the window; “mobile” is a phone or a tablet."),
        kind=PLATFORM,
        comparisons=("equals", "is_not"),
        samples=("desktop", "phone", "tablet"),
    ),
    Fact(
        id="device.scroll_percent",
        label=N_("deepest scroll"),
        help=N_("How far down the page the visitor has been, in percent."),
        kind=NUMBER,
        comparisons=NUMERIC,
        samples=(0, 62.5, 100),
        unit="%",
        is_fast=True,
    ),
    Fact(
        id="device.idle_seconds",
        label=N_("time without activity"),
        help=N_("Seconds without pointer, key, touch or scroll."),
        kind=CLOCK,
        comparisons=NUMERIC,
        samples=(0, 30),
        is_fast=True,
    ),
    Fact(
        id="geo.country",
        label=N_("country"),
        help=N_("Where the visitor's address was registered at the start of the visit (ISO code of two letters)."),
        kind=COUNTRY,
        comparisons=("equals", "is_not"),
        samples=("DE", "US"),
        suggest="countries",
    ),
    Fact(
        id="geo.city",
        label=N_("city"),
        help=N_("Where the visitor's address was registered at the start of the visit."),
        kind=TEXT,
        comparisons=TEXTUAL,
        samples=("Berlin", "San Francisco"),
        suggest="cities",
    ),
)

TEAM_FACTS = (
    Fact(
        id="team.online",
        label=N_("team online"),
        help=N_("Whether somebody can answer now: online, in the right department, within its hours."),
        kind=YES_NO,
        comparisons=("is",),
        samples=(True, False),
    ),
    Fact(
        id="widget.open",
        label=N_("chat panel open"),
        help=N_("Whether the chat panel is expanded in this tab; a bubble or the launcher alone is not."),
        kind=YES_NO,
        comparisons=("is",),
        samples=(True, False),
        is_fast=True,
    ),
    Fact(
        id="widget.closed_seconds",
        label=N_("time since the panel was closed"),
        help=N_("Seconds since the visitor last closed the panel or dismissed an invitation."),
        kind=SINCE,
        comparisons=NUMERIC,
        samples=(120, None),
        is_fast=True,
    ),
)

CORE_FACTS: tuple[Fact, ...] = (
    *PAGE_FACTS,
    *VISIT_FACTS,
    *TEAM_FACTS,
    *EMBED_FACTS,
    *DEVICE_FACTS,
    *VISITOR_FACTS,
    EVENT_COUNT,
    WEEKDAY,
    LOCAL_TIME,
)


def core_registry() -> FactRegistry:
    """A new registry with the core's facts; the plugin host adds those of the enabled plugins."""
    return FactRegistry(CORE_FACTS)

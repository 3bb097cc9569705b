"""The handbook's display rules, asked at every page view of a real log; the answers are counted another way too.

A log knows nothing of chats, panels, pointers and languages: for those facts the rule must give the same answer at
every page view, the one that stands for "never happened", "none" or "not known".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import maxminddb
import pytest

from app.domain import events
from app.domain.rules import decode
from app.factory import create_app
from app.foundation.events import listen
from app.invitations.background import Background
from app.invitations.known_facts import facts_of
from app.invitations.needs import EVERYTHING
from app.plugin_host import host
from app.visitors.traffic_log import import_access_log
from tests.visitors.test_traffic_log import LOG, independent_page_views

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.configuration import Configuration

PLACES = LOG.with_name("GeoLite2-City-Test.mmdb")
SITE = "http://semicomplete.com"
OTHER_NAMES = ("Iceweasel", "SeaMonkey", "robot", "favicon")
"""Of a log only the browser's name is kept, and these say another one behind Firefox."""
EVERY, NO = (lambda view: True), (lambda view: False)


@dataclass(frozen=True)
class View:
    """A page view as plain means find it in the log."""

    url: str
    referrer: str
    landing: str
    visit: int
    pages: int
    seconds: float
    agent: str
    country: str
    city: str
    utm: dict[str, str]


def _has_utm(name: str) -> Callable[[View], bool]:
    return lambda view: name in view.utm


Asks = dict[str, Any]
RULES: dict[str, tuple[Asks, Callable[[View], bool]]] = {
    "chat widget is opened: false": ({"fact": "widget.open", "is": False}, EVERY),
    "browser language equals English": ({"fact": "browser.language", "is": "equals", "value": "en"}, NO),
    "no chat history": ({"fact": "chat.history", "is": "none"}, EVERY),
    "time on page greater 10": ({"fact": "page.seconds", "is": "greater", "value": 10}, NO),
    "city equals London": (
        {"fact": "geo.city", "is": "equals", "value": "London"},
        lambda view: view.city == "London",
    ),
    "country equals GB or US": (
        {"fact": "geo.country", "is": "equals", "value": ["GB", "US"]},
        lambda view: view.country in ("GB", "US"),
    ),
    "current page URL contains /blog": (
        {"fact": "page.url", "is": "contains", "value": "/blog"},
        lambda view: "/blog" in view.url.removeprefix(SITE),
    ),
    "time spent this visit greater 60": (
        {"fact": "visit.seconds", "is": "greater", "value": 60},
        lambda view: view.seconds > 60,
    ),
    "page views greater 2": (
        {"fact": "visit.page_views", "is": "greater", "value": 2},
        lambda view: view.pages > 2,
    ),
    "sent proactive invitations less 1": ({"fact": "invitations.shown", "is": "less", "value": 1}, EVERY),
    "number of visits greater 1": (
        {"fact": "visitor.visits", "is": "greater", "value": 1},
        lambda view: view.visit > 1,
    ),
    "user agent contains Firefox": (
        {"fact": "browser.user_agent", "is": "contains", "value": "Firefox"},
        lambda view: "Firefox/" in view.agent and not any(name in view.agent for name in OTHER_NAMES),
    ),
    "platform equals mobile": (
        {"fact": "device.platform", "is": "equals", "value": "mobile"},
        lambda view: any(
            name in view.agent for name in ("iPhone", "iPad", "Android", "Windows Phone", "Opera Mini", "Silk/")
        ),
    ),
    "rating is not poor": ({"fact": "chat.rating", "is": "is_not", "value": "poor"}, EVERY),
    "referrer contains google": (
        {"fact": "visit.referrer", "is": "contains", "value": "google"},
        lambda view: "google" in view.referrer.lower(),
    ),
    "referrer is not there": (
        {"fact": "visit.referrer", "is": "equals", "value": ""},
        lambda view: view.referrer == "",
    ),
    "source URL contains /projects": (
        {"fact": "visit.source_url", "is": "contains", "value": "/projects"},
        lambda view: "/projects" in view.landing.removeprefix(SITE),
    ),
    "time before exit intent greater 1": ({"fact": "page.exit_seconds", "is": "greater", "value": 1}, NO),
    "time with no reply greater 60": ({"fact": "chat.unanswered_seconds", "is": "greater", "value": 60}, NO),
    "time since the widget was closed greater 60": (
        {"fact": "widget.closed_seconds", "is": "greater", "value": 60},
        EVERY,
    ),
    "time since the last invitation less 60": (
        {"fact": "invitations.since_last_seconds", "is": "less", "value": 60},
        NO,
    ),
    **{
        f"UTM {name} is there": ({"not": {"fact": f"utm.{name}", "is": "equals", "value": ""}}, _has_utm(name))
        for name in ("campaign", "content", "medium", "source", "term")
    },
    "the example: no history, over 10 s, on a page, not for the first time": (
        {
            "all": [
                {"fact": "chat.history", "is": "none"},
                {"not": {"fact": "page.seconds", "is": "greater", "value": 10}},
                {"fact": "page.url", "is": "contains", "value": "/projects"},
                {"fact": "visitor.visits", "is": "greater", "value": 1},
            ]
        },
        lambda view: "/projects" in view.url.removeprefix(SITE) and view.visit > 1,
    ),
}


@pytest.fixture
def seen(configuration: Configuration) -> Iterator[tuple[list[events.PageviewRecorded], Flask]]:
    """The log, read in by an installation that knows where addresses are; every page view as it was announced."""
    if not LOG.is_file():
        pytest.skip("the access log is not beside the project")
    app = create_app(replace(configuration, geoip_database=PLACES))
    announced: list[events.PageviewRecorded] = []
    with app.app_context():
        listen(events.PageviewRecorded, announced.append)
        import_access_log(LOG)
        yield announced, app


def test_every_rule_holds_as_often_as_a_count_by_plain_means_says(
    seen: tuple[list[events.PageviewRecorded], Flask],
) -> None:
    announced, _app = seen
    views = list(plain_views(LOG))
    assert len(announced) == len(views) > 500
    found, wanted = Counter[str](), Counter[str]()
    rules = {name: decode(asks, host().registry.facts) for name, (asks, _holds) in RULES.items()}
    for happened in announced:
        facts = facts_of(
            happened.visitor,
            happened.page,
            Background(asked=EVERYTHING),
            is_team_online=True,
            time_zone="UTC",
            now=happened.at,
        )
        found.update(name for name, rule in rules.items() if rule.verdict(facts, happened.at).value == "true")
    for view in views:
        wanted.update(name for name, (_asks, holds) in RULES.items() if holds(view))
    assert found == wanted
    telling = [name for name, number in wanted.items() if 0 < number < len(views)]
    assert len(telling) >= 8


def plain_views(path: Path) -> Iterator[View]:
    """Every page view with its visit, in the order of time, by dictionaries and comparisons of seconds."""
    visits: defaultdict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    with maxminddb.open_database(PLACES) as places:
        for moment, address, agent, target, referrer in sorted(independent_page_views(path), key=lambda line: line[0]):
            visit = visits[address, agent]
            url = SITE + target
            tags = {name[4:]: value for name, value in parse_qsl(urlsplit(url).query) if name.startswith("utm_")}
            if not visit or moment - visit["last"] > 1800:
                visit.update(
                    number=visit.get("number", 0) + 1,
                    began=moment, pages=0, landing=url, utm={},
                    referrer="" if referrer == "-" or _is_own(referrer) else referrer,
                )  # fmt: skip
            visit.update(last=moment, pages=visit["pages"] + 1, utm=tags or visit["utm"])
            place: Any = places.get(address) or {}
            yield View(
                url=url,
                referrer=visit["referrer"],
                landing=visit["landing"],
                visit=visit["number"],
                pages=visit["pages"],
                seconds=moment - visit["began"],
                agent=agent,
                country=place.get("country", {}).get("iso_code", ""),
                city=place.get("city", {}).get("names", {}).get("en", ""),
                utm=visit["utm"],
            )


def _is_own(referrer: str) -> bool:
    host_name = (urlsplit(referrer).hostname or "").removeprefix("www.")
    return host_name == "semicomplete.com" or host_name.endswith(".semicomplete.com")

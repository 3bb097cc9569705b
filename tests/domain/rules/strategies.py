"""Random rules and random visitors, drawn close together so that conditions hold about as often as they fail."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from tests.domain.rules import random_cases

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
UNAVAILABLE = {"unavailable": True}

WORDS = st.sampled_from(
    ["", "a", "A", "ab", "Straße", "strasse", "ÜBER", "über", "gold", "Gold ", "σ", "ς", "1", "İ", "ı"]
)
GIVEN_WORDS = WORDS.filter(lambda word: word != "")
SECONDS = st.sampled_from([0, 1, 2, 5, 9.999, 10, 10.001, 10.5, 11, 60]) | st.integers(0, 20_000).map(
    lambda ms: ms / 1000
)
COUNTS = st.integers(0, 40)
LANGUAGES = st.sampled_from(random_cases.LANGUAGES)
HOSTS = st.sampled_from(random_cases.HOSTS)
PATHS = st.sampled_from(
    [
        "",
        "/",
        "/pricing",
        "/pricing/",
        "/Pricing",
        "/pricing/eu",
        "/a%20b",
        "/a b",
        "/%C3%BCber",
        "/x//",
        "/a%2520b",
        "/pri",
    ]
)
QUERIES = st.sampled_from(random_cases.QUERIES)
FRAGMENTS = st.sampled_from(random_cases.FRAGMENTS)
ADDRESSES = st.builds(
    "{}://{}{}{}{}".format, st.sampled_from(["https", "http", "HTTPS"]), HOSTS, PATHS, QUERIES, FRAGMENTS
)
PATTERNS = (
    ADDRESSES
    | st.builds("{}{}{}".format, HOSTS, PATHS, QUERIES)
    | st.builds("{}{}{}".format, PATHS, QUERIES, FRAGMENTS)
    | st.builds(
        "{}{}".format,
        st.sampled_from(["/", "/pri", "shop", "https://shop.", "plan=", "*", "/*"]),
        st.sampled_from(["*", ""]),
    )
    | st.sampled_from(
        ["*.example/*", "/*/eu", "*pricing*", "//shop.example/", "google", "example", "/a*b", "*?plan=*", "\\x\\"]
    )
).filter(lambda pattern: pattern.strip() != "")
USER_AGENTS = st.lists(st.sampled_from(["Mozilla/5.0", "Chrome 141", "Windows 11"]), max_size=3)
DEPARTMENTS = st.lists(st.sampled_from(["sales", "Sales", "support"]), max_size=2)

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "page.url": ADDRESSES,
    "visit.referrer": ADDRESSES,
    "page.title": WORDS,
    "page.seconds": SECONDS,
    "visit.seconds": SECONDS,
    "widget.closed_seconds": SECONDS,
    "page.exit_seconds": SECONDS,
    "visit.page_views": COUNTS,
    "device.scroll_percent": SECONDS,
    "widget.open": st.booleans(),
    "team.online": st.booleans(),
    "chat.history": st.booleans(),
    "chat.rating": st.sampled_from(["great", "poor"]),
    "device.platform": st.sampled_from(["desktop", "phone", "tablet"]),
    "browser.language": LANGUAGES,
    "embed.language": LANGUAGES,
    "embed.identifier": WORDS,
    "embed.department": DEPARTMENTS,
    "geo.country": st.sampled_from(["DE", "at"]),
    "utm.source": WORDS,
    "browser.user_agent": USER_AGENTS,
    "visitor.tag": DEPARTMENTS,
    "visitor.attribute.plan": WORDS | COUNTS | st.booleans() | DEPARTMENTS,
}


def _one_or_more(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return values | st.lists(values, min_size=1, max_size=3)


def _leaves(fact: str, words: list[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda word, value: {"fact": fact, "is": word, "value": value}, st.sampled_from(words), values)


NUMERIC = ["greater", "less", "equals", "at_least", "at_most"]
CLOCKS = ["page.seconds", "visit.seconds", "widget.closed_seconds", "page.exit_seconds", "device.scroll_percent"]
LEAVES: st.SearchStrategy[dict[str, Any]] = st.one_of(
    *(_leaves(fact, NUMERIC, SECONDS) for fact in CLOCKS),
    _leaves("visit.page_views", NUMERIC, COUNTS),
    _leaves("page.url", ["equals", "is_not", "contains", "not_contains", "starts", "glob"], _one_or_more(PATTERNS)),
    _leaves("visit.referrer", ["domain", "equals", "is_not", "contains", "starts"], _one_or_more(PATTERNS)),
    *(_leaves(fact, ["equals", "is_not"], _one_or_more(WORDS)) for fact in ("page.title", "utm.source")),
    _leaves("page.title", ["contains", "not_contains"], _one_or_more(GIVEN_WORDS)),
    *(
        st.builds(lambda fact, yes: {"fact": fact, "is": yes}, st.just(fact), st.booleans())
        for fact in ("widget.open", "team.online")
    ),
    st.sampled_from([{"fact": "chat.history", "is": "exists"}, {"fact": "chat.history", "is": "none"}]),
    _leaves("chat.rating", ["equals", "is_not"], _one_or_more(st.sampled_from(["great", "poor", "average"]))),
    _leaves("device.platform", ["equals", "is_not"], _one_or_more(st.sampled_from(["desktop", "mobile", "phone"]))),
    _leaves("browser.language", ["equals", "is_not"], _one_or_more(LANGUAGES)),
    _leaves("embed.language", ["equals"], _one_or_more(LANGUAGES)),
    _leaves("embed.identifier", ["equals"], _one_or_more(GIVEN_WORDS)),
    _leaves("embed.department", ["equals"], _one_or_more(st.sampled_from(["sales", "support"]))),
    _leaves("geo.country", ["equals", "is_not"], _one_or_more(st.sampled_from(["DE", "AT"]))),
    _leaves(
        "browser.user_agent", ["contains", "not_contains"], _one_or_more(st.sampled_from(["chrome", "Windows 11"]))
    ),
    _leaves("visitor.tag", ["contains", "not_contains"], _one_or_more(st.sampled_from(["sales", "x"]))),
    _leaves("visitor.attribute.plan", ["equals", "is_not"], _one_or_more(WORDS)),
    _leaves("visitor.attribute.plan", ["greater", "at_most"], COUNTS),
    st.builds(
        lambda word, value, within: {"fact": "event.count", "event": "e", "within": within, "is": word, "value": value},
        st.sampled_from(NUMERIC),
        st.integers(0, 3),
        st.sampled_from([1, 10, 60]),
    ),
    st.just({"fact": "weather.sunny", "is": "likely"}),
)


def _groups(rules: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(rules, max_size=4)),
        st.builds(lambda parts: {"any": parts}, st.lists(rules, min_size=1, max_size=4)),
        st.builds(lambda part: {"not": part}, rules),
    )


RULES: st.SearchStrategy[dict[str, Any]] = st.recursive(LEAVES, _groups, max_leaves=8)

SITUATIONS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {}, optional={fact: st.none() | st.just(UNAVAILABLE) | values | values | values for fact, values in VALUES.items()}
)

EVENTS: st.SearchStrategy[list[dict[str, Any]]] = st.lists(
    st.builds(lambda name, ago: {"id": name, "seconds_ago": ago}, st.sampled_from(["e", "f"]), SECONDS), max_size=4
)

CASES: st.SearchStrategy[dict[str, Any]] = st.builds(
    lambda rule, facts, events: {"conditions": rule, "facts": facts, "events": events, "now": "2026-11-21T10:00:00Z"},
    RULES,
    SITUATIONS,
    EVENTS,
)

"""Random rules about few facts, so that contradictions and implications come up often, and visitors to try them on."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.domain.rules.strategies import (
    ADDRESSES,
    COUNTS,
    DEPARTMENTS,
    GIVEN_WORDS,
    LANGUAGES,
    PATTERNS,
    SECONDS,
    UNAVAILABLE,
    USER_AGENTS,
    WORDS,
)

Documents = st.SearchStrategy[dict[str, Any]]

FEW_SECONDS = st.sampled_from([0, 1, 9.999, 10, 10.001, 10.5, 10.999, 11, 30])
FEW_COUNTS = st.integers(0, 4)
SPANS = st.sampled_from(["09:00-17:00", "17:00-09:00", "10:00-10:01", "00:00-24:00", "10:01-24:00"])
NUMERIC = ["greater", "less", "equals", "at_least", "at_most"]
TEXTUAL = ["equals", "is_not", "contains", "not_contains"]
ADDRESS_WORDS = ["equals", "is_not", "contains", "not_contains", "starts", "glob"]
CLOCKS = (
    "page.seconds",
    "page.exit_seconds",
    "visit.seconds",
    "widget.closed_seconds",
    "chat.unanswered_seconds",
    "invitations.since_last_seconds",
)


def _some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return values | st.lists(values, min_size=1, max_size=3)


def _leaves(fact: str, words: list[str], values: st.SearchStrategy[Any], **more: Any) -> Documents:
    return st.builds(
        lambda word, value: {"fact": fact, "is": word, "value": value, **more}, st.sampled_from(words), values
    )


def _bare(fact: str, *words: Any) -> Documents:
    return st.sampled_from([{"fact": fact, "is": word} for word in words])


TOPICS: list[tuple[Documents, dict[str, st.SearchStrategy[Any]]]] = [
    *((_leaves(fact, NUMERIC, FEW_SECONDS), {fact: FEW_SECONDS | SECONDS}) for fact in CLOCKS),
    (_leaves("device.scroll_percent", NUMERIC, FEW_SECONDS), {"device.scroll_percent": FEW_SECONDS}),
    (_leaves("visit.page_views", NUMERIC, FEW_COUNTS), {"visit.page_views": COUNTS}),
    (_leaves("invitations.shown", NUMERIC, FEW_COUNTS), {"invitations.shown": FEW_COUNTS}),
    (_leaves("page.url", ADDRESS_WORDS, _some(PATTERNS)), {"page.url": ADDRESSES}),
    (_leaves("visit.referrer", [*ADDRESS_WORDS, "domain"], _some(PATTERNS)), {"visit.referrer": ADDRESSES}),
    (
        _leaves("page.title", ["equals", "is_not"], _some(WORDS)) | _leaves("page.title", TEXTUAL, _some(GIVEN_WORDS)),
        {"page.title": WORDS},
    ),
    (_bare("widget.open", True, False), {"widget.open": st.booleans()}),
    (_bare("chat.history", "exists", "none"), {"chat.history": st.booleans()}),
    (
        _leaves("chat.rating", ["equals", "is_not"], _some(st.sampled_from(["great", "poor", "average"]))),
        {"chat.rating": st.sampled_from(["great", "poor"])},
    ),
    (
        _leaves("device.platform", ["equals", "is_not"], _some(st.sampled_from(["desktop", "mobile", "phone"]))),
        {"device.platform": st.sampled_from(["desktop", "phone", "tablet"])},
    ),
    (_leaves("browser.language", ["equals", "is_not"], _some(LANGUAGES)), {"browser.language": LANGUAGES}),
    (_leaves("visitor.tag", ["contains", "not_contains"], _some(GIVEN_WORDS)), {"visitor.tag": DEPARTMENTS}),
    (
        _leaves("browser.user_agent", TEXTUAL, _some(st.sampled_from(["chrome", "Windows 11", "win", "Mozilla/5.0"]))),
        {"browser.user_agent": USER_AGENTS},
    ),
    (
        _leaves("visitor.attribute.plan", TEXTUAL, _some(GIVEN_WORDS))
        | _leaves("visitor.attribute.plan", ["greater", "less", "at_least", "at_most"], FEW_COUNTS),
        {"visitor.attribute.plan": WORDS | FEW_COUNTS | st.booleans() | DEPARTMENTS},
    ),
    (
        _leaves("clock.weekday", ["in"], _some(st.sampled_from(["mon", "tue", "sat", "sun"])))
        | _leaves("clock.time", ["between"], _some(SPANS)),
        {},
    ),
    (
        st.one_of(
            *(_leaves("event.count", NUMERIC, FEW_COUNTS, event="e", within=within) for within in (1, 10, 10.5, 60))
        ),
        {},
    ),
    (st.just({"fact": "weather.sunny", "is": "likely"}), {}),
]


@st.composite
def rules_and_visitors(draw: st.DrawFn, rules: int = 1) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Rules about one, two or three facts, and values for just these facts."""
    topics = draw(st.lists(st.sampled_from(range(len(TOPICS))), min_size=1, max_size=3))
    leaves = st.one_of(*(TOPICS[topic][0] for topic in topics))
    tree = st.recursive(leaves, _groups, max_leaves=6)
    documents = [draw(tree) for _ in range(rules)]
    values = {name: value for topic in topics for name, value in TOPICS[topic][1].items()}
    visitor = {
        name: draw(st.none() | st.just(UNAVAILABLE) | value | value | value | value) for name, value in values.items()
    }
    return documents, visitor


def _groups(rules: st.SearchStrategy[Any]) -> Documents:
    return st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(rules, min_size=1, max_size=4)),
        st.builds(lambda parts: {"any": parts}, st.lists(rules, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, rules),
    )

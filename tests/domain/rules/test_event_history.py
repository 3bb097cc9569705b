"""The few records that travel to the browser decide every rule about events as all of them would, now and later."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from app.domain.rules import (
    Condition,
    EventNeed,
    EventRecord,
    Facts,
    Node,
    Verdict,
    decode,
    event_needs,
    needed_since,
    recent_enough,
    residual,
    wire,
)
from tests.domain.rules.situations import REGISTRY
from tests.domain.rules.strategies import NOW
from tests.domain.rules.test_browser_twin import EMBED, answers_of_node, bundled, drawn, needs_node

pytestmark = pytest.mark.node

EVENTS = ("login_failed", "birthday")
CONDITIONS = st.fixed_dictionaries(
    {
        "fact": st.just("event.count"),
        "event": st.sampled_from(EVENTS),
        "within": st.sampled_from([1, 2.5, 10, 60]),
        "is": st.sampled_from(["at_least", "at_most", "equals", "greater", "less"]),
        "value": st.integers(0, 4),
    }
)
RULES = st.recursive(
    CONDITIONS,
    lambda part: (
        st.fixed_dictionaries({"all": st.lists(part, min_size=1, max_size=3)})
        | st.fixed_dictionaries({"any": st.lists(part, min_size=1, max_size=3)})
        | st.fixed_dictionaries({"not": part})
    ),
    max_leaves=5,
)
HISTORIES = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 70_000)), max_size=10)
"""Events with the milliseconds since they were recorded."""


def records_of(history: list[tuple[str, int]]) -> tuple[EventRecord, ...]:
    oldest_first = sorted(history, key=lambda one: -one[1])
    return tuple(EventRecord(event, NOW - timedelta(milliseconds=ago)) for event, ago in oldest_first)


def first_true_in_ms(rule: Node, records: tuple[EventRecord, ...]) -> int | None:
    """In how many milliseconds the rule first holds if only the time changes, tried at every possible instant."""
    windows = {node.parameters["within"] for node in rule.walk() if isinstance(node, Condition)}
    gone = {record.at + timedelta(seconds=within, milliseconds=1) for record in records for within in windows}
    instants = {NOW, *gone}
    for instant in sorted(each for each in instants if each >= NOW):
        if rule.verdict(Facts({}, events=records), instant) is Verdict.TRUE:
            return round((instant - NOW) / timedelta(milliseconds=1))
    return None


@needs_node
def test_the_browser_judges_by_them_as_the_server_does_by_all(tmp_path: Path) -> None:
    cases = drawn(st.tuples(RULES, HISTORIES), 600)
    questions, expected = [], []
    for document, history in cases:
        rule, records = decode(document, REGISTRY), records_of(history)
        told = recent_enough(records, event_needs([rule]), NOW)
        test = wire(residual(rule, Facts({}, events=records), NOW))
        ages = [[record.id, (NOW - record.at).total_seconds()] for record in told]
        questions.append({"test": test, "facts": {"event.count": ages}})
        wake = first_true_in_ms(rule, records)
        expected.append({"holds": wake == 0, "wake_ms": wake or None})
    script = tmp_path / "judging.ts"
    script.write_text(
        f"""
        import {{ readFileSync }} from "node:fs";
        import {{ judge }} from {json.dumps(str(EMBED / "src" / "rules" / "judge"))};
        const cases = JSON.parse(readFileSync(process.argv[2], "utf8"));
        process.stdout.write(JSON.stringify(cases.map((one) => judge(one.test, one.facts))));
        """,
        encoding="utf-8",
    )
    answers = answers_of_node(bundled(script, tmp_path), questions, tmp_path)
    for case, question, answer, wanted in zip(cases, questions, answers, expected, strict=True):
        assert answer == wanted, (case, question)


def test_what_rules_need_of_an_event_is_the_longest_time_and_one_record_more_than_they_ask_for() -> None:
    document: dict[str, Any] = {
        "any": [
            {"fact": "event.count", "event": "login_failed", "within": 60, "is": "at_least", "value": 5},
            {"not": {"fact": "event.count", "event": "login_failed", "within": 1800, "is": "at_most", "value": 2}},
            {"fact": "event.count", "event": "birthday", "within": 86_400},
            {"fact": "page.seconds", "is": "greater", "value": 3},
        ]
    }
    needs = event_needs([decode(document, REGISTRY)])
    assert needs == {"login_failed": EventNeed(1800, 6), "birthday": EventNeed(86_400, 2)}
    assert needed_since(needs, NOW) == NOW - timedelta(days=1)


def test_rules_without_events_need_nothing() -> None:
    assert event_needs([decode({"all": []}, REGISTRY)]) == {}
    assert recent_enough(records_of([("birthday", 1)]), {}, NOW) == ()
    assert needed_since({}, NOW) == NOW


@pytest.mark.parametrize("wanted", [1001, -1, 1.5, "1"])
def test_a_condition_asks_for_at_most_a_thousand_times(wanted: object) -> None:
    document = {"fact": "event.count", "event": "x", "within": 60, "is": "at_least", "value": wanted}
    with pytest.raises(Exception, match=r"conditions\.value"):
        decode(document, REGISTRY)


def test_a_moment_is_no_event_of_the_future() -> None:
    later: datetime = NOW + timedelta(seconds=5)
    assert recent_enough((EventRecord("birthday", later),), {"birthday": EventNeed(60, 2)}, NOW) == ()

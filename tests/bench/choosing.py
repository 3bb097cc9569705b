"""How long it takes to choose among live invitations, without server or database: index, rules and order alone."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from statistics import median
from typing import Any

from app.domain.rules import Candidate, CandidateIndex, Facts, choose, decode
from tests.bench.report import Figure
from tests.domain.rules.situations import REGISTRY

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
FACTS: Mapping[str, Any] = {
    "page.url": "https://shop.example/pricing?plan=pro",
    "page.seconds": 12.0,
    "visit.page_views": 3,
    "visitor.visits": 2,
    "chat.history": False,
    "widget.open": False,
}
CALLS = 200


def choosing(numbers: list[int], batches: int) -> Iterator[Figure]:
    """Microseconds for one choice by number of invitations; ``ratio`` compares with the smallest number, in one run.

    Sizes take turns batch by batch, so that a busy moment of the machine touches all of them alike.
    """
    facts = Facts(FACTS)
    indexes = {number: CandidateIndex(_candidates(number)) for number in numbers}
    times: dict[int, list[float]] = {number: [] for number in numbers}
    for _ in range(batches):
        for number, index in indexes.items():
            begun = time.perf_counter()
            for _ in range(CALLS):
                choose(index.find(facts), facts, NOW)
            times[number].append((time.perf_counter() - begun) / CALLS)
    for number in numbers:
        values = {
            "us": round(median(times[number]) * 1e6, 1),
            "ratio": round(median(times[number]) / median(times[numbers[0]]), 2),
        }
        yield Figure("choose", f"{number:,} live invitations, all about addresses", values)


def _candidates(number: int) -> list[Candidate]:
    """As many invitations, each for a page of its own; the last one is for this page."""
    rules = [_rule(f"/articles/{each}/") for each in range(number - 1)] + [_rule("/pricing")]
    return [Candidate(f"invitation-{each}", each, each, decode(rule, REGISTRY)) for each, rule in enumerate(rules)]


def _rule(part: str) -> dict[str, Any]:
    return {
        "all": [
            {"fact": "page.url", "is": "contains", "value": part},
            {"fact": "page.seconds", "is": "greater", "value": 10},
            {"fact": "visitor.visits", "is": "greater", "value": 1},
            {"fact": "chat.history", "is": "none"},
        ]
    }

"""Judges recorded page views by a rule, and counts the visitors who would have met it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlsplit

from app.domain.rules import Facts, Verdict
from app.invitations.replayed_facts import ReplayedPage
from app.invitations.replayed_rule import ReplayedRule, undecided_facts

STAY = "page.stay"
"""What stands for how long a page was open after its last sign of life, among the facts that history does not know."""

MOST_TURNS = 50
"""Of one page view so many moments are looked at; a rule has a few."""

NOBODY: tuple[set[int], set[int]] = (set(), set())


@dataclass(slots=True)
class Tally:
    """What became of visitors (by number) under one rule: who matched, who may have; in all, by day and by page."""

    rule: ReplayedRule
    matching: set[int] = field(default_factory=set)
    perhaps: dict[int, set[str]] = field(default_factory=dict)
    by_day: dict[date, tuple[set[int], set[int]]] = field(default_factory=dict)
    by_page: dict[str, tuple[set[int], set[int]]] = field(default_factory=dict)

    def add(self, page: ReplayedPage, facts: Facts, day: date, now: datetime) -> None:
        """Judge one page view; ``facts`` are those at its beginning, ``now`` is the present moment."""
        visitor = page.visitor.id
        verdict, unknown = _judged(self.rule, page, facts, now)
        if verdict is Verdict.FALSE:
            return
        place = 0 if verdict is Verdict.TRUE else 1
        self.by_day.setdefault(day, (set(), set()))[place].add(visitor)
        self.by_page.setdefault(_address(page.page.url), (set(), set()))[place].add(visitor)
        if verdict is Verdict.TRUE:
            self.matching.add(visitor)
        else:
            self.perhaps.setdefault(visitor, set()).update(unknown)

    def number_perhaps(self) -> int:
        """How many may have matched, and did not surely."""
        return len(self.perhaps.keys() - self.matching)

    def depends_on(self) -> tuple[str, ...]:
        """The facts on which it depends whether they did, the most frequent first."""
        counted = Counter(
            name for visitor, names in self.perhaps.items() if visitor not in self.matching for name in names
        )
        return tuple(name for name, _times in sorted(counted.items(), key=lambda each: (-each[1], each[0])))

    def on_day(self, day: date) -> tuple[int, int]:
        """How many matched and how many others may have on one day."""
        return _numbers(self.by_day.get(day, NOBODY))

    def frequent_pages(self, most: int) -> list[tuple[str, int, int]]:
        """The addresses with most visitors who matched, or may have, with both numbers."""
        counted = [(url, *_numbers(sets)) for url, sets in self.by_page.items()]
        return sorted(counted, key=lambda each: (-each[1], -each[2], each[0]))[:most]


def _numbers(sets: tuple[set[int], set[int]]) -> tuple[int, int]:
    matching, perhaps = sets
    return len(matching), len(perhaps - matching)


def _judged(rule: ReplayedRule, page: ReplayedPage, facts: Facts, now: datetime) -> tuple[Verdict, Iterable[str]]:
    """True where the rule surely held at some moment of the stay, unknown where it may have, on these facts."""
    at, turns, unknown = page.page.at, page.turns(), frozenset[str]()
    first = rule.node.verdict(facts, at)
    if first is Verdict.TRUE:
        return Verdict.TRUE, ()
    is_settled = not turns and not rule.has_calendar and rule.settled.verdict(facts, at) is Verdict.FALSE
    if first is Verdict.FALSE and is_settled:
        return Verdict.FALSE, ()
    until = min(page.page.gone_by, now)
    for _turn in range(MOST_TURNS):
        finding = rule.node.finding(facts, at)
        if finding.verdict is Verdict.TRUE:
            if at <= page.page.seen_until:
                return Verdict.TRUE, ()
            unknown |= {STAY}
        unknown |= set(undecided_facts(finding))
        changes = [each for each in (finding.changes_at, next((turn for turn in turns if turn > at), None)) if each]
        if not changes or min(changes) > until:
            break
        at = min(changes)
        facts = page.facts_at(at)
    return (Verdict.UNKNOWN if unknown else Verdict.FALSE), unknown


def _address(url: str) -> str:
    """A page without its query: visitors come to one page with many of them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"

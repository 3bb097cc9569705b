"""The rule itself: conditions joined by all, any and not, and what it says about one visitor at one moment."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from app.domain.rules.fact import (
    NO_PARAMETERS,
    Comparison,
    ComparisonFailedError,
    Fact,
    Reading,
    Test,
    Wanted,
    prepared,
    stand_in,
)
from app.domain.rules.finding import FAILED, REASONS, Finding, Reason, in_words
from app.domain.rules.values import ABSENT, UNAVAILABLE, Facts
from app.domain.rules.verdict import Verdict, conjoin, disjoin, negate


class Node(ABC):
    """One part of a rule; immutable, and equal to any other that says the same."""

    __slots__ = ()

    @abstractmethod
    def verdict(self, facts: Facts, now: datetime) -> Verdict:
        """Only the answer, as fast as possible."""

    @abstractmethod
    def finding(self, facts: Facts, now: datetime) -> Finding:
        """The same answer with the reasons for every part."""

    @property
    def children(self) -> tuple[Node, ...]:
        """The parts directly below this one."""
        return ()

    def walk(self) -> Iterator[Node]:
        """This node and all below it, top down."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class All(Node):
    """Holds when every part holds; with no parts it always holds, so it is the rule of an invitation for everyone."""

    parts: tuple[Node, ...] = ()

    @property
    def children(self) -> tuple[Node, ...]:
        """The parts."""
        return self.parts

    def verdict(self, facts: Facts, now: datetime) -> Verdict:
        """Kleene's *and* of the parts."""
        return conjoin(part.verdict(facts, now) for part in self.parts)

    def finding(self, facts: Facts, now: datetime) -> Finding:
        """Looks at every part, also after one has failed."""
        children = tuple(part.finding(facts, now) for part in self.parts)
        verdict = conjoin(child.verdict for child in children)
        return _group("all", verdict, ALL_REASONS[verdict], children)


@dataclass(frozen=True, slots=True)
class AnyOf(Node):
    """Holds when at least one part holds; with no parts it never holds."""

    parts: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        """The parts."""
        return self.parts

    def verdict(self, facts: Facts, now: datetime) -> Verdict:
        """Kleene's *or* of the parts."""
        return disjoin(part.verdict(facts, now) for part in self.parts)

    def finding(self, facts: Facts, now: datetime) -> Finding:
        """Looks at every part, also after one has held."""
        children = tuple(part.finding(facts, now) for part in self.parts)
        verdict = disjoin(child.verdict for child in children)
        return _group("any", verdict, ANY_REASONS[verdict], children)


@dataclass(frozen=True, slots=True)
class Not(Node):
    """Holds when its part does not hold; unknown stays unknown."""

    part: Node

    @property
    def children(self) -> tuple[Node, ...]:
        """The one part."""
        return (self.part,)

    def verdict(self, facts: Facts, now: datetime) -> Verdict:
        """Kleene's *not* of the part."""
        return negate(self.part.verdict(facts, now))

    def finding(self, facts: Facts, now: datetime) -> Finding:
        """The part's finding, turned round."""
        child = self.part.finding(facts, now)
        verdict = negate(child.verdict)
        return _group("not", verdict, NOT_REASONS[verdict], (child,))


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A part that has been decided already; appears only where the server leaves the rest to the browser."""

    value: Verdict

    def verdict(self, facts: Facts, now: datetime) -> Verdict:
        """What was decided."""
        return self.value

    def finding(self, facts: Facts, now: datetime) -> Finding:
        """What was decided, without the reasons."""
        return Finding("constant", self.value, Reason("decided", REASONS["decided"], {}))


@dataclass(frozen=True, slots=True)
class Unknown(Node):
    """A condition of a kind that nothing here knows, such as one of a plugin that is switched off.

    It never matches, not even under *not*; ``document`` keeps it word for word, so that nothing is lost on saving.
    """

    document: Mapping[str, Any]

    def __hash__(self) -> int:
        return hash(self.fact)

    @property
    def fact(self) -> str:
        """The name of the unknown fact."""
        return str(self.document.get("fact"))

    def verdict(self, facts: Facts, now: datetime) -> Verdict:
        """Always unknown."""
        return Verdict.UNKNOWN

    def finding(self, facts: Facts, now: datetime) -> Finding:
        """Unknown, naming the fact."""
        reason = Reason("unknown_fact", REASONS["unknown_fact"], {"fact": self.fact})
        comparison = self.document.get("is")
        return Finding(
            "unknown",
            Verdict.UNKNOWN,
            reason,
            fact=self.fact,
            comparison=comparison if isinstance(comparison, str) else None,
            wanted=self.document.get("value", comparison),
            actual=UNAVAILABLE,
        )


@dataclass(frozen=True, slots=True)
class Condition(Node):
    """One comparison of one fact, such as *page.url contains /pricing*; the comparison is prepared once, here.

    A comparison that fails (``ComparisonFailedError``) leaves the condition unknown, and the rest of the rule stands.
    """

    fact: Fact
    comparison: Comparison
    wanted: Wanted
    parameters: Mapping[str, Any] = field(default_factory=lambda: NO_PARAMETERS)
    _test: Test = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", MappingProxyType(dict(self.parameters)))
        object.__setattr__(self, "_test", prepared(self.comparison, self.wanted))

    def __hash__(self) -> int:
        return hash((self.fact, self.comparison.name, self.wanted, tuple(sorted(self.parameters.items()))))

    @property
    def name(self) -> str:
        """The fact's name as it stands in files, with its key where it has one."""
        key = self.fact.key_parameter
        return f"{self.fact.id}.{self.parameters[key.name]}" if key else self.fact.id

    def reading(self, facts: Facts, now: datetime) -> Reading:
        """One look at the fact; ``actual`` is filled in."""
        empty = Reading(facts, now, self.parameters, self.comparison, self.wanted)
        return Reading(facts, now, self.parameters, self.comparison, self.wanted, self.fact.actual(empty))

    def verdict(self, facts: Facts, now: datetime) -> Verdict:
        """Unknown for what could not be known, else what the comparison says."""
        if self.fact.read_value is None and self.fact.key_parameter is None:
            return self.judge(facts.get(self.fact.id))
        return self.judge(self.reading(facts, now).actual)

    def judge(self, actual: object) -> Verdict:
        """What the comparison says about a value."""
        if actual is UNAVAILABLE:
            return Verdict.UNKNOWN
        value = stand_in(self.fact.kind, actual)
        try:
            return Verdict.FALSE if value is None else Verdict.of(self._test(value))
        except ComparisonFailedError:
            return Verdict.UNKNOWN

    def finding(self, facts: Facts, now: datetime) -> Finding:
        """The verdict with what was wanted, what is, and when time alone may change it."""
        reading = self.reading(facts, now)
        verdict = self.judge(reading.actual)
        return Finding(
            "condition",
            verdict,
            self._reason(reading, verdict),
            fact=self.name,
            comparison=self.comparison.name,
            wanted=self.wanted,
            actual=reading.actual,
            changes_at=self._changes_at(reading),
        )

    def _reason(self, reading: Reading, verdict: Verdict) -> Reason:
        code = "holds" if verdict is Verdict.TRUE else "fails"
        if reading.actual is UNAVAILABLE:
            code = "unavailable"
        elif reading.actual is ABSENT:
            code = "absent"
        if verdict is Verdict.UNKNOWN and reading.actual is not UNAVAILABLE:
            return self._failure()
        sentence = self.fact.explain(reading) if self.fact.explain else None
        if sentence is not None:
            return Reason(code, REASONS["explained"], {"sentence": sentence})
        values = {
            "label": self.fact.label,
            "about": self._about(),
            "phrase": self.comparison.phrase,
            "wanted": "" if self.wanted is None else f" {in_words(self.wanted)}",
            "actual": in_words(reading.actual),
        }
        return Reason(code, REASONS[code], values)

    def _failure(self) -> Reason:
        return Reason("failed", FAILED, {"fact": self.name, "label": self.fact.label, "about": self._about()})

    def _about(self) -> str:
        return f" ({', '.join(str(value) for value in self.parameters.values())})" if self.parameters else ""

    def _changes_at(self, reading: Reading) -> datetime | None:
        if self.fact.next_change is not None:
            return self.fact.next_change(reading)
        value = stand_in(self.fact.kind, reading.actual)
        if self.comparison.changes_after is None or value is None or value is UNAVAILABLE:
            return None
        seconds = self.comparison.changes_after(self.wanted, value)
        return None if seconds is None else reading.now + timedelta(seconds=seconds)


ALL_REASONS = {Verdict.TRUE: "all_hold", Verdict.FALSE: "one_fails", Verdict.UNKNOWN: "undecided"}
ANY_REASONS = {Verdict.TRUE: "one_holds", Verdict.FALSE: "none_holds", Verdict.UNKNOWN: "undecided"}
NOT_REASONS = {Verdict.TRUE: "negated_holds", Verdict.FALSE: "negated_fails", Verdict.UNKNOWN: "undecided"}


def _group(kind: str, verdict: Verdict, code: str, children: tuple[Finding, ...]) -> Finding:
    counts = {each.value: sum(child.verdict is each for child in children) for each in Verdict}
    changes = [child.changes_at for child in children if child.changes_at is not None]
    return Finding(
        kind,
        verdict,
        Reason(code, REASONS[code], {}),
        wanted=kind,
        actual=counts,
        changes_at=min(changes, default=None),
        children=children,
    )


def evaluate(node: Node, facts: Facts, now: datetime) -> Finding:
    """What a rule says about a visitor at ``now`` (aware UTC), with the reasons for every part."""
    return node.finding(facts, now)

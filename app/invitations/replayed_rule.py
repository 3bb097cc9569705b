"""The rule of a draft as visits that are over can answer it: everything that it demands, in one tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.domain.rules import (
    All,
    AnyOf,
    Condition,
    Constant,
    FactRegistry,
    Finding,
    Node,
    Not,
    Reason,
    Unknown,
    Verdict,
    decode,
    split,
)
from app.domain.schedule import Schedule
from app.invitations.lint_surroundings import audience_condition
from app.invitations.moments import ON, SECONDS
from app.invitations.needs import Needs, needs_of
from app.invitations.open_hours import OpenHours, schedule_of
from app.invitations.sentence import scope_of
from app.invitations.vocabulary import InvitationDraft

MOMENT = "moment"
"""What stands for the moment that an invitation waits for, among the facts that history does not know."""

PAGE_SECONDS = "page.seconds"
_NEVER_LONGER_THAN_THE_STAY = frozenset({"page.visible_seconds", "page.exit_seconds", "device.idle_seconds"})
_AT_LEAST = {"greater": "greater", "at_least": "at_least", "equals": "at_least"}
_IDLE = "idle"


@dataclass(frozen=True, slots=True)
class ReplayedRule:
    """``node`` is the whole demand; where ``settled`` is false, nothing that happens on the page makes it true.

    ``has_calendar`` says that the time of day decides too.
    """

    node: Node
    settled: Node
    has_calendar: bool
    needs: Needs
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class _WithinHours(Node):
    """A draft's schedule, judged like a condition."""

    schedule: Schedule
    zone: str
    hours: OpenHours

    def verdict(self, facts: object, now: datetime) -> Verdict:
        """Whether it is open."""
        return Verdict.of(self.hours.opening(self.schedule, now, self.zone).is_open)

    def finding(self, facts: object, now: datetime) -> Finding:
        """Whether it is open, and until when that stays so."""
        opening = self.hours.opening(self.schedule, now, self.zone)
        return Finding("constant", Verdict.of(opening.is_open), Reason("decided", "", {}), changes_at=opening.until)


def replayed_rule(draft: InvitationDraft, registry: FactRegistry, time_zone: str) -> ReplayedRule:
    """What a draft demands of visitors: its conditions, embed code, audience, schedule and moment.

    Whether the team has to be there is left out. Raises InvalidInput naming the place of the first fault.
    """
    audience = audience_condition(draft.audience, registry)
    schedule = schedule_of(draft.schedule)
    node = All(
        (
            *scope_of(draft).conditions(),
            *(() if audience is None else (audience,)),
            *(() if schedule is None else (_WithinHours(schedule, time_zone, OpenHours()),)),
            _askable(decode(draft.conditions, registry), registry),
            *_moment(draft, registry),
        )
    )
    conditions = [each for each in node.walk() if isinstance(each, Condition)]
    return ReplayedRule(
        node=node,
        settled=split(node).server,
        has_calendar=schedule is not None
        or any(each.fact.next_change is not None and not each.fact.is_fast for each in conditions),
        needs=needs_of([node]),
        facts=frozenset(each.fact.id for each in conditions),
    )


def undecided_facts(finding: Finding) -> Iterator[str]:
    """The facts on which an unknown answer depends; parts that are decided without them are passed over."""
    if finding.verdict is not Verdict.UNKNOWN:
        return
    if finding.fact is not None:
        yield finding.fact
    for child in finding.children:
        yield from undecided_facts(child)


def _askable(node: Node, registry: FactRegistry) -> Node:
    """The rule without what must not or cannot be asked of the past: what a plugin feeds is not known of it."""
    match node:
        case All(parts):
            return All(tuple(_askable(part, registry) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_askable(part, registry) for part in parts))
        case Not(part):
            return Not(_askable(part, registry))
        case Condition() if node.fact.read_value is not None and registry.owner_of(node.fact.id) != "core":
            return Unknown({"fact": node.name, "is": node.comparison.name})
        case Condition() if node.fact.id in _NEVER_LONGER_THAN_THE_STAY and node.comparison.name in _AT_LEAST:
            return All((_stayed(_AT_LEAST[node.comparison.name], node.wanted, registry), node))
    return node


def _moment(draft: InvitationDraft, registry: FactRegistry) -> Iterator[Node]:
    if draft.moment is None:
        return
    seconds = draft.moment.get(SECONDS)
    if draft.moment.get(ON) == _IDLE and isinstance(seconds, int | float):
        yield _stayed("at_least", seconds, registry)
    yield Unknown({"fact": MOMENT})


def _stayed(comparison: str, seconds: float, registry: FactRegistry) -> Node:
    """Nobody is idle, or about to leave, on a page for longer than it is open."""
    found = registry.resolve(PAGE_SECONDS)
    if found is None:
        return Constant(Verdict.TRUE)
    return Condition(found[0], found[0].comparison_named(comparison), seconds)

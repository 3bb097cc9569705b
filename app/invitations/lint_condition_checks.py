"""Holds single conditions against what was recorded: pages nobody opened, events nobody defined, places unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.errors import InvalidInput
from app.domain.rules import Condition, Node, Unknown, decode
from app.domain.rules.event_facts import EVENT_COUNT
from app.domain.rules.fact import ComparisonFailedError
from app.domain.rules.lint import (
    Impossible,
    LintFinding,
    LintText,
    Part,
    Reasoning,
    Severity,
    read_conditions,
    with_places,
)
from app.domain.rules.text import as_tuple
from app.domain.translation import N_
from app.foundation.i18n import spoken
from app.invitations.lint_surroundings import Surroundings
from app.invitations.needs import UNANSWERED, is_for_open_chats
from app.visitors.event_rule import DefinedEvent

LEAST_PAGE_VIEWS = 50
"""With fewer page views nothing is said about pages that nobody opened."""

LONG_REGEX = 150
MANY_ALTERNATIVES = 15
OWN_PAGES = frozenset({"page.url", "visit.source_url"})
EXCLUDING = frozenset({"is_not", "not_contains"})


def condition_findings(
    rule: Node, demands: Sequence[Node], seen: Surroundings, reasoning: Reasoning
) -> Iterator[LintFinding]:
    """What is to be said about single conditions."""
    in_chats = is_for_open_chats(rule)
    for part in with_places(rule):
        if isinstance(part.node, Unknown):
            yield from _not_understood(part, part.node, seen)
        if not isinstance(part.node, Condition):
            continue
        yield from _pages(part, part.node, seen)
        yield from _regex(part, part.node)
        yield from _event(part, part.node, demands, seen, reasoning)
        yield from _places(part, part.node, seen)
        yield from _clock(part, part.node, seen)
        if part.node.fact.id == UNANSWERED and not in_chats and "not" not in part.path:
            yield _outside_chats(part)


def _pages(part: Part, condition: Condition, seen: Surroundings) -> Iterator[LintFinding]:
    """Patterns of addresses that fit none of the pages that were opened."""
    if condition.fact.id not in OWN_PAGES or seen.traffic.page_views < LEAST_PAGE_VIEWS:
        return
    written = as_tuple(condition.wanted)
    missed = [pattern for pattern in written if pattern and not _was_opened(pattern, condition, seen)]
    if not missed:
        return
    is_excluding = (condition.comparison.name in EXCLUDING) ^ (part.path.count("not") % 2 == 1)
    is_whole = len(missed) == len(written) and not is_excluding
    yield LintFinding(
        Severity.WARNING if is_whole else Severity.HINT,
        "no_such_page",
        LintText(
            N_("None of the %(pages)s different pages that were opened during the last 30 days fits %(patterns)s."),
            {"pages": len(seen.traffic.addresses), "patterns": ", ".join(f"“{pattern}”" for pattern in missed)},
        ),
        LintText(N_("Compare it with the address in your browser, or leave it if the page is still to come.")),
        part.path,
    )


def _was_opened(pattern: str, condition: Condition, seen: Surroundings) -> bool:
    try:
        test = condition.comparison.prepare(pattern)
        if condition.comparison.name in EXCLUDING:
            return not all(map(test, seen.traffic.addresses))
        return any(map(test, seen.traffic.addresses))
    except ComparisonFailedError:
        return True


def _regex(part: Part, condition: Condition) -> Iterator[LintFinding]:
    """Expressions that are hard to read and cost more than they give; none of them can make a page hang."""
    if condition.comparison.name != "regex":
        return
    for expression in as_tuple(condition.wanted):
        if len(expression) <= LONG_REGEX and expression.count("|") < MANY_ALTERNATIVES:
            continue
        yield LintFinding(
            Severity.HINT,
            "costly_regex",
            LintText(
                N_("The expression has %(length)s characters and %(alternatives)s alternatives, tried on every page."),
                {"length": len(expression), "alternatives": expression.count("|") + 1},
            ),
            LintText(N_("Write several values with “starts with”, “contains” or an asterisk instead.")),
            part.path,
        )


def _event(
    part: Part, condition: Condition, demands: Sequence[Node], seen: Surroundings, reasoning: Reasoning
) -> Iterator[LintFinding]:
    """Events that nobody defined, and counts that the definition never lets happen."""
    if condition.fact.id != EVENT_COUNT.id:
        return
    name, within = str(condition.parameters["event"]), float(condition.parameters["within"])
    event = seen.events.get(name)
    most = 0 if event is None else most_records(event, within)
    if most is None or not _needs_more_than(most, condition, demands, seen, reasoning):
        if event is None:
            yield _undefined(part, name, Severity.WARNING)
        return
    if event is None:
        yield _undefined(part, name, Severity.ERROR)
        return
    yield LintFinding(
        Severity.WARNING,
        "too_many_events",
        LintText(
            N_(
                "The event “%(event)s” is recorded at most %(most)s times within %(within)s seconds, so it never shows."
            ),
            {"event": name, "most": most, "within": f"{within:g}"},
        ),
        LintText(N_("Ask for fewer, for a longer time, or shorten the pause in the definition of the event.")),
        part.path,
    )


def most_records(event: DefinedEvent, within: float) -> int | None:
    """How many records of an event there can be within so many seconds; nothing where there is no limit."""
    if event.filter_by_value:
        return None
    return 1 if event.store_timeout == 0 else int(within // event.store_timeout) + 1


def _needs_more_than(
    most: int, condition: Condition, demands: Sequence[Node], seen: Surroundings, reasoning: Reasoning
) -> bool:
    more = {"fact": EVENT_COUNT.id, **condition.parameters, "is": "greater", "value": most}
    parts = read_conditions([more], seen.registry)
    if parts is None or not reasoning.can_hold(*demands):
        return False
    limited = Reasoning(seen.knowledge.with_more([Impossible(parts, "")]), reasoning.patience)
    return not limited.can_hold(*demands)


def _undefined(part: Part, name: str, severity: Severity) -> LintFinding:
    return LintFinding(
        severity,
        "undefined_event",
        LintText(N_("The event “%(event)s” is not defined, so it is never recorded."), {"event": name}),
        LintText(N_("Define the event, or correct its identifier; capital letters count.")),
        part.path,
    )


def _places(part: Part, condition: Condition, seen: Surroundings) -> Iterator[LintFinding]:
    """Country and city without a database of places."""
    if not condition.fact.id.startswith("geo.") or seen.has_places:
        return
    yield LintFinding(
        Severity.WARNING,
        "no_places",
        LintText(N_("Country and city are not known here, because no database of places is installed.")),
        LintText(N_("Install one (setting geoip_database), or take the condition out.")),
        part.path,
    )


def _clock(part: Part, condition: Condition, seen: Surroundings) -> Iterator[LintFinding]:
    """A clock in a time zone that does not exist."""
    if not condition.fact.id.startswith("clock."):
        return
    try:
        ZoneInfo(seen.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield LintFinding(
            Severity.ERROR,
            "unknown_time_zone",
            LintText(N_("The site's time zone “%(zone)s” does not exist."), {"zone": seen.time_zone}),
            LintText(N_("Choose a time zone such as Europe/Vienna in the settings.")),
            part.path,
        )


def _not_understood(part: Part, node: Unknown, seen: Surroundings) -> Iterator[LintFinding]:
    """A condition on a known fact that cannot be read any more."""
    if seen.registry.resolve(node.fact) is None:
        return
    try:
        decode(dict(node.document), seen.registry)
    except InvalidInput as error:
        said = {"fact": node.fact, "reason": spoken(error, path=node.fact)}
        yield LintFinding(
            Severity.ERROR,
            "unknown_condition",
            LintText(N_("This condition on “%(fact)s” cannot be read: %(reason)s"), said),
            LintText(N_("Write it again.")),
            part.path,
        )


def _outside_chats(part: Part) -> LintFinding:
    return LintFinding(
        Severity.WARNING,
        "only_in_chats",
        LintText(
            N_("“%(part)s” is only so in an open chat, and there it shows only if every alternative asks for that."),
            {"part": part},
        ),
        LintText(N_("Make an invitation of its own for visitors who wait for an answer.")),
        part.path,
    )

"""Reads an invitation before any visitor meets it: everything that can be said about it, each with what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain.errors import InvalidInput
from app.domain.rules import FactRegistry, Node, Scope, decode_stored
from app.domain.rules.lint import (
    Label,
    LintFinding,
    Part,
    Path,
    Reasoning,
    RuleCheck,
    Severity,
    blocking,
    in_order_of_weight,
    read_conditions,
    shadowed,
    unknown_conditions,
)
from app.domain.translation import N_
from app.invitations.draft_parts import Audience
from app.invitations.lint_aftermath_checks import aftermath_findings
from app.invitations.lint_condition_checks import condition_findings
from app.invitations.lint_experiment_checks import experiment_findings
from app.invitations.lint_field_checks import field_findings
from app.invitations.lint_limit_checks import limit_findings
from app.invitations.lint_schedule_checks import schedule_findings
from app.invitations.lint_surroundings import (
    Surroundings,
    as_rival,
    audience_condition,
    rivals,
    surroundings,
    team_condition,
)
from app.invitations.moments import moment_sentence, stored_moment
from app.invitations.needs import is_for_open_chats
from app.invitations.vocabulary import InvitationDraft, WhenTeam

__all__ = ["LintFinding", "Severity", "blocking", "findings_for", "surroundings"]

NEWEST = 1 << 62
"""Where an invitation that is not saved yet stands among those of the same position: behind all others."""

MOMENT_MEANS: Mapping[str, tuple[str, str | None]] = {
    "exit_intent": ("page.exit_seconds", None),
    "idle": ("device.idle_seconds", "seconds"),
    "scroll": ("device.scroll_percent", "percent"),
}
"""What a moment says about a fact: that it is known, or at least as much as the moment's parameter."""

IDENTIFIER = N_("Embed code with the identifier “%(value)s”")
DEPARTMENTS = N_("Embed code with the department “%(value)s”")
LANGUAGE = N_("Embed code with the language “%(value)s”")
TEAM_LABELS: Mapping[WhenTeam, Label] = {
    WhenTeam.ONLINE: Label(N_("Your team is online")),
    WhenTeam.OFFLINE: Label(N_("Your team is offline")),
}
AUDIENCE_LABELS: Mapping[Audience, Label] = {
    Audience.VISITORS: Label(N_("Sent to visitors who are not signed in")),
    Audience.IDENTIFIED: Label(N_("Sent to authenticated users")),
}


def findings_for(
    draft: InvitationDraft, *, now: datetime, key: str | None = None, seen: Surroundings | None = None
) -> tuple[LintFinding, ...]:
    """Everything to be said about a draft, the worst first; ``key`` is its own where it is saved already.

    ``seen`` is what ``surroundings`` gave, for whoever looks at many drafts at once.
    """
    seen = seen or surroundings(now)
    given = tuple(_given(draft, seen.registry))
    try:
        rule = decode_stored(draft.conditions, seen.registry)
    except InvalidInput:
        return in_order_of_weight(field_findings(draft, seen))
    demands = [*(part.node for part in given), rule]
    reasoning = Reasoning(seen.knowledge)
    found = [
        *RuleCheck(rule, given, reasoning, waits_for_a_moment=draft.moment is not None).findings(),
        *unknown_conditions(rule),
        *condition_findings(rule, demands, seen, reasoning),
        *schedule_findings(draft, seen.time_zone, now),
        *field_findings(draft, seen),
        *aftermath_findings(draft),
        *experiment_findings(draft),
        *limit_findings(draft, demands, seen, reasoning, is_alone=not [each for each in seen.live if each.key != key]),
    ]
    if not blocking(found):
        found += _among_others(draft, rule, demands, seen, reasoning, key)
    return in_order_of_weight(_once_each(found))


def _given(draft: InvitationDraft, registry: FactRegistry) -> Iterator[Part]:
    """What the fields of a draft demand, as conditions."""
    fields: list[tuple[Scope, str, str, object]] = [
        (Scope(identifier=draft.identifier), "identifier", IDENTIFIER, draft.identifier),
        (Scope(departments=draft.departments), "departments", DEPARTMENTS, ", ".join(draft.departments)),
        (Scope(language=draft.language), "language", LANGUAGE, draft.language),
    ]
    for scope, name, label, value in fields:
        for node in scope.conditions():
            yield Part(node, (name,), Label(label, {"value": value}))
    team = team_condition(draft.when_team, registry)
    if team is not None:
        yield Part(team, ("when_team",), TEAM_LABELS[draft.when_team])
    audience = audience_condition(draft.audience, registry)
    if audience is not None:
        yield Part(audience, ("audience",), AUDIENCE_LABELS[draft.audience])
    yield from _moment_part(draft.moment, registry)


def _moment_part(document: Mapping[str, Any] | None, registry: FactRegistry) -> Iterator[Part]:
    chosen = stored_moment(document)
    if chosen is None or chosen.kind.id not in MOMENT_MEANS:
        return
    fact, parameter = MOMENT_MEANS[chosen.kind.id]
    least = chosen.settings[parameter] if parameter else 0
    for node in read_conditions([{"fact": fact, "is": "at_least", "value": least}], registry) or ():
        yield Part(node, ("moment",), Label("%(said)s", {"said": moment_sentence(chosen.document)}))


def _among_others(
    draft: InvitationDraft,
    rule: Node,
    demands: Sequence[Node],
    seen: Surroundings,
    reasoning: Reasoning,
    key: str | None,
) -> Iterator[LintFinding]:
    """An invitation that goes first and always takes the place of this one."""
    own = next((each for each in seen.live if each.key == key), None)
    order = (draft.position, own.compiled.id if own else NEWEST)
    moment, in_chats = stored_moment(draft.moment), is_for_open_chats(rule)
    document = moment.document if moment else None
    ahead = [
        each
        for each in rivals(seen.live, order)
        if each.key != key and each.takes_place_of(document, is_for_open_chats=in_chats)
    ]
    finding = shadowed(demands, (as_rival(each, seen.registry) for each in ahead), reasoning)
    if finding is not None:
        yield finding


def _once_each(findings: Iterable[LintFinding]) -> list[LintFinding]:
    """Of several findings of one code at one place the worst."""
    worst: dict[tuple[str, Path], LintFinding] = {}
    for finding in in_order_of_weight(findings):
        worst.setdefault((finding.code, finding.path), finding)
    return list(worst.values())

"""What a plan or an application of a file says, in lines for a terminal and as a document for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from flask_babel import gettext as _

from app.domain.errors import InvalidInput
from app.domain.rules import decode_stored
from app.domain.rules.lint import Severity
from app.invitations.applying import InvitationChange, Outcome, Refusal
from app.invitations.applying_events import EventChange
from app.invitations.document_differences import Difference, differences
from app.invitations.documents import written_place
from app.invitations.forecast_words import forecast_document, forecast_sentence
from app.invitations.forecasting import Forecast
from app.invitations.lint_words import SpokenFinding, spoken_findings
from app.invitations.sentence import rule_sentence
from app.plugin_host import host

LONGEST_VALUE = 160
NO_FORECASTS: Mapping[str, Forecast] = {}


def report_lines(
    outcome: Outcome, *, is_applied: bool = False, forecasts: Mapping[str, Forecast] = NO_FORECASTS
) -> Iterator[str]:
    """The report for people; every line that begins with a sign is one invitation or event.

    What is to be said about invitations that stay as they are is left out where the file is applied already.
    ``forecasts`` are by the keys of invitations.
    """
    for event in outcome.events:
        if event.is_change:
            yield from _changed(f"event {event.id}", event)
    for change in outcome.invitations:
        if change.is_change:
            yield from _changed(change.key, change)
        if change.key in forecasts:
            yield f"    forecast: {forecast_sentence(forecasts[change.key])}"
    same = sum(not e.is_change for e in outcome.events) + sum(not e.is_change for e in outcome.invitations)
    if same:
        yield f"= {same} unchanged"
    for change in outcome.invitations:
        for finding in spoken_findings(() if is_applied and not change.is_change else change.findings):
            yield from _found(change.key, finding)
    for refusal in outcome.refusals:
        yield f"! {refusal_words(refusal)}"


def report_document(
    outcome: Outcome, *, is_applied: bool, forecasts: Mapping[str, Forecast] = NO_FORECASTS
) -> dict[str, Any]:
    """The same for programs."""
    return {
        "applied": is_applied,
        "changes": outcome.has_changes,
        "events": [{"id": each.id, **_change_document(each)} for each in outcome.events],
        "invitations": [
            {
                "key": each.key,
                **_change_document(each),
                "findings": [_finding_document(finding) for finding in spoken_findings(each.findings)],
                **({"forecast": forecast_document(forecasts[each.key])} if each.key in forecasts else {}),
            }
            for each in outcome.invitations
        ],
        "refused": [_refusal_document(each) for each in outcome.refusals],
    }


def refusal_words(refusal: Refusal) -> str:
    """Why one thing is refused, beginning with its place."""
    error = refusal.error
    said = error.translated(_)
    place = error.field or ""
    words = said if not place or said.startswith(place) else f"{place}: {said}"
    reasons = " ".join(each.message for each in spoken_findings(refusal.findings))
    return f"{words}: {reasons}" if reasons else words


def _changed(name: str, change: EventChange | InvitationChange) -> Iterator[str]:
    if change.after is None:
        yield f"- {name}: deleted, with its showings and its history"
        return
    if change.before is None:
        state = f", {change.after['state']}" if "state" in change.after else ""
        yield f"+ {name}: new{state}"
        return
    yield f"~ {name}"
    for each in differences(change.before, change.after):
        yield f"    {each.path}: {_value(each, each.before)} → {_value(each, each.after)}"


def _value(difference: Difference, value: Any) -> str:
    if value is None:
        return "(default)"
    if difference.path == "conditions":
        words = _rule(value)
    else:
        words = value if isinstance(value, str) else orjson.dumps(value).decode()
    return words if len(words) <= LONGEST_VALUE else words[: LONGEST_VALUE - 1] + "…"


def _rule(value: Any) -> str:
    try:
        return rule_sentence(decode_stored(value, host().registry.facts))
    except InvalidInput:
        return str(value)


def _found(key: str, finding: SpokenFinding) -> Iterator[str]:
    mark = {Severity.ERROR.value: "error", Severity.WARNING.value: "warning"}.get(finding.severity, "hint")
    yield f"? {key}: {mark}: {finding.message}"
    if finding.advice:
        yield f"    {finding.advice}"


def _change_document(change: EventChange | InvitationChange) -> dict[str, Any]:
    if change.after is None:
        action = "delete"
    elif change.before is None:
        action = "create"
    else:
        action = "change" if change.is_change else "unchanged"
    found = differences(change.before or {}, change.after or {}) if action == "change" else ()
    return {
        "action": action,
        "differences": [{"path": each.path, "before": each.before, "after": each.after} for each in found],
    }


def _finding_document(finding: SpokenFinding) -> Mapping[str, object]:
    return {**finding.as_document(), "path": written_place(finding.path)}


def _refusal_document(refusal: Refusal) -> dict[str, Any]:
    error = refusal.error
    return {
        "place": error.field,
        "code": error.code,
        "message": error.message,
        "findings": [_finding_document(each) for each in spoken_findings(refusal.findings)],
    }

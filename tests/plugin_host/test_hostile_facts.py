"""A plugin's fact may fail in every way it likes: the visitor gets an answer and the other invitations still work."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from app.departments.service import create_department
from app.domain.errors import InvalidInput
from app.domain.roles import Role
from app.domain.rules import Facts, Verdict, arm, decode, decode_stored
from app.domain.rules.decide import Candidate
from app.domain.rules.index import CandidateIndex
from app.foundation import clock as clocks
from app.invitations import authoring
from app.invitations.vocabulary import InvitationDraft
from app.operators import presence
from app.operators.service import create_operator
from app.plugin_host import host as running_host
from app.plugin_host.enabled import write_enabled
from app.plugin_host.health import INCIDENT_LIMIT

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
RULE = {"fact": "acme.mood", "is": "equals", "value": "good"}
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)


def hostile(**parts: str) -> str:
    """A plugin whose fact ``acme.mood`` is like any other, except for the given parts."""
    given = {
        "prepare": "lambda wanted: lambda actual: actual == wanted",
        "test_clues": "None",
        "changes_after": "None",
        "takes": "Texts()",
        "read": "lambda raw, path: raw",
        "kind_clues": "None",
        "read_value": "None",
        "next_change": "None",
        "explain": "None",
        **parts,
    }
    return f"""
from app.plugin_api import Comparison, ValueKind
from app.plugin_api.comparing import Texts

def fail(*arguments):
    raise RuntimeError("out of order")

def leave(*arguments):
    raise SystemExit(1)

class FailingSchema:
    read = fail
    as_json_schema = fail

EQUALS = Comparison("equals", "is", {given["takes"]}, {given["prepare"]},
                    changes_after={given["changes_after"]}, clues={given["test_clues"]})
MOOD = ValueKind("mood", (EQUALS,), {given["read"]}, absent="", clues={given["kind_clues"]})

@hookimpl
def register_conditions():
    return [Fact(id="acme.mood", label="mood", help="Mood.", kind=MOOD, comparisons=("equals",), samples=("good",),
                 read_value={given["read_value"]}, next_change={given["next_change"]}, explain={given["explain"]})]
"""


UNDECIDED = {
    "preparing fails": {"prepare": "fail"},
    "comparing fails": {"prepare": "lambda wanted: fail"},
    "comparing ends the process": {"prepare": "lambda wanted: leave"},
    "preparing gives no function": {"prepare": "lambda wanted: 7"},
    "reading the value fails": {"read_value": "fail"},
}
HARMLESS = {
    "explaining fails": {"explain": "fail"},
    "the next change fails": {"next_change": "fail"},
    "the next change has no time zone": {"next_change": "lambda reading: __import__('datetime').datetime(2030, 1, 1)"},
    "the wait fails": {"changes_after": "fail"},
    "the wait is endless": {"changes_after": "lambda wanted, value: float('inf')"},
    "narrowing fails": {"test_clues": "fail"},
    "narrowing the page fails": {"kind_clues": "fail"},
}


@pytest.mark.parametrize("parts", UNDECIDED.values(), ids=UNDECIDED)
def test_a_comparison_that_fails_is_unknown_with_a_reason_that_names_its_fact(add_plugin, start_plugins, parts):
    add_plugin("acme", hostile(**parts))
    host = start_plugins()
    rule = decode(RULE, host.registry.facts)

    finding = rule.finding(Facts({"acme.mood": "good"}), NOON)

    assert finding.verdict is Verdict.UNKNOWN
    assert rule.verdict(Facts({"acme.mood": "good"}), NOON) is Verdict.UNKNOWN
    assert finding.fact == "acme.mood"
    assert "mood" in str(finding.reason)
    assert host.health()[0].errors > 0
    assert "fact acme.mood" in (host.health()[0].last_error or "")


def test_the_reason_of_a_failed_comparison_can_be_told_from_a_missing_value(add_plugin, start_plugins):
    add_plugin("acme", hostile(prepare="lambda wanted: fail"))
    rule = decode({"all": [RULE]}, start_plugins().registry.facts)

    (finding,) = rule.finding(Facts({"acme.mood": "good"}), NOON).children

    assert finding.reason.code == "failed"
    assert str(finding.reason) == "mood could not be compared, because the comparison of acme.mood failed."


@pytest.mark.parametrize("parts", HARMLESS.values(), ids=HARMLESS)
def test_a_failure_beside_the_comparison_changes_no_verdict(add_plugin, start_plugins, parts):
    add_plugin("acme", hostile(**parts))
    host = start_plugins()
    rule = decode(RULE, host.registry.facts)
    facts = Facts({"acme.mood": "good"})

    assert rule.finding(facts, NOON).verdict is Verdict.TRUE
    assert [each.candidate.key for each in arm(CandidateIndex([Candidate("a", 1, 1, rule)]), facts, NOON)] == ["a"]
    CandidateIndex([Candidate("a", 1, 1, rule)]).find(facts)


def test_a_schema_that_fails_refuses_the_value_and_keeps_a_stored_rule_as_it_is(add_plugin, start_plugins):
    add_plugin("acme", hostile(takes="FailingSchema()"))
    facts = start_plugins().registry.facts

    with pytest.raises(InvalidInput, match="the plugin acme failed"):
        decode(RULE, facts)
    assert decode_stored(RULE, facts).finding(Facts({}), NOON).reason.code == "unknown_fact"


def test_a_plugin_that_is_switched_off_is_not_compared_any_more(add_plugin, start_plugins):
    add_plugin("acme", hostile(prepare="lambda wanted: fail"))
    host = start_plugins()
    rule = decode(RULE, host.registry.facts)

    verdicts = {rule.verdict(Facts({"acme.mood": "good"}), NOON) for _ in range(INCIDENT_LIMIT * 2)}

    assert verdicts == {Verdict.UNKNOWN}
    assert (host.health()[0].errors, host.health()[0].is_switched_off) == (INCIDENT_LIMIT, True)


def open_desk() -> None:
    create_department("sales", "Sales")
    now = clocks.now()
    anna = create_operator(email="anna@shop.test", name="Anna", role=Role.OPERATOR, department_ids=(), now=now)
    presence.presence_connected(anna.id, "desk-1", now)


def launch(key: str, conditions: Mapping[str, object], **fields: object) -> None:
    draft = InvitationDraft(name=key, message_html="<p>Need a hand?</p>", conditions=conditions, **fields)  # type: ignore[arg-type]
    authoring.create_invitation(draft, operator_id=None, now=clocks.now(), key=key)
    authoring.launch(key, operator_id=None, now=clocks.now())


def post(app, path: str, **body: object):
    page = {"page_id": "page-00001", "tab_id": "first-tab", "url": "https://shop.test/pricing"}
    return app.test_client(use_cookies=False).post(
        path, data=json.dumps(page | body), content_type="text/plain", headers={"User-Agent": CHROME}
    )


@pytest.mark.parametrize("parts", UNDECIDED.values(), ids=UNDECIDED)
def test_a_page_view_is_answered_and_other_invitations_work_beside_a_hostile_plugin(
    configuration, add_plugin, instance, request, parts
):
    add_plugin("acme", hostile(**{"read_value": "lambda reading: 'good'", **parts}))
    write_enabled(instance, ["url_targeting", "acme"])
    app = request.getfixturevalue("app")
    with app.app_context():
        open_desk()
        launch("moody", RULE, position=1)
        launch("plain", {"fact": "page.url", "is": "contains", "value": "/pricing"}, position=2)

    seen = post(app, "/embed/v1/page")
    claimed = post(app, "/embed/v1/claim", token=seen.json["token"], key="plain", version=1)
    refused = post(app, "/embed/v1/claim", token=seen.json["token"], key="moody", version=1)

    assert [each["key"] for each in seen.json["armed"]] == ["plain"]
    assert claimed.json["granted"]
    assert not refused.json["granted"]
    with app.app_context():
        _targeting, acme = running_host().health()
    assert acme.errors > 0
    assert acme.last_error.startswith("fact acme.mood: ")

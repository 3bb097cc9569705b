"""``beckon invitations``: the file goes out, is looked at and comes in; a fault is one line and nothing half done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from app.departments.service import create_department
from app.factory import create_app
from app.foundation import clock
from app.foundation.configuration import read_configuration
from app.foundation.database import transaction
from app.visitors.reports import PageReport
from app.visitors.service import record_page_view
from tests.cli.conftest import Run, is_one_line
from tests.invitations.test_documents import CONTRACT
from tests.invitations.writing import saved

GOOD = """\
version: 1
events:
  - {id: bought}
invitations:
  - key: help
    name: Help
    state: live
    when_team: either
    conditions: {fact: page.url, is: contains, value: /pricing}
    message: {html: "<p>Hi</p>"}
"""


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A file that can be applied."""
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def somebody_opens(url: str) -> None:
    """A visitor comes to a page of the site."""
    with create_app(read_configuration()).app_context(), transaction() as publish:
        record_page_view(publish, PageReport(url=url, page_key="page"), visitor_key=None, now=clock.now())


def test_a_file_is_planned_applied_and_applied_again(installed: Run, good: Path) -> None:
    planned = installed("invitations", "plan", str(good))
    assert (planned.code, planned.err) == (0, "")
    assert planned.out.splitlines()[:2] == ["+ event bought: new", "+ help: new, live"]
    assert planned.out.endswith("Applying this would change what stands above.\n")
    assert json.loads(installed("invitations", "export", "-", "--json").out) == {"version": 1, "invitations": []}

    applied = installed("invitations", "apply", str(good))
    assert (applied.code, applied.err) == (0, "")
    assert applied.out.endswith("Applied.\n")
    again = installed("invitations", "apply", str(good))
    assert (again.code, again.out.splitlines()[0]) == (0, "= 2 unchanged")
    assert again.out.endswith("Nothing to change.\n")
    assert installed("invitations", "plan", str(good)).out.endswith("Nothing would change.\n")


def test_a_plan_says_what_differs_field_by_field(installed: Run, good: Path) -> None:
    installed("invitations", "apply", str(good))
    changed = GOOD.replace("/pricing", "/prices").replace("state: live", "state: paused\n    position: 5")
    good.write_text(changed.replace("help\n", "help\n    campaign: spring\n", 1), encoding="utf-8")
    told = installed("invitations", "plan", str(good))
    assert told.out.splitlines()[:5] == [
        "~ help",
        "    state: live → paused",
        "    position: 0 → 5",
        "    campaign: (default) → spring",
        "    conditions: Page address contains “/pricing”. → Page address contains “/prices”.",
    ]
    report = json.loads(installed("invitations", "plan", str(good), "--json").out)
    assert (report["applied"], report["changes"], report["refused"]) == (False, True, [])
    assert [each["path"] for each in report["invitations"][0]["differences"]] == [
        "state", "position", "campaign", "conditions"
    ]  # fmt: skip


def test_a_plan_says_how_many_recent_visitors_each_new_live_invitation_would_have_met(
    installed: Run, good: Path
) -> None:
    for url in ("https://shop.test/pricing", "https://shop.test/"):
        somebody_opens(url)
    told = installed("invitations", "plan", str(good)).out.splitlines()
    assert told[2] == "    forecast: 1 of 2 visitors of the last 7 days match on at least one page"
    report = json.loads(installed("invitations", "plan", str(good), "--json", "--days", "30").out)
    found = report["invitations"][0]["forecast"]
    assert (found["days"], found["visitors"], found["matching"], found["perhaps"]) == (30, 2, 1, 0)
    assert found["pages"] == [{"url": "https://shop.test/pricing", "matching": 1, "perhaps": 0}]
    assert "forecast" not in installed("invitations", "plan", str(good), "--no-forecast").out
    installed("invitations", "apply", str(good))
    assert "forecast" not in installed("invitations", "plan", str(good)).out


def test_a_forecast_asks_every_invitation_of_a_file_whatever_its_state(installed: Run, good: Path) -> None:
    for url in ("https://shop.test/pricing", "https://shop.test/"):
        somebody_opens(url)
    good.write_text(good.read_text(encoding="utf-8").replace("state: live", "state: draft"), encoding="utf-8")
    told = installed("forecast", str(good)).out.splitlines()
    assert told[0] == "help: 1 of 2 visitors of the last 7 days match on at least one page"
    found = json.loads(installed("forecast", str(good), "--json", "--days", "1").out)["invitations"]
    assert {each["key"]: (each["matching"], each["visitors"]) for each in found}["help"] == (1, 2)
    assert json.loads(installed("invitations", "export", "--json").out)["invitations"] == []
    good.write_text("version: 1\ninvitations:\n  - {key: bad, name: Bad, frequncy: {}}\n", encoding="utf-8")
    refused = installed("forecast", str(good))
    assert (refused.code, is_one_line(refused.err)) == (1, True)
    assert "frequncy" in refused.err


def test_what_would_be_refused_is_listed_and_ends_in_one_line(installed: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(GOOD + "  - {key: help, name: Again}\n  - {key: bad, name: Bad, frequncy: {}}\n", encoding="utf-8")
    for command in ("plan", "apply"):
        done = installed("invitations", command, str(wrong))
        assert done.code == 1
        assert is_one_line(done.err)
        assert "nothing was changed: invitations[1].key: “help” stands twice" in done.err
        assert "and 1 more" in done.err
    assert (
        "! invitations[2].frequncy is not known here; did you mean “frequency”?"
        in installed("invitations", "plan", str(wrong)).out
    )
    assert json.loads(installed("invitations", "export", "--json").out)["invitations"] == []
    refused = json.loads(installed("invitations", "apply", str(wrong), "--json").out)
    assert [each["place"] for each in refused["refused"]] == ["invitations[1].key", "invitations[2].frequncy"]


@pytest.mark.parametrize("text", ["a: [", "- 1", "", "version: 2", "a: 1\na: 2", "\x00", "version: 1\nevents: 5"])
def test_a_file_that_cannot_be_read_is_one_line(installed: Run, tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    done = installed("invitations", "apply", str(path))
    assert (done.code, done.out) == (1, "")
    assert is_one_line(done.err)


def test_wrong_use_is_code_two(installed: Run, tmp_path: Path) -> None:
    assert installed("invitations", "apply", str(tmp_path / "no such file")).code == 2
    assert installed("invitations", "apply").code == 2
    assert installed("invitations", "burn").code == 2


def test_the_standard_streams_do_as_well_as_files(installed: Run, tmp_path: Path) -> None:
    assert installed("invitations", "apply", "-", stdin=GOOD).code == 0
    printed = installed("invitations", "export", "-").out
    path = tmp_path / "out.yaml"
    done = installed("invitations", "export", str(path))
    assert (done.code, done.out) == (0, "")
    assert path.read_bytes() == printed.encode()
    assert b"\r" not in path.read_bytes()
    assert yaml.safe_load(printed)["invitations"][0]["key"] == "help"
    as_json = tmp_path / "out.json"
    installed("invitations", "export", str(as_json))
    assert json.loads(as_json.read_text(encoding="utf-8")) == yaml.safe_load(printed)
    assert installed("invitations", "apply", str(as_json)).out.endswith("Nothing to change.\n")


def test_one_invitation_is_exported_with_the_events_it_counts(installed: Run, good: Path) -> None:
    installed("invitations", "apply", str(good))
    document = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    document["invitations"][0] |= {"moment": None, "widgets": {}}
    assert installed("invitations", "apply", "-", stdin=json.dumps(document)).code == 0
    only = yaml.safe_load(installed("invitations", "export", "--only", "pricing-help").out)
    assert [each["id"] for each in only["events"]] == ["login_failed"]
    assert [each["key"] for each in only["invitations"]] == ["pricing-help"]
    assert installed("invitations", "export", "--only", "nobody").code == 1


def test_only_prune_deletes_and_says_so(installed: Run, good: Path) -> None:
    app = create_app(read_configuration())
    saved(app, name="Old one")
    assert "old-one" not in installed("invitations", "plan", str(good)).out
    assert (
        "- old-one: deleted, with its showings and its history"
        in installed("invitations", "plan", str(good), "--prune").out
    )
    installed("invitations", "apply", str(good), "--prune")
    assert [each["key"] for each in json.loads(installed("invitations", "export", "--json").out)["invitations"]] == [
        "help"
    ]


def test_a_missing_department_is_named(installed: Run) -> None:
    document = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    document["invitations"][0] |= {"moment": None, "widgets": {"departments": ["sales", "support"]}}
    done = installed("invitations", "apply", "-", stdin=json.dumps(document))
    assert done.code == 1
    assert "there is no department “sales”, “support”" in done.err
    with create_app(read_configuration()).app_context():
        create_department("sales", "Sales")
        create_department("support", "Support")
    assert installed("invitations", "apply", "-", stdin=json.dumps(document)).code == 0


def test_the_schema_is_printed(installed: Run) -> None:
    schema = json.loads(installed("invitations", "schema").out)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"

"""Invitations as a file: what it says is made so as a whole or not at all, here and in any other installation."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.departments.service import create_department
from app.domain.errors import InvalidInput
from app.domain.snapshots import InvitationState
from app.factory import create_app
from app.foundation.clock import now as present_moment
from app.foundation.configuration import Configuration
from app.foundation.database import db
from app.invitations import authoring, queries
from app.invitations.applying import FileRefused, Outcome, apply_file, plan_file
from app.invitations.file_texts import exported, read_text, written_text
from app.invitations.live_set import live_set
from app.invitations.models import Invitation, InvitationSet, InvitationVersion
from app.visitors.event_queries import defined_event
from tests.invitations.test_documents import CONTRACT
from tests.invitations.writing import saved

if TYPE_CHECKING:
    from flask import Flask

NAMED = {"name": "Help", "message": {"html": "<p>Hi</p>"}}

EXPORTED = Path(__file__).parent / "contract_exported.yaml"
"""The contract's example as this installation writes it back."""


def entry(key: str, **fields: Any) -> dict[str, Any]:
    """An invitation that can be applied."""
    return {"key": key, **NAMED, **fields}


def file_of(*entries: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A file with these invitations."""
    return {"version": 1, "invitations": list(entries), **fields}


def contract(**fields: Any) -> dict[str, Any]:
    """The contract's example; its moment is taken out, because only the dynamic type waits for one."""
    document: dict[str, Any] = read_text(CONTRACT.read_bytes())
    document["invitations"][0] |= fields
    return document


def applied(document: object, **options: Any) -> Outcome:
    """Apply at this moment."""
    return apply_file(document, now=present_moment(), **options)


def everything() -> list[Any]:
    """All that an application could have touched."""
    rows = db.session.execute(select(Invitation).order_by(Invitation.id)).scalars()
    counted = [db.session.execute(select(func.count()).select_from(table)).scalar() for table in (InvitationVersion,)]
    versions = db.session.execute(select(InvitationSet.version)).scalars().all()
    return [[(row.key, row.version, row.state, row.updated_at) for row in rows], counted, versions, exported()]


@pytest.fixture
def elsewhere(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Another installation, with a department of its own and otherwise empty."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    url = sqlite_url.replace("beckon.sqlite", "elsewhere/beckon.sqlite")
    Path(url.removeprefix("sqlite:///")).write_bytes(Path(sqlite_url.removeprefix("sqlite:///")).read_bytes())
    made = create_app(
        Configuration(instance_path=folder, database_url=url, secret_key="another secret of tests, long enough")
    )
    yield made
    with made.app_context():
        db.session.remove()


def test_the_example_of_the_contract_applies_and_comes_back(inside: Flask) -> None:
    create_department("sales", "Sales")
    outcome = applied(contract(moment=None))
    assert [(each.key, each.before) for each in outcome.invitations] == [("pricing-help", None)]
    event = defined_event("login_failed")
    assert event is not None
    assert (event.name, event.store_timeout) == ("Login failed", 1)
    details = queries.invitation_details("pricing-help")
    assert details is not None
    assert details.snapshot.state is InvitationState.LIVE

    text = written_text(exported())
    assert text == EXPORTED.read_text(encoding="utf-8")
    assert not applied(read_text(text.encode())).has_changes


def test_the_examples_moment_belongs_to_the_dynamic_type(inside: Flask) -> None:
    create_department("sales", "Sales")
    with pytest.raises(FileRefused) as refused:
        applied(contract())
    assert refused.value.field == "invitations[0].moment"


def test_applying_twice_changes_nothing_the_second_time(inside: Flask) -> None:
    create_department("sales", "Sales")
    applied(contract(moment=None))
    before = everything()
    again = applied(contract(moment=None))
    assert not again.has_changes
    assert everything() == before


def test_a_file_makes_the_same_invitations_in_another_installation(inside: Flask, elsewhere: Flask) -> None:
    create_department("sales", "Sales")
    applied(contract(moment=None))
    applied(
        file_of(
            entry("b", position=10, state="paused"),
            entry("a-2", position=10, type="dynamic", moment={"on": "idle", "seconds": 30}, state="live"),
            entry("c", message={"html": "<p>Grüße</p>", "translations": {"fr": {"html": "<p>Salut\u00a0!</p>"}}}),
        )
    )
    text = written_text(exported())
    with elsewhere.app_context():
        with pytest.raises(FileRefused, match="there is no department “sales”") as refused:
            applied(read_text(text.encode()))
        assert refused.value.field == "invitations[1].widgets.departments"
        create_department("sales", "Verkauf")
        applied(read_text(text.encode()))
        assert written_text(exported()) == text
        assert [each.snapshot.state.value for each in queries.all_details()] == ["draft", "live", "paused", "live"]


def test_one_wrong_entry_of_many_changes_nothing_at_all(inside: Flask) -> None:
    applied(file_of(entry("first")))
    before = everything()
    many = [entry(f"help-{number}", state="live") for number in range(20)]
    many[13]["frequency"] = {"max_shows": -1}
    many[17]["conditions"] = {"all": [{"fact": "page.ulr", "is": "contains", "value": "/"}]}
    wrong = file_of(entry("first", name="Changed"), *many, events=[{"id": "bought"}])
    with pytest.raises(FileRefused) as refused:
        applied(wrong)
    assert [each.error.field for each in refused.value.outcome.refusals] == [
        "invitations[14].frequency.max_shows",
        "invitations[18].conditions.all[0].fact",
    ]
    assert everything() == before
    assert defined_event("bought") is None
    assert live_set().by_key == {}


def test_an_invitation_that_could_never_show_is_not_launched_and_nothing_else_happens(inside: Flask) -> None:
    before = everything()
    seconds = [
        {"fact": "page.seconds", "is": "greater", "value": 9},
        {"fact": "page.seconds", "is": "less", "value": 3},
    ]
    never = {"all": seconds}
    with pytest.raises(FileRefused) as refused:
        applied(file_of(entry("good", state="live"), entry("never", conditions=never, state="live")))
    assert refused.value.outcome.refusals[0].error.field.startswith("invitations[1].conditions")
    assert everything() == before
    applied(file_of(entry("good", state="live"), entry("never", conditions=never)))
    assert [each.snapshot.state.value for each in queries.all_details()] == ["live", "draft"]


def test_a_plan_changes_nothing_and_says_what_applying_would(inside: Flask) -> None:
    applied(file_of(entry("first", state="live"), entry("second")))
    before = everything()
    planned = plan_file(
        file_of(entry("first", state="paused", position=5), entry("third", state="live"), entry("bad", type="?")),
        now=present_moment(),
        prune=True,
    )
    assert everything() == before
    assert [(each.key, each.before is None, each.after is None) for each in planned.invitations] == [
        ("first", False, False),
        ("third", True, False),
        ("second", False, True),
    ]
    assert [each.error.field for each in planned.refusals] == ["invitations[2].type"]
    assert set(live_set().by_key) == {"first"}


def test_findings_are_about_the_invitations_as_they_would_be_together(inside: Flask) -> None:
    everywhere = entry("everywhere", position=1, state="live", when_team="either")
    hidden = entry("hidden", position=2, state="live", when_team="either", conditions={"all": [
        {"fact": "page.url", "is": "contains", "value": "/pricing"}]})  # fmt: skip
    planned = plan_file(file_of(everywhere, hidden), now=present_moment())
    found = {(change.key, finding.code) for change in planned.invitations for finding in change.findings}
    assert ("hidden", "shadowed") in found


@pytest.mark.parametrize(
    ("before", "after"),
    [(before, after) for before in InvitationState for after in InvitationState],
)
def test_the_state_of_a_file_is_the_state_afterwards(
    inside: Flask, before: InvitationState, after: InvitationState
) -> None:
    applied(file_of(entry("help", state=before.value)))
    outcome = applied(file_of(entry("help", state=after.value)))
    details = queries.invitation_details("help")
    assert details is not None
    assert details.snapshot.state is after
    assert outcome.has_changes is (before is not after)


def test_only_prune_deletes_what_a_file_does_not_name(inside: Flask) -> None:
    applied(file_of(entry("first"), entry("second"), events=[{"id": "bought"}]))
    applied(file_of(entry("first")))
    assert [each.snapshot.key for each in queries.all_details()] == ["first", "second"]
    outcome = applied(file_of(entry("first")), prune=True)
    assert [each.key for each in outcome.invitations if each.after is None] == ["second"]
    assert [each.snapshot.key for each in queries.all_details()] == ["first"]
    assert defined_event("bought") is not None


def test_what_the_editor_wrote_is_not_new_to_its_own_file(app: Flask, inside: Flask) -> None:
    saved(app, launched=True, name="From the editor", message_html="Hello\n\nthere", max_shows=2)
    assert not applied(exported()).has_changes


def test_a_condition_of_a_plugin_that_is_gone_may_stay_and_may_not_come(inside: Flask) -> None:
    moon = {"fact": "moon.phase", "is": "equals", "value": "full"}
    applied(file_of(entry("help")))
    row = db.session.execute(select(Invitation)).scalar_one()
    details = queries.invitation_details("help")
    assert details is not None
    authoring.change_invitation(
        "help",
        replace(details.draft, conditions={"all": [moon]}),
        expected_version=row.version,
        operator_id=None,
        now=present_moment(),
    )
    assert not applied(exported()).has_changes
    with pytest.raises(FileRefused, match=r"moon\.phase"):
        applied(file_of(entry("other", conditions={"all": [moon]})))


@pytest.mark.parametrize(
    ("document", "field"),
    [
        (None, None),
        ([], None),
        ("version: 1", None),
        ({}, "version"),
        ({"version": 2}, "version"),
        ({"version": True}, "version"),
        ({"version": 1, "invitation": []}, "invitation"),
        ({"version": 1, "invitations": {}}, "invitations"),
        (file_of(entry("new")), "invitations[0].key"),
        (file_of(entry("a"), entry("a")), "invitations[1].key"),
        (file_of({"name": "x"}), "invitations[0].key"),
        (file_of(entry("a"), events=[{"id": "a b"}]), "events[0].id"),
        (file_of(entry("a"), events=[{"id": "a", "store_timeout": -1}]), "events[0].store_timeout"),
        (file_of(entry("a"), events=[{"id": "a", "timeout": 1}]), "events[0].timeout"),
        (file_of(entry("a"), events=[None]), "events[0]"),
        ({"version": 1, "invitations": [None]}, "invitations[0]"),
        (file_of(entry("a", channel="email")), "invitations[0].channel"),
        (file_of(entry("a", name=" ")), "invitations[0].name"),
        (file_of(entry("a", message={"html": ""})), "invitations[0].message.html"),
        (file_of(entry("a", message={"html": "x" * 200_000})), "invitations[0].message.html"),
        (file_of(entry("a", position=-1)), "invitations[0].position"),
        (file_of(entry("a", widgets={"departments": ["nowhere"]})), "invitations[0].widgets.departments"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place_of_its_fault(inside: Flask, document: Any, field: str | None) -> None:
    with pytest.raises(InvalidInput) as refused:
        applied(document)
    assert refused.value.field == field
    assert queries.all_details() == ()


def test_two_files_applied_at_once_wait_for_each_other(app: Flask) -> None:
    document = file_of(*(entry(f"help-{number}", state="live") for number in range(5)))
    outcomes: list[Outcome] = []

    def apply_it() -> None:
        with app.app_context():
            outcomes.append(applied(document))
            db.session.remove()

    threads = [threading.Thread(target=apply_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.has_changes for each in outcomes) == [False, False, False, True]
    with app.app_context():
        assert len(queries.all_details()) == 5


def test_every_step_of_a_file_is_in_the_history(inside: Flask) -> None:
    applied(file_of(entry("help", state="live")))
    applied(file_of(entry("help", state="live", position=3)))
    found = select(InvitationVersion.action, InvitationVersion.note).order_by(InvitationVersion.id)
    assert [tuple(row) for row in db.session.execute(found)] == [
        ("applied", "file"),
        ("launched", "file"),
        ("applied", "file"),
    ]


def test_the_example_of_the_handbook_applies(inside: Flask) -> None:
    handbook = (Path(authoring.__file__).parent / "README.md").read_text(encoding="utf-8")
    example = handbook.partition("```yaml\n")[2].partition("```")[0]
    assert applied(read_text(example.encode())).has_changes

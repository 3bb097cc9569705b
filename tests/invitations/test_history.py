"""The history: every save is there with author and difference, and every version can come back."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, func, select, update

from app.domain.roles import Role
from app.domain.snapshots import InvitationState
from app.foundation import clock
from app.foundation.database import db, transaction
from app.invitations import authoring, queries
from app.invitations.document_words import LABELS, spoken_differences
from app.invitations.documents import document_of
from app.invitations.fields_experiment import VariantForm
from app.invitations.forms import InvitationForm
from app.invitations.history import PAGE
from app.invitations.models import Invitation, InvitationVersion
from app.invitations.vocabulary import InvitationDraft
from tests.invitations.test_documents import OTHER
from tests.invitations.writing import PRICING, details, form, saved
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def writer(app: Flask) -> Desk:
    """The browser of somebody who writes invitations."""
    desk = desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))
    desk.opens("/invitations/new")
    return desk


def versions(app: Flask, key: str = "pricing-help") -> list[InvitationVersion]:
    """Every version of an invitation, the oldest first."""
    with app.app_context():
        found = select(InvitationVersion).join(Invitation, Invitation.id == InvitationVersion.invitation_id)
        return list(db.session.execute(found.where(Invitation.key == key).order_by(InvitationVersion.id)).scalars())


def changes(app: Flask, key: str, **fields: Any) -> None:
    """Save with other fields."""
    with app.app_context():
        found = details(app, key)
        authoring.change_invitation(
            key,
            replace(found.draft, **fields),
            expected_version=found.version,
            operator_id=None,
            now=clock.now(),
        )


def words(page: str) -> str:
    """The text of a page in one line, tags removed."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_every_save_launch_and_pause_is_written_down_with_its_author(app: Flask, writer: Desk) -> None:
    assert writer.submits("/invitations/new", form(action="launch")).status_code == 302
    key = "pricing-help"
    changed = form(version="1", position="7", message_html="Need two hands?", action="pause")
    assert writer.submits(f"/invitations/{key}", changed).status_code == 302
    assert [(each.action, each.version, each.document["state"]) for each in versions(app)] == [
        ("created", 1, "draft"),
        ("launched", 1, "live"),
        ("saved", 2, "live"),
        ("paused", 2, "paused"),
    ]
    page = words(writer.opens(f"/invitations/{key}/history").text)
    assert page.count("Sara") >= 4
    assert "Launched by Sara" in page
    assert "Position before: 10 → now: 7" in page
    assert "Need removed: a hand? added: two hands?" in page


def test_saving_without_a_change_is_no_version(app: Flask, writer: Desk) -> None:
    key = saved(app)
    changes(app, key)
    assert len(versions(app, key)) == 1


def test_a_changed_rule_is_shown_as_its_sentence_and_as_its_tree(app: Flask, writer: Desk) -> None:
    key = saved(app)
    more = {"all": [*PRICING["all"], {"any": [{"fact": "visitor.visits", "is": "greater", "value": 1}]}]}
    changes(app, key, conditions=more)
    page = words(writer.opens(f"/invitations/{key}/history").text)
    assert "removed: Page address contains “/pricing”." in page
    assert "added: Page address contains “/pricing” and" in page
    assert "All of these: Page address contains “/pricing” added: Any of these: added:" in page


def test_rolling_back_makes_a_new_version_and_deletes_none(app: Flask, writer: Desk) -> None:
    key = saved(app, launched=True)
    first = details(app, key).draft
    changes(app, key, name="Changed", message_html="<p>Other</p>", max_shows=3)
    oldest = versions(app, key)[0]
    writer.opens(f"/invitations/{key}/history")
    answer = writer.submits(f"/invitations/{key}/history/{oldest.id}/restore", {"version": "2"})
    assert answer.status_code == 302
    found = details(app, key)
    assert found.draft == first
    assert found.snapshot.state is InvitationState.LIVE
    assert found.version == 3
    assert [each.action for each in versions(app, key)] == ["created", "launched", "saved", "rolled_back"]
    page = words(writer.opens(f"/invitations/{key}/history").text)
    assert "is as it was in that version" in page
    assert "Rolled back to version 1" in page


def test_a_roll_back_never_overwrites_what_somebody_saved_meanwhile(app: Flask, writer: Desk) -> None:
    key = saved(app)
    changes(app, key, name="Changed")
    writer.opens(f"/invitations/{key}/history")
    changes(app, key, name="Theirs")
    writer.submits(f"/invitations/{key}/history/{versions(app, key)[0].id}/restore", {"version": "2"})
    assert details(app, key).draft.name == "Theirs"
    assert "Somebody saved this invitation meanwhile" in writer.opens(f"/invitations/{key}/history").text


def test_a_version_that_cannot_be_saved_any_more_is_refused_in_words(app: Flask, writer: Desk) -> None:
    key = saved(app)
    changes(app, key, name="Changed")
    oldest = versions(app, key)[0]
    for fault, reason in (
        ({"widgets": {"departments": ["closed-down"]}}, "There is no department “closed-down”"),
        ({"conditions": {"all": [{"fact": "moon.phase", "is": "full"}]}}, "moon.phase"),
        ({"sender": {"operator": "gone@shop.test"}}, "gone@shop.test"),
    ):
        with app.app_context(), transaction():
            changed = {**oldest.document, **fault}
            db.session.execute(
                update(InvitationVersion).where(InvitationVersion.id == oldest.id).values(document=changed)
            )
        writer.opens(f"/invitations/{key}/history")
        writer.submits(f"/invitations/{key}/history/{oldest.id}/restore", {"version": "2"})
        page = words(writer.opens(f"/invitations/{key}/history").text)
        assert "This version cannot be brought back as it was:" in page
        assert reason in page
    assert details(app, key).draft.name == "Changed"


def test_an_invitation_from_before_there_was_a_history_loses_nothing(app: Flask, writer: Desk) -> None:
    key = saved(app)
    with app.app_context(), transaction():
        db.session.execute(delete(InvitationVersion))
    assert "No history yet" in writer.opens(f"/invitations/{key}/history").text
    changes(app, key, name="Changed")
    assert [(each.action, each.document["name"]) for each in versions(app, key)] == [
        ("found", "Pricing help"),
        ("saved", "Changed"),
    ]
    assert "As it was before its history began" in writer.opens(f"/invitations/{key}/history").text


def test_a_long_history_comes_in_pages(app: Flask, writer: Desk) -> None:
    key = saved(app)
    with app.app_context(), transaction():
        first = db.session.execute(select(InvitationVersion)).scalar_one()
        for number in range(2, 201):
            db.session.add(
                InvitationVersion(
                    invitation_id=first.invitation_id,
                    version=number,
                    action="saved",
                    at=first.at,
                    document={**first.document, "position": number},
                )
            )
    seen, path = 0, f"/invitations/{key}/history"
    while path:
        page = writer.opens(path).text
        seen += page.count('<li class="version"')
        assert page.count('<li class="version"') <= PAGE
        older = re.search(r'href="([^"]*[?]before=[0-9]+)"', page)
        path = older[1] if older else ""
    assert seen == 200


def test_a_version_of_another_invitation_is_not_there(app: Flask, writer: Desk) -> None:
    key, other = saved(app), saved(app, name="Other")
    strange = versions(app, other)[0].id
    writer.opens(f"/invitations/{key}/history")
    assert writer.submits(f"/invitations/{key}/history/{strange}/restore", {"version": "1"}).status_code == 404
    assert writer.opens("/invitations/nobody/history").status_code == 404


def test_deleting_an_invitation_takes_its_history_along(app: Flask, writer: Desk) -> None:
    key = saved(app, launched=True)
    writer.opens(f"/invitations/{key}/history")
    assert writer.submits(f"/invitations/{key}/delete").location == "/invitations"
    with app.app_context():
        assert queries.invitation_details(key) is None
        assert db.session.execute(select(func.count()).select_from(InvitationVersion)).scalar() == 0
    assert writer.submits(f"/invitations/{key}/delete").status_code == 404


def test_every_field_has_a_name_in_the_history(app: Flask) -> None:
    before = InvitationDraft(name="n", message_html="<p>m</p>")
    with app.test_request_context():
        for name, value in OTHER.items():
            if name == "sender":
                continue
            documents = [
                document_of("help", InvitationState.DRAFT, each) for each in (before, replace(before, **{name: value}))
            ]
            for spoken in spoken_differences(*documents):
                assert spoken.label in LABELS.values() or spoken.label == "Message to user (de)", name
                assert spoken.before != spoken.after, name


def test_the_history_calls_a_field_what_the_editor_calls_it(app: Flask) -> None:
    only_here = {"state", "conditions", "moment", "experiment.original_weight", "schedule.from", "schedule.until"}
    with app.test_request_context():
        unbound = [getattr(InvitationForm, name) for name in dir(InvitationForm)]
        parts = [getattr(VariantForm, name) for name in dir(VariantForm)]
        labels = {str(arg) for each in (*unbound, *parts) for arg in getattr(each, "args", ())[:2]}
    assert {path for path, label in LABELS.items() if label not in labels} <= only_here


def test_a_hostile_text_stays_text_in_the_history(app: Flask, writer: Desk) -> None:
    key = saved(app, name="Plain")
    changes(app, key, name="<script>alert(1)</script>", campaign="<img src=x onerror=alert(1)>")
    changes(app, key, message_html="<p>&lt;b onclick=x&gt;Hi</p>", sender_name="<i>Anna</i>")
    page = writer.opens(f"/invitations/{key}/history").text
    for dangerous in ("<script>alert", "<img src=x", "<b onclick", "<i>Anna"):
        assert dangerous not in page
    assert "&lt;script&gt;" in page

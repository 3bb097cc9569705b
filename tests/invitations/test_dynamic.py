"""Dynamic invitations: the moment they wait for is understood when it is written, travels with the page, and must have
come in the browser that claims."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from app.domain.errors import InvalidInput
from app.domain.roles import Role
from app.domain.rules import decode
from app.domain.snapshots import InvitationState
from app.foundation.clock import now as present_moment
from app.foundation.database import db, transaction
from app.invitations import authoring, queries
from app.invitations.list_queries import ListFilter, list_page
from app.invitations.models import Invitation
from app.invitations.moment_fields import moment_fields_from, moment_fields_of
from app.invitations.moments import moment_explanation, moment_sentence
from app.invitations.sentence import invitation_sentence
from app.invitations.vocabulary import InvitationDraft
from app.plugin_host import host
from tests.invitations.conftest import PRICING, Browser, Shop
from tests.invitations.writing import details, form
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

LEAVING = InvitationDraft(
    name="Leaving", message_html="Wait", type="dynamic", conditions=PRICING, moment={"on": "exit_intent"}
)
COUNTS_EVENTS = {"all": [{"fact": "event.count", "event": "login_failed", "within": 1800, "value": 5}]}


@pytest.fixture
def writer(app: Flask) -> Desk:
    """A supervisor's browser."""
    return desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))


def written(**fields: Any) -> InvitationDraft:
    return replace(LEAVING, **fields)


def refused(draft: InvitationDraft) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        authoring.create_invitation(draft, operator_id=None, now=present_moment())
    assert queries.invitation_names() == ()
    return caught.value


@pytest.mark.parametrize(
    ("moment", "kept"),
    [
        ({"on": "exit_intent"}, {"on": "exit_intent"}),
        ({"on": "idle", "seconds": 45}, {"on": "idle", "seconds": 45}),
        ({"on": "idle"}, {"on": "idle", "seconds": 30}),
        ({"on": "scroll", "percent": 62.5}, {"on": "scroll", "percent": 62.5}),
    ],
)
def test_visitor_idle_n_seconds_on_site_is_kept_as_it_is_written(
    shop: Shop, moment: dict[str, Any], kept: dict[str, Any]
) -> None:
    saved = authoring.create_invitation(written(moment=moment), operator_id=None, now=present_moment())

    found = queries.invitation_details(saved.key)
    assert found is not None
    assert found.draft.moment == kept
    assert list_page(ListFilter()).listings[0].moment == kept


@pytest.mark.parametrize(
    ("moment", "field"),
    [
        ("exit_intent", "moment"),
        ({}, "moment.on"),
        ({"on": "telepathy"}, "moment.on"),
        ({"on": ["idle"]}, "moment.on"),
        ({"on": "idle", "minutes": 1}, "moment.minutes"),
        ({"on": "idle", "seconds": "thirty"}, "moment.seconds"),
        ({"on": "idle", "seconds": 0}, "moment.seconds"),
        ({"on": "idle", "seconds": 10**9}, "moment.seconds"),
        ({"on": "idle", "seconds": True}, "moment.seconds"),
        ({"on": "scroll", "percent": 101}, "moment.percent"),
        ({"on": "exit_intent", "seconds": 5}, "moment.seconds"),
        (None, "moment"),
    ],
)
def test_a_moment_that_cannot_be_kept_is_refused_with_its_place(shop: Shop, moment: Any, field: str) -> None:
    assert refused(written(moment=moment)).field == field


def test_events_and_dynamic_invitations_cannot_be_used_at_the_same_time(shop: Shop) -> None:
    error = refused(written(conditions={"any": [PRICING, COUNTS_EVENTS]}))

    assert (error.field, error.code) == ("conditions.any[1].all[0]", "not_combinable")
    assert "dynamic and event-based cannot be combined" in error.message


@pytest.mark.parametrize("kind", ["url", "event"])
def test_an_invitation_of_another_type_waits_for_no_moment(shop: Shop, kind: str) -> None:
    if kind not in host().registry.invitation_types:
        pytest.skip("no plugin offers this type")
    error = refused(written(type=kind))

    assert error.field == "moment"
    assert ("dynamic and event-based cannot be combined" in error.message) is (kind == "event")


def test_the_moment_travels_with_the_page_and_names_its_browser_module(shop: Shop, browser: Browser) -> None:
    shop.invites("leaving", type="dynamic", moment={"on": "idle", "seconds": 12})
    browser.opens()

    document = browser.armed[0].as_document()
    assert document["moment"] == {"on": "idle", "seconds": 12}
    assert document["module"].startswith("/embed/plugins/dynamic_invitations/idle.js?v=")


@pytest.mark.parametrize(
    ("moment", "outcome"),
    [("exit_intent", "granted"), ("invite", "granted"), (None, "moment"), ("idle", "moment")],
)
def test_invitation_is_triggered_once_the_visitor_leaves_and_not_before(
    shop: Shop, browser: Browser, moment: str | None, outcome: str
) -> None:
    shop.invites("leaving", type="dynamic", moment={"on": "exit_intent"})
    browser.opens()

    assert browser.reason("leaving", moment=moment) == outcome


def test_all_above_conditions_also_have_to_be_met(shop: Shop, browser: Browser) -> None:
    patient = {"all": [*PRICING["all"], {"fact": "page.seconds", "is": "greater", "value": 10}]}
    shop.invites("leaving", type="dynamic", moment={"on": "exit_intent"}, conditions=patient)
    browser.opens()

    assert browser.reason("leaving", moment="exit_intent", facts={"page.seconds": 3}) == "conditions"
    assert browser.reason("leaving", moment="exit_intent", facts={"page.seconds": 10.5}) == "granted"


def test_a_moment_of_a_plugin_that_is_gone_stays_in_the_form_and_never_comes(shop: Shop, browser: Browser) -> None:
    key = shop.invites("leaving", type="dynamic", moment={"on": "exit_intent"}, launched=False)
    with transaction():
        db.session.execute(update(Invitation).values(moment={"on": "copied", "words": 3}))
    authoring.launch(key, operator_id=None, now=present_moment())

    assert browser.opens() == []
    assert browser.reason("leaving", moment="copied") == "moment"
    found = queries.invitation_details("leaving")
    assert found is not None
    fields = moment_fields_of("dynamic", found.draft.moment)
    dynamic = next(each for each in fields.choices("dynamic") if each.id == "dynamic")
    assert [each.id for each in dynamic.moments if each.is_chosen] == ["copied"]
    assert fields.document("dynamic") == {"on": "copied", "words": 3}
    assert "never" in moment_sentence({"on": "copied"})
    assert "no enabled plugin" in moment_explanation({"on": "copied"}).lower()


def test_launching_and_pausing_keep_the_moment(shop: Shop) -> None:
    key = shop.invites("leaving", type="dynamic", moment={"on": "scroll", "percent": 60})

    paused = authoring.pause(key, operator_id=None, now=present_moment())

    found = queries.invitation_details(key)
    assert found is not None
    assert (paused.state, found.draft.moment) == (InvitationState.PAUSED, {"on": "scroll", "percent": 60})


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ({"on": "exit_intent"}, "the visitor is about to leave the window"),
        ({"on": "idle", "seconds": 1}, "the visitor has been idle for 1 second"),
        ({"on": "idle", "seconds": 2.5}, "the visitor has been idle for 2.5 seconds"),
        ({"on": "scroll", "percent": 60}, "the visitor has scrolled through 60% of the page"),
    ],
)
def test_a_moment_is_a_clause_of_the_sentence(shop: Shop, moment: dict[str, Any], words: str) -> None:
    assert moment_sentence(moment) == words
    rule = decode(PRICING, host().registry.facts)
    assert words in invitation_sentence(written(moment=moment), rule)


def test_the_form_says_that_touch_devices_have_no_exit_intent(shop: Shop) -> None:
    (dynamic,) = [each for each in moment_fields_from({}).choices("dynamic") if each.id == "dynamic"]
    assert "Phones and tablets" in dynamic.moments[0].help
    assert "Phones and tablets" in moment_explanation({"on": "exit_intent"})


@pytest.mark.parametrize(
    ("typed", "document"),
    [
        ({}, None),
        ({"moment-dynamic": "exit_intent"}, {"on": "exit_intent"}),
        ({"moment-dynamic": "idle", "moment-dynamic-idle-seconds": " 2,5 "}, {"on": "idle", "seconds": 2.5}),
        ({"moment-dynamic": "idle", "moment-dynamic-idle-seconds": "nan"}, {"on": "idle", "seconds": "nan"}),
        ({"moment-dynamic": "idle"}, {"on": "idle"}),
        ({"moment-dynamic": "scroll", "moment-dynamic-idle-seconds": "9"}, {"on": "scroll"}),
    ],
)
def test_the_form_gives_the_file_form(shop: Shop, typed: dict[str, str], document: dict[str, Any] | None) -> None:
    found = moment_fields_from(typed).document("dynamic")

    assert found == document
    assert moment_fields_from(typed).document("url") is None


def dynamic_form(**fields: Any) -> dict[str, Any]:
    return form(**{"type": "dynamic", "moment-dynamic": "idle", "moment-dynamic-idle-seconds": "45", **fields})


def test_choosing_type_moment_and_seconds_in_the_form_saves_them(app: Flask, writer: Desk) -> None:
    page = writer.opens("/invitations/new").text
    assert 'name="moment-dynamic-idle-seconds" value="30"' in page

    response = writer.submits("/invitations/new", dynamic_form())

    assert details(app, "pricing-help").draft.moment == {"on": "idle", "seconds": 45}
    again = writer.opens(response.location).text
    assert re.search(r'name="moment-dynamic" value="idle" checked', again)
    assert 'name="moment-dynamic-idle-seconds" value="45"' in again
    assert "the visitor has been idle for 45 seconds" in again


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"moment-dynamic": ""}, "choose the moment at which it shows"),
        ({"moment-dynamic-idle-seconds": "soon"}, "This value must be a number"),
        ({"moment-dynamic-idle-seconds": "0"}, "This value must be at least 1"),
        ({"moment-dynamic": "telepathy"}, "no enabled plugin knows the moment"),
    ],
)
def test_what_is_wrong_with_the_moment_stands_beside_its_field(
    writer: Desk, fields: dict[str, str], message: str
) -> None:
    refused = writer.submits("/invitations/new", dynamic_form(**fields))

    assert refused.status_code == InvalidInput.status
    assert refused.text.lower().count(message.lower()) == 2, "in the list above and beside the field"


def test_the_form_says_that_dynamic_and_event_based_exclude_each_other(writer: Desk) -> None:
    conditions = (
        '{"all": [{"fact": "event.count", "event": "login_failed", "within": 1800, "is": "at_least", "value": 5}]}'
    )
    refused = writer.submits("/invitations/new", dynamic_form(nested=conditions))

    assert refused.status_code == InvalidInput.status
    assert "ynamic and event-based cannot be combined" in refused.text


def test_the_moments_of_another_type_are_not_saved(app: Flask, writer: Desk) -> None:
    writer.submits("/invitations/new", dynamic_form(type="url"))

    assert details(app, "pricing-help").draft.moment is None

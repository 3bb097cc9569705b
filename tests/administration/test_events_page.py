"""The page of events: definitions with their counts, what nobody defined, and what the sites send."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.roles import Role
from app.foundation.clock import now
from app.foundation.database import transaction
from app.invitations import authoring
from app.invitations.vocabulary import InvitationDraft
from app.visitors.event_definitions import EventDraft, define_event
from app.visitors.event_queries import defined_event, defined_events
from app.visitors.reports import PageReport
from app.visitors.service import Report, receive_event, record_page_view
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock


@pytest.fixture
def administrator(app: Flask) -> Desk:
    """An administrator's browser."""
    return desk_of(app, account(app, "Ada", role=Role.ADMINISTRATOR))


def define(app: Flask, identifier: str, store_timeout: int = 0, **fields: Any) -> int:
    with app.app_context():
        return define_event(EventDraft(identifier, store_timeout=store_timeout, **fields), now()).id


def send(app: Flask, *reports: tuple[str, str | None]) -> None:
    """Somebody's page reports events."""
    with app.app_context(), transaction() as publish:
        report = PageReport(url="https://shop.test/login", page_key="page-1", user_agent="x")
        visitor = record_page_view(publish, report, visitor_key=None, now=now()).visitor
        for identifier, value in reports:
            receive_event(publish, visitor.key, Report(identifier, value), now())


def invite(app: Flask, event: str, *, launched: bool) -> str:
    with app.app_context():
        condition = {"not": {"any": [{"fact": "event.count", "event": event, "within": 60}]}}
        draft = InvitationDraft(name=f"For {event}", type="event", message_html="<p>Hi</p>", conditions=condition)
        made = authoring.create_invitation(draft, operator_id=None, now=now())
        if launched:
            authoring.launch(made.key, operator_id=None, now=now())
        return made.key


def words(page: str) -> str:
    """What a reader sees."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def row(page: str, identifier: str) -> str:
    found = re.search(rf'<tr data-event="{re.escape(identifier)}">(.*?)</tr>', page, re.DOTALL)
    assert found is not None
    return words(found[1])


def test_before_the_first_event_the_page_says_what_to_do_next(administrator: Desk) -> None:
    page = administrator.opens("/events").text

    assert "No events are defined yet" in page
    assert 'Beckon("event", "login_failed");' in html.unescape(page)
    assert 'href="/events/new"' in page


def test_an_event_is_defined_and_its_page_has_the_lines_to_copy(administrator: Desk, app: Flask) -> None:
    answer = administrator.submits(
        "/events/new",
        {"name": "Voucher tried", "identifier": " voucher ", "store_timeout": "60", "filter_by_value": "y"},
    )

    assert answer.status_code == 302
    page = html.unescape(administrator.opens(answer.location).text)
    assert 'Beckon("event", "voucher");' in page
    assert '"events": [{"id": "voucher"}]' in page
    assert '$_LHC.eventListener.emitEvent("addEvent", [[{"id": "voucher"}]]);' in page
    with app.app_context():
        event = defined_event("voucher")
    assert event is not None
    assert (event.name, event.store_timeout, event.filter_by_value) == ("Voucher tried", 60, True)


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"identifier": ""}, "identifier", "Write the name by which pages report the event"),
        ({"identifier": "two words"}, "identifier", "Use letters, digits and _ - . : only, without blanks"),
        ({"identifier": "Taken"}, "identifier", "There is an event “Taken” already."),
        ({"identifier": "x" * 101}, "identifier", "At most 100 characters are possible."),
        ({"identifier": "a,b", "store_timeout": "-1"}, "identifier", "Use letters, digits"),
        ({"identifier": "a,b", "store_timeout": "-1"}, "store_timeout", "from 0 to 31622400"),
        ({"store_timeout": "soon"}, "store_timeout", "Not a valid integer"),
        ({"store_timeout": ""}, "store_timeout", "Write a number."),
    ],
)
def test_what_cannot_be_accepted_is_said_beside_the_field(
    administrator: Desk, app: Flask, fields: dict[str, str], field: str, said: str
) -> None:
    define(app, "taken")
    answer = administrator.submits("/events/new", {"identifier": "free", "store_timeout": "0"} | fields)

    assert answer.status_code == 422
    beside = html.unescape(answer.text.partition(f'id="{field}-error"')[2].partition("</p>")[0])
    assert said in beside
    with app.app_context():
        assert len(defined_events()) == 1


def test_name_and_rule_can_be_changed_and_the_identifier_stays(administrator: Desk, app: Flask) -> None:
    event_id = define(app, "login_failed")
    answer = administrator.submits(
        f"/events/{event_id}", {"name": "Wrong password", "identifier": "other", "store_timeout": "1"}
    )

    assert (answer.status_code, answer.location) == (302, "/events")
    with app.app_context():
        (event,) = defined_events()
    assert (event.identifier, event.name, event.store_timeout) == ("login_failed", "Wrong password", 1)


@pytest.mark.parametrize("path", ["/events/99", "/events/99/delete"])
def test_an_event_that_is_not_there_is_not_found(administrator: Desk, path: str) -> None:
    answer = administrator.submits(path, {"identifier": "x", "store_timeout": "0"})
    assert answer.status_code == 404


def test_the_list_counts_the_last_seven_days_and_names_who_waits(
    administrator: Desk, app: Flask, clock: FrozenClock
) -> None:
    define(app, "login_failed", 90)
    define(app, "voucher", filter_by_value=True)
    key = invite(app, "login_failed", launched=True)
    send(app, ("login_failed", None))
    clock.advance(8 * 24 * 3600)
    send(app, ("login_failed", None), ("login_failed", None), ("voucher", "A"), ("voucher", "B"))
    page = administrator.opens("/events").text

    assert "Again after 90 seconds" in row(page, "login_failed")
    assert re.search(r"\b1 1 1\b", row(page, "login_failed")), "one stored, one visitor, one not stored"
    assert "For login_failed" in row(page, "login_failed")
    assert f"/invitations/{key}" in page
    assert "Once for each visitor and value" in row(page, "voucher")
    assert re.search(r"\b2 1 0\b", row(page, "voucher"))
    assert "no invitation" in row(page, "voucher")


def test_what_nobody_defined_is_counted_and_one_button_away_from_a_definition(administrator: Desk, app: Flask) -> None:
    send(app, ("lgoin_failed", None), ("lgoin_failed", None), ("<b>two words", None))
    page = administrator.opens("/events").text

    assert re.search(r"lgoin_failed 2 1 .*/login", row(page, "lgoin_failed"))
    assert "Change the page" in words(page)
    assert "<b>two" not in page
    form = administrator.opens("/events/new?identifier=lgoin_failed").text
    assert 'href="/events/new?identifier=lgoin_failed"' in page
    assert 'value="lgoin_failed"' in form


def test_the_log_shows_each_report_with_value_visitor_page_and_outcome(administrator: Desk, app: Flask) -> None:
    define(app, "birthday")
    define(app, "login_failed", 60)
    send(app, ("birthday", "40"), ("birthday", None), ("login_failed", None), ("login_failed", None), ("typo", "<i>"))
    log = words(administrator.opens("/events").text.partition('id="events-log"')[2])

    outcomes = re.findall(r"stored before|stored|too soon|not defined", log)
    assert outcomes == ["not defined", "too soon", "stored", "stored before", "stored"]
    assert " 40 " in log
    assert "/login" in log
    only = words(administrator.opens("/events?event=birthday").text.partition('id="events-log"')[2])
    assert "login_failed" not in only
    assert "Show all" in administrator.opens("/events?event=birthday").text


def test_the_log_of_an_event_that_was_never_sent_says_how_to_send_it(administrator: Desk, app: Flask) -> None:
    define(app, "birthday")
    page = html.unescape(administrator.opens("/events?event=birthday").text)
    assert "No page has sent “birthday” yet" in page
    assert 'Beckon("event", "birthday");' in page


def test_an_event_that_a_live_invitation_waits_for_cannot_be_deleted(administrator: Desk, app: Flask) -> None:
    event_id = define(app, "birthday")
    invite(app, "birthday", launched=True)
    assert (
        "It cannot be deleted while it is used by live invitations" in administrator.opens(f"/events/{event_id}").text
    )

    answer = administrator.submits(f"/events/{event_id}/delete")

    assert "“For birthday”" in html.unescape(administrator.opens(answer.location).text)
    with app.app_context():
        assert defined_event("birthday") is not None


def test_an_event_that_only_a_draft_waits_for_is_deleted_after_a_warning(administrator: Desk, app: Flask) -> None:
    event_id = define(app, "birthday")
    invite(app, "birthday", launched=False)
    assert "would never show: For birthday" in html.unescape(administrator.opens(f"/events/{event_id}").text)

    answer = administrator.submits(f"/events/{event_id}/delete")

    assert answer.location == "/events"
    with app.app_context():
        assert defined_event("birthday") is None


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.OPERATOR])
def test_only_administrators_define_events(app: Flask, role: Role) -> None:
    desk = desk_of(app, account(app, "Olga", role=role))
    assert [desk.opens(path).status_code for path in ("/events", "/events/new", "/events/1")] == [403, 403, 403]

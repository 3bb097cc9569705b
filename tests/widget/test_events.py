"""Events on their way through the widget: reported by a page, recorded or not, and what invitations make of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.foundation.clock import now
from app.invitations import authoring
from app.invitations.vocabulary import InvitationDraft, WhenTeam
from app.visitors.event_definitions import EventDraft, define_event

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock

URL = "https://shop.test/login"
EVENT = {"kind": "event"}


def define(app: Flask, identifier: str, store_timeout: int, *, filter_by_value: bool = False) -> None:
    with app.app_context():
        define_event(EventDraft(identifier, identifier, store_timeout, filter_by_value), now())


def invite(app: Flask, event: str, *, times: int, within: int, comparison: str = "at_least", **fields: Any) -> str:
    condition = {"fact": "event.count", "event": event, "within": within, "is": comparison, "value": times}
    with app.app_context():
        draft = InvitationDraft(
            name=event,
            type=fields.pop("type", "event"),
            message_html="<p>May I help?</p>",
            when_team=WhenTeam.EITHER,
            conditions={"all": [condition]},
        )
        made = authoring.create_invitation(draft, operator_id=None, now=now())
        authoring.launch(made.key, operator_id=None, now=now())
        return made.key


def claims(browser: Any, key: str) -> Any:
    body = {
        "token": browser.token, "page_id": f"page-{browser.opened:05}", "tab_id": "first-tab", "url": URL, "title": "",
        "key": key, "version": 0, "facts": {},
    }  # fmt: skip
    answer = browser.post("/embed/v1/claim", body).json
    return True if answer["granted"] else answer["reason"]


def reports(browser: Any, identifier: str, **fields: Any) -> Any:
    return browser.signals({"kind": "event", "id": identifier, **fields}).json["results"][0]


def test_the_birthday_example(browser: Any, app: Flask, clock: FrozenClock) -> None:
    """Identifier birthday, store timeout 0, invited when it was recorded at least once within 24 hours."""
    define(app, "birthday", 0)
    key = invite(app, "birthday", times=1, within=86_400)
    assert [one["key"] for one in browser.opens(URL).json["armed"]] == [key]
    assert claims(browser, key) == "conditions"

    assert reports(browser, "birthday") == {"ok": True, "outcome": "recorded"}
    assert claims(browser, key) is True
    browser.signals({"kind": "dismissed", "impression": "none"})

    clock.advance(86_400)
    browser.opens(URL)
    assert reports(browser, "birthday") == {"ok": True, "outcome": "repeated"}
    clock.advance(0.001)
    assert claims(browser, key) == "conditions", "the one record is more than 24 hours old and is never repeated"


def test_the_login_failed_example(browser: Any, app: Flask, clock: FrozenClock) -> None:
    """Identifier login_failed, store timeout 1, invited when it was recorded at least 5 times within half an hour."""
    define(app, "login_failed", 1)
    key = invite(app, "login_failed", times=5, within=1800)
    browser.opens(URL)
    for _attempt in range(4):
        assert reports(browser, "login_failed")["outcome"] == "recorded"
        assert reports(browser, "login_failed")["outcome"] == "too_soon"
        clock.advance(1)
    assert claims(browser, key) == "conditions"

    assert reports(browser, "login_failed")["outcome"] == "recorded"
    assert claims(browser, key) is True


def test_login_failed_four_times_and_once_more_after_half_an_hour_is_not_five_times(
    browser: Any, app: Flask, clock: FrozenClock
) -> None:
    define(app, "login_failed", 1)
    key = invite(app, "login_failed", times=5, within=1800)
    browser.opens(URL)
    for _attempt in range(4):
        reports(browser, "login_failed")
        clock.advance(1)
    clock.advance(1796.001)
    reports(browser, "login_failed")
    assert claims(browser, key) == "conditions", "the first was 1800.001 seconds ago"
    reports(browser, "login_failed")
    clock.advance(1)
    reports(browser, "login_failed")
    assert claims(browser, key) == "conditions", "and so was the second in the meantime"


def test_the_browser_is_told_what_is_recorded_with_the_page_and_with_the_answer_to_a_report(
    browser: Any, app: Flask, clock: FrozenClock
) -> None:
    define(app, "login_failed", 1)
    define(app, "birthday", 0)
    invite(app, "login_failed", times=5, within=1800)
    answer = browser.opens(URL).json
    assert answer["armed"][0]["test"] == ["event.count", "number.at_least", 5, ["login_failed", 1800]]
    assert answer["events"] == []

    told = browser.signals({**EVENT, "id": "login_failed"}, {**EVENT, "id": "birthday"}).json
    assert told["events"] == [["login_failed", 0.0]], "no invitation asks for birthdays"
    clock.advance(12)
    assert browser.opens(URL).json["events"] == [["login_failed", 12.0]]
    assert "events" not in browser.signals({"kind": "heartbeat"}).json


def test_the_browser_is_told_no_more_records_than_decide(browser: Any, app: Flask, clock: FrozenClock) -> None:
    define(app, "login_failed", 1)
    invite(app, "login_failed", times=2, within=60, comparison="at_most")
    browser.opens(URL)
    for _attempt in range(6):
        reports(browser, "login_failed")
        clock.advance(1)
    assert browser.opens(URL).json["events"] == [["login_failed", 3.0], ["login_failed", 2.0], ["login_failed", 1.0]]
    clock.advance(58.5)
    assert browser.opens(URL).json["events"] == [["login_failed", 59.5]]


def test_a_condition_about_events_serves_other_types_as_well(browser: Any, app: Flask) -> None:
    define(app, "birthday", 0)
    key = invite(app, "birthday", times=0, within=60, comparison="equals", type="url")
    browser.opens(URL)
    assert claims(browser, key) is True


def test_an_event_of_the_embed_code_may_come_with_its_age(browser: Any, app: Flask, clock: FrozenClock) -> None:
    define(app, "login_failed", 1)
    invite(app, "login_failed", times=5, within=1800)
    browser.opens(URL)
    told = browser.signals(*({**EVENT, "id": "login_failed", "seconds_ago": ago} for ago in (4, 2.5, 0.5, 0))).json
    assert [one["outcome"] for one in told["results"]] == ["recorded", "recorded", "recorded", "too_soon"]
    assert told["events"] == [["login_failed", 4.0], ["login_failed", 2.5], ["login_failed", 0.5]]


@pytest.mark.parametrize("seconds_ago", [-1, "1", None, True])
def test_an_age_is_a_number_from_0_on(browser: Any, app: Flask, seconds_ago: object) -> None:
    define(app, "birthday", 0)
    browser.opens(URL)
    assert reports(browser, "birthday", seconds_ago=seconds_ago)["code"] == "invalid"


def test_an_event_that_nobody_defined_is_refused_with_the_reason_and_creates_nothing(browser: Any, app: Flask) -> None:
    browser.opens(URL)
    refused = reports(browser, "lgoin_failed")
    assert (refused["ok"], refused["code"]) == (False, "unknown_event")
    assert "'lgoin_failed'" in refused["message"]
    assert "Events" in refused["message"]
    assert reports(browser, "lgoin_failed")["code"] == "unknown_event"


def test_a_page_that_reports_without_end_is_slowed_down(browser: Any, app: Flask, clock: FrozenClock) -> None:
    define(app, "scrolled", 1)
    browser.opens(URL)
    results = browser.signals(*[{**EVENT, "id": "scrolled"}] * 101).json["results"]
    assert [one.get("outcome") or one["code"] for one in (results[0], results[99], results[100])] == [
        "recorded", "too_soon", "too_many_requests",
    ]  # fmt: skip
    clock.advance(1)
    assert reports(browser, "scrolled")["outcome"] == "recorded"


def test_a_visitor_whose_row_is_gone_has_no_events(browser: Any, app: Flask) -> None:
    define(app, "birthday", 0)
    invite(app, "birthday", times=1, within=60)
    browser.opens(URL)
    reports(browser, "birthday")
    browser.token = None
    assert browser.opens(URL).json["events"] == []
    assert reports(browser, "birthday")["outcome"] == "recorded"

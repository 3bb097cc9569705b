"""What the second document says about dynamic invitations and events, sentence by sentence."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from tests.invitations.writing import form
from tests.seeds.conftest import PAGE, Writes, granted

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock
    from tests.operators.people import Desk
    from tests.widget.conftest import Browser


def event(identifier: str, times: int, within: int) -> str:
    condition = {"fact": "event.count", "event": identifier, "within": within, "is": "at_least", "value": times}
    return orjson.dumps({"all": [condition]}).decode()


def defines(writer: Desk, identifier: str, store_timeout: int, **fields: Any) -> None:
    """Fill in the page of event definitions."""
    writer.opens("/events/new")
    sent = {"name": identifier.title(), "identifier": identifier, "store_timeout": str(store_timeout), **fields}
    assert writer.submits("/events/new", sent).status_code == 302


def moment_of(browser: Browser) -> Any:
    return browser.opens(PAGE).json["armed"][0]["moment"]


def claims(browser: Browser, key: str, moment: str | None) -> bool:
    body: dict[str, Any] = {
        "token": browser.token, "page_id": f"page-{browser.opened:05}", "tab_id": "first-tab", "url": PAGE, "title": "",
        "key": key, "version": 0, "facts": {}, "moment": moment,
    }  # fmt: skip
    return bool(browser.post("/embed/v1/claim", body).json["granted"])


def test_invitation_is_triggered_once_visitor_leaves_a_browser_window(
    app: Flask, writes: Writes, browser: Browser
) -> None:
    """Mouse leaves a browser window – invitation is triggered once visitor leaves a browser window."""
    key = writes(type="dynamic", **{"moment-dynamic": "exit_intent"})

    assert moment_of(browser) == {"on": "exit_intent"}
    assert not claims(browser, key, None)
    assert claims(browser, key, "exit_intent")


def test_show_invitation_if_visitor_is_idle_for_n_seconds(app: Flask, writes: Writes, browser: Browser) -> None:
    """Visitor idle N seconds on site. Value is entered in below field."""
    key = writes(type="dynamic", **{"moment-dynamic": "idle", "moment-dynamic-idle-seconds": "45"})

    assert moment_of(browser) == {"on": "idle", "seconds": 45}
    assert claims(browser, key, "idle")


def test_all_above_conditions_also_have_to_be_met(app: Flask, writes: Writes, browser: Browser) -> None:
    """Dynamic: this is a dynamic invitation. All above conditions also has to be met."""
    key = writes(("visit.page_views", "at_least", "2"), type="dynamic", **{"moment-dynamic": "exit_intent"})
    browser.opens(PAGE)
    assert not claims(browser, key, "exit_intent")
    browser.opens(PAGE)

    assert claims(browser, key, "exit_intent")


def test_events_and_dynamic_invitations_cannot_be_used_at_the_same_time(app: Flask, writer: Desk) -> None:
    """Events and dynamic invitations cannot be used at the same time."""
    defines(writer, "login_failed", 1)
    writer.opens("/invitations/new")

    refused = writer.submits(
        "/invitations/new",
        form(type="dynamic", nested=event("login_failed", 5, 1800), **{"moment-dynamic": "exit_intent"}),
    )

    assert refused.status_code == 422
    assert "dynamic and event-based cannot be combined" in html.unescape(refused.text).lower()


def test_show_invitation_if_todays_is_user_birthday(
    app: Flask, writer: Desk, writes: Writes, browser: Browser, clock: FrozenClock
) -> None:
    """Birthday has to be recorded as event at least one time within 24 hours; store timeout 0 avoids duplicates."""
    defines(writer, "birthday", 0)
    key = writes(type="event", nested=event("birthday", 1, 86_400))
    browser.opens(PAGE)
    assert granted(browser, key) == "conditions"

    browser.signals({"kind": "event", "id": "birthday"})

    assert granted(browser, key)["key"] == key


@pytest.mark.parametrize(("failures", "shows"), [(4, False), (5, True)])
def test_show_invitation_if_login_failed_5_times(
    app: Flask, writer: Desk, writes: Writes, browser: Browser, clock: FrozenClock, failures: int, shows: bool
) -> None:
    """Here we expect to show invitation if this event occurred minimum 5 times during last half hour."""
    defines(writer, "login_failed", 1)
    key = writes(type="event", nested=event("login_failed", 5, 1800))
    browser.opens(PAGE)
    for _attempt in range(failures):
        browser.signals({"kind": "event", "id": "login_failed"})
        clock.advance(1)

    assert (granted(browser, key) != "conditions") is shows


def test_do_not_store_event_if_from_last_event_has_not_passed_x_seconds(
    app: Flask, writer: Desk, browser: Browser, clock: FrozenClock
) -> None:
    """Do not store event if from last event has passed less than x seconds."""
    defines(writer, "search", 10)
    browser.opens(PAGE)

    def reports() -> str:
        return str(browser.signals({"kind": "event", "id": "search"}).json["results"][0]["outcome"])

    first = reports()
    clock.advance(9.999)
    second = reports()
    clock.advance(0.001)

    assert (first, second, reports()) == ("recorded", "too_soon", "recorded")


def test_filter_by_value_makes_the_value_part_of_a_unique_record(app: Flask, writer: Desk, browser: Browser) -> None:
    """Filter by value – if checked. We will also check a value for unique event record."""
    defines(writer, "viewed", 0, filter_by_value="y")
    browser.opens(PAGE)

    said = [
        browser.signals({"kind": "event", "id": "viewed", "value": value}).json["results"][0]["outcome"]
        for value in ("desk", "desk", "chair")
    ]

    assert said == ["recorded", "repeated", "recorded"]

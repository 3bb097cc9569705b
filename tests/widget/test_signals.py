"""Signals and claims: what happens on a page after it was opened."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.conversions.queries import unknown_goals
from app.foundation.clock import now
from app.plugin_host import host
from app.visitors import queries
from app.visitors.event_queries import undefined_events

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock


def test_every_signal_has_its_own_result_and_a_refused_one_does_not_stop_the_others(browser: Any, app: Flask) -> None:
    browser.opens()
    results = browser.signals(
        {"kind": "heartbeat", "visible": True},
        {"kind": "dance"},
        {"kind": "tag", "name": ""},
        {"kind": "tag", "name": "vip"},
        {"kind": "title", "title": "New", "more": 1},
        {"kind": "title", "title": "Newer"},
    ).json["results"]
    assert [one["ok"] for one in results] == [True, False, False, True, False, True]
    assert [one.get("code") for one in results if not one["ok"]] == ["unknown_kind", "invalid", "invalid"]
    with app.app_context():
        visitor = queries.recent_visitors()[0]
        assert (visitor.tags, visitor.page and visitor.page.title) == (("vip",), "Newer")


def test_unknown_events_and_goals_are_refused_by_name_and_counted(browser: Any, app: Flask) -> None:
    browser.opens()
    results = browser.signals(
        {"kind": "event", "id": "typo", "value": 3},
        {"kind": "conversion", "id": "sold", "value": "9.5", "currency": "EUR"},
    ).json["results"]
    assert [one["code"] for one in results] == ["unknown_event", "unknown_goal"]
    assert "'typo'" in results[0]["message"]
    with app.app_context():
        assert [one.identifier for one in undefined_events(now() - timedelta(hours=1))] == ["typo"]
        assert unknown_goals(now()) == (("sold", 1),)


def test_who_and_what_the_visitor_is_can_be_told_later(browser: Any, app: Flask) -> None:
    browser.opens()
    results = browser.signals({"kind": "identify", "name": "Ann"}, {"kind": "attributes", "plan": "gold"}).json[
        "results"
    ]
    assert [one["ok"] for one in results] == [True, True]
    with app.app_context():
        visitor = queries.recent_visitors()[0]
        assert visitor.name == "Ann"
        assert queries.attributes_of(visitor.id) == {"plan": "gold"}


def test_a_closed_page_is_a_departure_after_five_seconds(browser: Any, app: Flask, clock: FrozenClock) -> None:
    browser.opens()
    assert browser.signals({"kind": "left"}).json["results"] == [{"ok": True}]
    clock.advance(6)
    with app.app_context():
        assert queries.visitors_online_count(now()) == 0


def test_a_hidden_page_is_no_sign_of_life(browser: Any, app: Flask, clock: FrozenClock) -> None:
    browser.opens()
    clock.advance(80)
    browser.signals({"kind": "heartbeat", "visible": False})
    clock.advance(20)
    with app.app_context():
        assert queries.visitors_online_count(now()) == 0


@pytest.mark.parametrize("token", [None, "made.up"])
def test_the_signals_of_somebody_who_is_not_tracked_are_refused(browser: Any, token: str | None) -> None:
    browser.opened = 1
    browser.token = token
    response = browser.signals({"kind": "heartbeat"}, {"kind": "left"})
    assert response.status_code == 200
    assert [one["code"] for one in response.json["results"]] == ["not_tracked", "not_tracked"]


def test_a_claim_of_somebody_who_is_not_tracked_or_for_no_invitation_is_refused(browser: Any) -> None:
    browser.opened = 1
    assert browser.claims("welcome").json == {"granted": False, "reason": "not_tracked"}
    browser.opens()
    assert browser.claims("welcome").json == {"granted": False, "reason": "unknown"}


@pytest.mark.parametrize("kind", ["seen", "opened", "clicked", "dismissed", "expired"])
def test_a_signal_about_somebody_elses_impression_is_refused(browser: Any, kind: str) -> None:
    browser.opens()
    assert browser.signals({"kind": kind, "impression": "foreign"}).json["results"][0]["code"] == "unknown_impression"


def test_at_most_128_signals_come_in_one_post(browser: Any) -> None:
    browser.opens()
    assert browser.signals(*[{"kind": "heartbeat"}] * 129).status_code == 422


def test_a_browser_module_that_fails_is_counted_against_its_plugin(app: Flask, browser: Any) -> None:
    browser.opens()

    answer = browser.signals(
        {"kind": "moment_failed", "moment": "idle", "problem": "TypeError: x\nis not a function"},
        {"kind": "moment_failed", "moment": "of nobody", "problem": "Error"},
        {"kind": "moment_failed", "problem": "Error"},
    )

    assert [each["ok"] for each in answer.json["results"]] == [True, True, False]
    with app.app_context():
        found = {health.plugin_id: health for health in host().health()}
    assert found["dynamic_invitations"].last_error == "moment idle: TypeError: x is not a function"
    assert found["dynamic_invitations"].errors == 1

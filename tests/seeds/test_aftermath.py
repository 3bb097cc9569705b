"""What the customer's document says about waiting for an operator and about conversion, sentence by sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.chats import service as chats
from app.chats.waiting import say_what_is_due
from app.invitations.draft_parts import CountedFrom, OwnGoal, WaitPlan
from tests.invitations.writing import details
from tests.seeds.conftest import PAGE, Writes, granted
from tests.widget.conftest import Browser

if TYPE_CHECKING:
    from flask import Flask

    from app.domain.snapshots import OperatorSnapshot
    from app.foundation.clock import FrozenClock

WAITING = {
    "wait_message": "Someone will be with you",
    "wait_timeout": "60",
    "timeout_message": "Still looking",
    "timeout_repeat": "2",
}
GOAL = {"conversion_event": "ordered", "conversion_within": "2", "conversion_unit": "hours"}


class Visitor:
    """Somebody who is shown an invitation and may answer it in the panel."""

    def __init__(self, app: Flask, browser: Browser, panel: dict[str, str], key: str) -> None:
        self.app, self.browser = app, browser
        browser.opens(PAGE)
        self.shown: Any = granted(browser, key)
        self.panel = panel | {"Authorization": f"Bearer {browser.token}"}
        self.chat = ""

    def answers(self) -> None:
        """Answer the invitation: a chat begins."""
        body = {"client_id": "first", "text": "Hello", "impression": self.shown["impression"], "page": {"url": PAGE}}
        answer = self.browser.client.post("/widget/v1/chats", json=body, headers=self.panel)
        assert answer.status_code == 201, answer.text
        self.chat = answer.json["chat"]["key"]

    def reads(self) -> list[str]:
        """What stands in the chat of what was said automatically."""
        answer = self.browser.client.get(f"/widget/v1/chats/{self.chat}/messages?after=0", headers=self.panel)
        return [message["text"] for message in answer.json["messages"] if message["from"] == "automatic"]

    def reports(self, **fields: Any) -> str:
        """The site says that a conversion has happened."""
        answer = self.browser.signals({"kind": "conversion", "id": "ordered", **fields}).json["results"][0]
        return str(answer.get("outcome", answer.get("code")))

    def passes(self, clock: FrozenClock, seconds: int) -> None:
        """Time passes, and the server looks now and then."""
        for _ in range(0, seconds, 10):
            clock.advance(10)
            with self.app.app_context():
                say_what_is_due(clock.at)


def test_wait_message_visible_when_the_user_starts_a_chat_and_waits_for_someone_to_accept(
    app: Flask, writes: Writes, browser: Browser, panel: dict[str, str]
) -> None:
    """Wait message. Visible then users starts chat and is waiting for someone to accept a chat."""
    visitor = Visitor(app, browser, panel, writes(**WAITING))
    visitor.answers()

    assert visitor.reads() == ["Someone will be with you"]


def test_wait_timeout_time_in_seconds_before_the_timeout_message_is_shown(
    app: Flask, writes: Writes, browser: Browser, panel: dict[str, str], clock: FrozenClock
) -> None:
    """Wait timeout. Time in seconds before timeout message is shown. Show visitor this message then it passes."""
    visitor = Visitor(app, browser, panel, writes(**WAITING))
    visitor.answers()
    visitor.passes(clock, 50)
    assert visitor.reads() == ["Someone will be with you"]
    visitor.passes(clock, 10)

    assert visitor.reads() == ["Someone will be with you", "Still looking"]


def test_if_an_operator_accepts_the_chat_during_the_timeout_nothing_more_is_said(
    app: Flask,
    writes: Writes,
    browser: Browser,
    panel: dict[str, str],
    clock: FrozenClock,
    team: OperatorSnapshot,
) -> None:
    """If operator does not accept a chat for "Wait timeout" time. Show visitor this message."""
    visitor = Visitor(app, browser, panel, writes(**WAITING))
    visitor.answers()
    with app.app_context():
        chats.accept(visitor.chat, team, clock.at)
    visitor.passes(clock, 300)

    assert visitor.reads() == ["Someone will be with you"]


@pytest.mark.parametrize(("repeat", "times"), [("1", 1), ("2", 2), ("3", 3)])
def test_how_many_times_repeat_message_every_wait_timeout(
    app: Flask,
    writes: Writes,
    browser: Browser,
    panel: dict[str, str],
    clock: FrozenClock,
    repeat: str,
    times: int,
) -> None:
    """How many times repeat wait timeout message. Message will be repeated every "Wait timeout" times."""
    visitor = Visitor(app, browser, panel, writes(**WAITING | {"timeout_repeat": repeat, "wait_message": ""}))
    visitor.answers()
    for said in range(1, times + 1):
        visitor.passes(clock, 60)
        assert visitor.reads() == ["Still looking"] * said
    visitor.passes(clock, 600)

    assert visitor.reads() == ["Still looking"] * times


@pytest.mark.parametrize(("assign", "state"), [("y", "active"), ("", "waiting")])
def test_the_chat_is_assigned_to_the_random_operator_whose_profile_was_shown(
    app: Flask,
    writes: Writes,
    browser: Browser,
    panel: dict[str, str],
    team: OperatorSnapshot,
    assign: str,
    state: str,
) -> None:
    """Show random operator profile – random logged operator profile; with "assign" the chat goes to that person."""
    visitor = Visitor(app, browser, panel, writes(random_operator="y", sender_assign=assign))
    visitor.answers()
    answer = browser.client.get(f"/widget/v1/chats/{visitor.chat}/messages?after=0", headers=visitor.panel)

    assert answer.json["chat"]["state"] == state
    assert answer.json["chat"]["operator"] == ({"name": "Anna"} if assign else None)
    assert answer.json["messages"][0]["name"] == "Anna"


@pytest.mark.parametrize("has_chatted", [False, True])
def test_this_conversion_happens_not_related_to_whether_a_chat_was_started(
    app: Flask, writes: Writes, browser: Browser, panel: dict[str, str], has_chatted: bool
) -> None:
    """Conversion: custom conversion based on your own logic. It happens not related was chat started or not."""
    visitor = Visitor(app, browser, panel, writes(**GOAL))
    if has_chatted:
        visitor.answers()

    assert visitor.reports(value="49.90", currency="EUR") == "counted"


@pytest.mark.parametrize(("seconds", "outcome"), [(7_200, "counted"), (7_201, "late")])
def test_conversion_has_to_happen_within_this_period_after_the_invitation_was_sent(
    app: Flask,
    writes: Writes,
    browser: Browser,
    panel: dict[str, str],
    clock: FrozenClock,
    seconds: int,
    outcome: str,
) -> None:
    """Conversion has to happen within this period of time after invitation was send, to be considered a success."""
    visitor = Visitor(app, browser, panel, writes(**GOAL))
    clock.advance(seconds)

    assert visitor.reports() == outcome


def test_or_after_the_invitation_was_clicked(
    app: Flask, writes: Writes, browser: Browser, panel: dict[str, str], clock: FrozenClock
) -> None:
    """Conversion has to happen within this period of time after invitation was … clicked."""
    visitor = Visitor(app, browser, panel, writes(**GOAL | {"conversion_from": "clicked"}))
    assert visitor.reports() == "not_invited"
    clock.advance(1_200)
    browser.signals({"kind": "clicked", "impression": visitor.shown["impression"]})
    clock.advance(7_200)

    assert visitor.reports() == "counted"


def test_event_id_to_receive_from_website_for_conversion_to_finish(
    app: Flask, writes: Writes, browser: Browser, panel: dict[str, str]
) -> None:
    """Event id to receive from website for conversion to finish – defines event id we expect to receive."""
    visitor = Visitor(app, browser, panel, writes(**GOAL))

    assert visitor.reports(id="paid") == "unknown_goal"
    assert visitor.reports(id="ordered") == "counted"


def test_what_is_written_about_waiting_and_the_goal_comes_back_as_it_was_written(app: Flask, writes: Writes) -> None:
    """Wait message, wait timeout, timeout message, repeats; event id and period of the conversion."""
    draft = details(app, writes(**WAITING, **GOAL, conversion_from="clicked")).draft

    assert draft.wait == WaitPlan(
        message="Someone will be with you", timeout=60, timeout_message="Still looking", repeat=2
    )
    assert draft.conversion == OwnGoal(event="ordered", within=7_200, counted_from=CountedFrom.CLICKED)

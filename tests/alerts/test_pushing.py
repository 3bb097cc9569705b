"""Push messages reach those who do not look, as each of them wishes, and a push service can do what it likes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from app.alerts import listeners, pushing, queries, service
from app.alerts.pushing import push_now
from app.alerts.words import Call
from app.domain.alerts import AlertPreferences, Occasion, Way
from app.domain.errors import InvalidInput
from app.domain.snapshots import PresenceState
from app.foundation import outgoing, settings
from app.operators import presence
from tests.alerts.conftest import FakeBrowser, PushService
from tests.alerts.test_web_push import opened
from tests.chats.conftest import a_visitor, an_operator

if TYPE_CHECKING:
    from flask import Flask

    from app.domain.snapshots import ChatSnapshot, OperatorSnapshot
    from app.foundation.clock import FrozenClock

BROWSER = FakeBrowser()


@pytest.fixture
def anna(inside: Flask) -> OperatorSnapshot:
    """An operator whose phone takes push messages."""
    settings.change(outgoing.PRIVATE_HOSTS, ["127.0.0.1"])
    return an_operator("Anna")


@pytest.fixture
def chat(anna: OperatorSnapshot) -> ChatSnapshot:
    """A chat that waits."""
    return a_visitor().starts("Where is my parcel?").chat


@pytest.fixture(autouse=True)
def phone(anna: OperatorSnapshot, push_service: PushService, clock: FrozenClock) -> None:
    """Anna's phone."""
    service.subscribe(anna.id, push_service.endpoint, BROWSER.public_key, BROWSER.secret, "Phone", clock.at)


def tell(chat: ChatSnapshot, *people: OperatorSnapshot, now: FrozenClock, what: Occasion = Occasion.WAITING) -> int:
    return push_now(what, chat, [each.id for each in people], now.at)


def test_a_phone_is_told_who_waits_while_no_desk_is_open(
    chat: ChatSnapshot, anna: OperatorSnapshot, push_service: PushService, clock: FrozenClock
) -> None:
    assert tell(chat, anna, now=clock) == 1
    [taken] = push_service.taken
    assert taken.headers["content-encoding"] == "aes128gcm"
    assert taken.headers["authorization"].startswith("vapid t=")
    assert taken.headers["ttl"] == "300"
    message = orjson.loads(opened(taken.body, BROWSER))
    assert message["title"].endswith("is waiting for an answer")
    assert message["body"] == "Where is my parcel?"
    assert (message["tag"], message["url"]) == (f"chat-{chat.key}", f"/?chat={chat.key}")
    assert b"parcel" not in taken.body


def test_who_is_called_in_a_note_is_told_its_words_and_led_to_it(
    chat: ChatSnapshot, anna: OperatorSnapshot, push_service: PushService, clock: FrozenClock
) -> None:
    call = Call(3, "Ben", "@Anna may I refund this?")
    assert push_now(Occasion.MENTIONED, chat, [anna.id], clock.at, call) == 1
    message = orjson.loads(opened(push_service.taken[-1].body, BROWSER))
    assert message["title"].startswith("Ben calls you in the chat with ")
    assert (message["body"], message["url"]) == ("@Anna may I refund this?", f"/?chat={chat.key}&note=3")


def test_nothing_is_pushed_while_a_desk_is_touched_and_all_of_it_when_nobody_touches_it(
    chat: ChatSnapshot, anna: OperatorSnapshot, clock: FrozenClock
) -> None:
    presence.presence_connected(anna.id, "desk", clock.at)
    assert tell(chat, anna, now=clock) == 0
    presence.set_idle("desk", clock.at, is_idle=True)
    assert tell(chat, anna, now=clock) == 1


def test_who_said_away_is_left_alone_also_after_closing_the_desk(
    chat: ChatSnapshot, anna: OperatorSnapshot, clock: FrozenClock
) -> None:
    presence.presence_connected(anna.id, "desk", clock.at)
    presence.set_presence(anna.id, PresenceState.AWAY, clock.at)
    assert tell(chat, anna, now=clock) == 0
    presence.presence_disconnected("desk", clock.at)
    assert tell(chat, anna, now=clock) == 0


def test_wishes_decide(chat: ChatSnapshot, anna: OperatorSnapshot, clock: FrozenClock) -> None:
    service.save_wishes(anna.id, AlertPreferences(matrix={Occasion.MESSAGE: frozenset({Way.PUSH})}))
    assert tell(chat, anna, now=clock) == 0
    assert tell(chat, anna, now=clock, what=Occasion.MESSAGE) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(
    chat: ChatSnapshot, anna: OperatorSnapshot, push_service: PushService, clock: FrozenClock, status: int
) -> None:
    push_service.status = status
    assert tell(chat, anna, now=clock) == 0
    assert queries.subscribers([anna.id]) == ()


def test_a_push_service_in_trouble_costs_a_message_and_not_the_browser(
    chat: ChatSnapshot, anna: OperatorSnapshot, push_service: PushService, clock: FrozenClock
) -> None:
    push_service.status = 500
    for _time in range(service.MOST_FAILURES - 1):
        assert tell(chat, anna, now=clock) == 0
    push_service.status = 201
    assert tell(chat, anna, now=clock) == 1
    push_service.status = 500
    for _time in range(service.MOST_FAILURES):
        tell(chat, anna, now=clock)
    assert queries.subscribers([anna.id]) == ()


def test_a_redirect_is_not_followed(
    chat: ChatSnapshot, anna: OperatorSnapshot, push_service: PushService, clock: FrozenClock
) -> None:
    push_service.status, push_service.location = 307, push_service.endpoint + "/elsewhere"
    assert tell(chat, anna, now=clock) == 0
    assert len(push_service.taken) == 1


def test_a_push_service_that_became_private_is_not_called(
    chat: ChatSnapshot, anna: OperatorSnapshot, push_service: PushService, clock: FrozenClock
) -> None:
    settings.change(outgoing.PRIVATE_HOSTS, [])
    assert tell(chat, anna, now=clock) == 0
    assert push_service.taken == []


def test_a_browser_takes_messages_for_one_operator_only(
    anna: OperatorSnapshot, push_service: PushService, clock: FrozenClock
) -> None:
    ben = an_operator("Ben")
    service.subscribe(ben.id, push_service.endpoint, BROWSER.public_key, BROWSER.secret, "Phone", clock.at)
    assert queries.subscribers([anna.id]) == ()
    [his] = queries.subscribers([ben.id])
    service.drop_browser(anna.id, his.id)
    service.unsubscribe(anna.id, push_service.endpoint)
    assert queries.subscribers([ben.id]) == (his,)
    service.unsubscribe(ben.id, push_service.endpoint)
    assert queries.subscribers([ben.id]) == ()


@pytest.mark.parametrize(
    ("endpoint", "key", "secret"),
    [
        ("http://push.example/1", BROWSER.public_key, BROWSER.secret),
        ("https://", BROWSER.public_key, BROWSER.secret),
        ("https://push.example/" + "x" * 2000, BROWSER.public_key, BROWSER.secret),
        ("https://push.example/1", "short", BROWSER.secret),
        ("https://push.example/1", BROWSER.public_key, "\u00e4"),
    ],
    ids=["no TLS", "no host", "too long", "no key", "no secret"],
)
def test_what_is_no_browser_is_refused(
    anna: OperatorSnapshot, clock: FrozenClock, endpoint: str, key: str, secret: str
) -> None:
    with pytest.raises(InvalidInput):
        service.subscribe(anna.id, endpoint, key, secret, "Phone", clock.at)


def test_a_slow_push_service_holds_up_nobody(inside: Flask, chat: ChatSnapshot, anna: OperatorSnapshot) -> None:
    """What is told leaves in other threads; here none of them ever comes to it, and telling returns all the same."""
    waiting: list[object] = []

    class NeverDone(pushing.PushSender):
        def soon(self, work: object) -> None:
            waiting.append(work)

    inside.extensions[pushing.EXTENSION] = NeverDone(inside)
    listeners.subscribe(inside, is_serving=False)
    a_visitor().starts("Second")
    assert len(waiting) == 1

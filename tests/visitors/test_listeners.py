"""A visitor who writes is there, whatever the page says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.chats.service import post_visitor_message, start_chat
from app.foundation.clock import now
from app.foundation.database import transaction
from app.visitors import listeners, queries

if TYPE_CHECKING:
    from app.foundation.clock import FrozenClock

SECRET = "a-panel-secret-that-only-tests-know"


def test_a_chat_message_is_a_sign_of_life(somebody: Any, clock: FrozenClock) -> None:
    visitor = somebody.opens().visitor
    with transaction() as publish:
        chat = start_chat(
            publish, visitor=visitor, panel_secret=SECRET, client_id="message-0001", text="Hello?", department_id=None,
            opening=None, page=None, now=now(),
        ).chat  # fmt: skip
    clock.advance(85)
    post_visitor_message(chat.key, visitor.id, SECRET, "message-0002", "Anybody?", now())
    clock.advance(85)
    assert [one.key for one in queries.visitors_online(now())] == [visitor.key]


def test_the_chore_announces_departures(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens()
    clock.advance(100)
    listeners.announce_departures()
    assert queries.recent_visitors()[0].key == somebody.key
    assert queries.visitors_online(now()) == ()

"""A conversation in real time: who hears what, when, and what is answered."""

from __future__ import annotations

import json
from urllib.error import HTTPError

import pytest

from app.foundation.secrets import new_key
from tests.realtime.lines import Panel


def say(line, chat, text, client_id=None):
    return line.ask("message", {"chat": chat, "client_id": client_id or new_key(), "text": text})


def test_what_the_visitor_writes_is_acknowledged_and_heard_at_the_desk(panel, anna):
    desk, line = anna.connects(), panel.connects()
    chat = panel.starts("Hello?")
    assert desk.heard("chat", lambda body: body["key"] == chat)["state"] == "waiting"
    answer = say(line, chat, "Is anybody there?", "my-id")
    assert (answer["ok"], answer["id"], answer["client_id"]) == (True, 2, "my-id")
    assert answer["at"].endswith("Z")
    heard = desk.heard("message", lambda body: body["chat"] == chat and body["id"] == 2)
    assert (heard["from"], heard["text"]) == ("visitor", "Is anybody there?")


def test_a_chat_goes_back_and_forth(panel, anna):
    desk, line = anna.connects(), panel.connects()
    chat = panel.starts()
    accepted = desk.ask("accept", {"chat": chat})
    assert (accepted["ok"], accepted["chat"]["state"]) == (True, "active")
    assert line.heard("chat", lambda body: body["operator"] is not None)["operator"] == {"name": "Anna"}
    assert say(desk, chat, "Hi, how can I help?")["ok"]
    assert line.heard("message", lambda body: body["from"] == "operator")["text"] == "Hi, how can I help?"
    desk.send("typing", {"chat": chat})
    assert line.heard("typing")["name"] == "Anna"
    line.send("typing", {"chat": chat})
    desk.heard("typing", lambda body: body["chat"] == chat)
    assert desk.ask("close", {"chat": chat})["chat"]["state"] == "closed"
    assert line.heard("chat", lambda body: body["state"] == "closed")["key"] == chat
    refused = say(line, chat, "One more thing")
    assert (refused["ok"], refused["code"]) == (False, "chat_closed")


def test_who_is_blocked_while_chatting_is_refused_on_the_line_as_over_http_and_the_desk_sees_the_end(panel, anna):
    visitor, desk = panel.connects(), anna.connects()
    chat = panel.starts()
    assert desk.ask("accept", {"chat": chat})["ok"]
    key = panel.token.partition(".")[0]
    assert anna.asks(f"/desk/visitors/{key}/block", {"seconds": 3600})[0] == 200

    visitor.heard("chat", lambda body: body["state"] == "closed")
    ended = desk.heard("chat", lambda body: body["key"] == chat and body["state"] == "closed")
    assert ended["close_reason"] == "blocked"
    told = {"chat": chat, "client_id": "m-after", "text": "Hello?"}
    assert visitor.ask("message", told)["code"] == "not_taken"
    with pytest.raises(HTTPError) as refused:
        panel.post(f"/widget/v1/chats/{chat}/messages", {"client_id": "m-after", "text": "Hello?"})
    assert json.load(refused.value)["error"]["code"] == "not_taken"
    before = len(desk.pushed)
    assert visitor.ask("typing", {"chat": chat, "text": "you…"})["ok"]
    assert visitor.ask("resume", {"chat": chat, "after": 0})["ok"]
    desk.ask("resume", {"chat": chat, "after": 0})
    assert [event for event, _body in desk.pushed[before:] if event.startswith("typing")] == []
    assert anna.asks(f"/desk/visitors/{key}/unblock", {})[0] == 200
    assert panel.starts("I am sorry") != chat


def test_the_loser_of_a_chat_learns_who_got_it(panel, anna, ben):
    chat = panel.starts()
    assert anna.connects().ask("accept", {"chat": chat})["ok"]
    refused = ben.connects().ask("accept", {"chat": chat})
    assert (refused["ok"], refused["code"], refused["by"]) == (False, "already_accepted", "Anna")


def test_every_tab_of_the_browser_hears_every_message_the_senders_own_too(panel):
    first, second = panel.connects(), panel.connects()
    chat = panel.starts("from HTTP")
    for line in (first, second):
        assert line.heard("message", lambda body: body["id"] == 1)["text"] == "from HTTP"
    say(first, chat, "from a socket")
    for line in (first, second):
        assert line.heard("message", lambda body: body["id"] == 2)["text"] == "from a socket"


def test_the_host_page_that_knows_the_token_but_not_the_secret_hears_and_reads_nothing(panel):
    spy_panel = Panel(panel.url, token=panel.token)
    spy, own = spy_panel.connects(), panel.connects()
    chat = panel.starts("private")
    say(own, chat, "very private")
    own.heard("message", lambda body: body["id"] == 2)
    assert spy.ask("resume", {"chat": chat, "after": 0})["code"] == "unknown_chat"
    assert say(spy, chat, "psst")["code"] == "unknown_chat"
    assert [event for event, _body in spy.pushed if event in ("message", "chat", "typing")] == []


def test_a_guessed_chat_and_a_foreign_one_get_the_same_answer(panel, house):
    line = panel.connects()
    foreign = Panel(house.url).starts()
    assert say(line, foreign, "x") == say(line, "no-such-chat", "x")


def test_resuming_gives_what_was_missed_in_order_and_in_pages(panel):
    chat = panel.starts("1")
    line = panel.connects()
    for number in range(2, 6):
        say(line, chat, str(number))
    answer = line.ask("resume", {"chat": chat, "after": 2})
    assert ([m["text"] for m in answer["messages"]], answer["more"]) == (["3", "4", "5"], False)
    assert answer["chat"]["last_id"] == 5


def test_fifty_copies_of_a_message_sent_at_once_get_fifty_equal_answers(panel):
    chat = panel.starts()
    lines = [panel.connects() for _ in range(5)]
    body = {"chat": chat, "client_id": "the-same", "text": "only once"}
    sent = [(line, line.send("message", body)) for _ in range(10) for line in lines]
    answers = [line.answer_to(number) for line, number in sent]
    assert answers == [answers[0]] * 50
    assert answers[0]["ok"]
    assert [m["text"] for m in panel.messages(chat)] == ["Hello", "only once"]


def test_messages_of_one_socket_keep_their_order_without_waiting_for_answers(panel):
    chat = panel.starts("0")
    line = panel.connects()
    numbers = [line.send("message", {"chat": chat, "client_id": new_key(), "text": str(n)}) for n in range(1, 31)]
    assert [line.answer_to(number)["id"] for number in numbers] == list(range(2, 32))
    assert [m["text"] for m in panel.messages(chat)] == [str(n) for n in range(31)]


def test_what_the_visitor_has_read_is_told_to_the_desk(panel, anna):
    desk, line = anna.connects(), panel.connects()
    chat = panel.starts()
    desk.ask("accept", {"chat": chat})
    say(desk, chat, "Hi")
    assert line.ask("seen", {"chat": chat, "id": 3}) == {"ok": True}
    seen = desk.heard("chat", lambda body: body["key"] == chat and body.get("seen_by_visitor") == 3)
    assert seen["last_id"] == 3


@pytest.mark.parametrize("state", ["offline", "busy", ""])
def test_presence_is_online_away_or_invisible(ben, state):
    refused = ben.connects().ask("presence", {"state": state})
    assert (refused["ok"], refused["field"]) == (False, "state")

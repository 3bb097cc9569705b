"""Changed messages, notes, quotes and unsent words over a real server: who hears what, and who never does."""

from __future__ import annotations

import json
import urllib.error
from typing import Any

import pytest

from app.foundation.secrets import new_key
from tests.realtime.conftest import House
from tests.realtime.lines import ANSWER_SECONDS, Desk, Line, Panel
from tests.security.hostile import cases, text_of

pytestmark = pytest.mark.usefixtures("no_errors_logged")
SECRET = "PSST-ONLY-FOR-COLLEAGUES"


def say(line: Line, chat: str, text: str, **fields: Any) -> dict[str, Any]:
    return line.ask("message", {"chat": chat, "client_id": new_key(), "text": text, **fields})


def change(desk: Desk, chat: str, number: int, what: str, **body: Any) -> tuple[int, Any]:
    return desk.asks(f"/desk/chats/{chat}/messages/{number}/{what}", body)


def reads(desk: Desk, chat: str, path: str = "?after=0") -> Any:
    return json.loads(desk.opens(f"/desk/chats/{chat}{path}"))


@pytest.fixture
def talk(panel: Panel, anna: Desk) -> tuple[str, Line, Line]:
    """A chat that Anna has accepted, the visitor's line and hers."""
    line, desk = panel.connects(), anna.connects()
    chat = panel.starts("Hello")
    assert desk.ask("accept", {"chat": chat})["ok"]
    line.heard("chat", lambda body: body["key"] == chat and body["state"] == "active")
    return chat, line, desk


def test_a_change_is_heard_on_both_sides_and_deleting_takes_the_words_from_every_path_of_the_visitor(talk, panel, anna):
    chat, line, desk = talk
    number = say(desk, chat, f"12 days {SECRET}")["id"]
    line.heard("message", lambda body: body["id"] == number)
    status, answer = change(anna, chat, number, "edit", text=f"14 days {SECRET}", change=0)
    assert (status, answer["message"]["change"]) == (200, 1)
    heard = line.heard("message_changed", lambda body: body["id"] == number)
    assert (heard["text"], heard["change"], heard["deleted_at"]) == (f"14 days {SECRET}", 1, None)
    assert "operator_id" not in heard
    assert desk.heard("message_changed", lambda body: body["id"] == number)["operator_id"] is not None
    assert change(anna, chat, number, "delete", change=1)[0] == 200
    gone = line.heard("message_changed", lambda body: body["change"] == 2)
    assert (gone["text"], gone["html"], gone["quote"]) == ("", None, None)
    after = panel.connects()
    paths = (
        panel.messages(chat),
        panel.get(f"/widget/v1/chats/{chat}/messages?after=0&changes_after=0"),
        panel.post("/widget/v1/session", {"embed": {}, "page": {"url": panel.url, "title": ""}}),
        after.ask("resume", {"chat": chat, "after": 0, "changes_after": 0}),
    )
    assert SECRET not in json.dumps(paths)
    versions = reads(anna, chat, f"/messages/{number}/history")["versions"]
    assert [each["text"] for each in versions] == [f"12 days {SECRET}", f"14 days {SECRET}"]


def test_a_change_that_happened_while_a_client_was_away_comes_with_what_it_asks_for(talk, anna, panel):
    chat, line, desk = talk
    numbers = [say(desk, chat, text)["id"] for text in ("a", "b")]
    known = line.ask("resume", {"chat": chat, "after": numbers[-1], "changes_after": 0})
    assert (known["changes"], known["changed_to"]) == ([], 0)
    line.close()
    change(anna, chat, numbers[0], "edit", text="a2", change=0)
    change(anna, chat, numbers[1], "delete", change=0)
    back = panel.connects()
    missed = back.ask("resume", {"chat": chat, "after": numbers[-1], "changes_after": known["changed_to"]})
    assert [(each["id"], each["text"], each["change"]) for each in missed["changes"]] == [
        (numbers[0], "a2", 1),
        (numbers[1], "", 2),
    ]
    assert (missed["messages"], missed["changed_to"], missed["chat"]["last_change"]) == ([], 2, 2)
    over_http = panel.get(f"/widget/v1/chats/{chat}/messages?after={numbers[-1]}&changes_after=1")
    assert [each["change"] for each in over_http["changes"]] == [2]
    at_desk = reads(anna, chat, f"?after={numbers[-1]}&changes_after=0")
    assert [each["change"] for each in at_desk["changes"]] == [1, 2]


def test_somebody_elses_change_is_told_and_not_written_over(talk, anna, ben):
    chat, _line, desk = talk
    number = say(desk, chat, "12 days")["id"]
    change(anna, chat, number, "edit", text="13 days", change=0)
    status, answer = change(anna, chat, number, "edit", text="14 days", change=0)
    assert (status, answer["error"]["code"], answer["message"]["text"]) == (409, "changed_meanwhile", "13 days")
    assert change(ben, chat, number, "edit", text="mine", change=1)[0] == 403
    assert change(ben, chat, number, "delete", change=1)[0] == 403


def test_a_note_reaches_every_desk_and_nothing_that_a_visitor_can_read(talk, panel, anna, ben):
    chat, line, desk = talk
    bens = ben.connects()
    status, answer = anna.asks(f"/desk/chats/{chat}/notes", {"client_id": new_key(), "text": f"@Ben {SECRET}"})
    assert (status, answer["note"]["id"]) == (200, 1)
    for listener in (desk, bens):
        assert SECRET in listener.heard("note", lambda body: body["chat"] == chat)["text"]
    called = bens.heard("mentioned", lambda body: body["note"]["chat"] == chat)
    assert (called["note"]["operator"]["name"], called["chat"]["key"]) == ("Anna", chat)
    assert [event for event, _body in desk.pushed if event == "mentioned"] == []
    say(line, chat, "Anything new?")
    line.heard("message", lambda body: body["text"] == "Anything new?")
    again = panel.connects()
    paths = (
        panel.messages(chat),
        panel.get(f"/widget/v1/chats/{chat}/messages?after=0&changes_after=0"),
        panel.post("/widget/v1/session", {"embed": {}, "page": {"url": panel.url, "title": ""}}),
        again.ask("resume", {"chat": chat, "after": 0, "changes_after": 0}),
        again.ask("typing", {"chat": chat}),
        again.ask("seen", {"chat": chat, "id": 1}),
        line.pushed + again.pushed,
    )
    said = json.dumps(paths)
    assert SECRET not in said
    assert "last_note" not in said
    missed = reads(ben, chat, "?after=0&notes_after=0")
    assert [note["text"] for note in missed["notes"]] == [f"@Ben {SECRET}"]
    assert reads(ben, chat, "?after=0&notes_after=1")["notes"] == []


def test_who_is_not_signed_in_leaves_and_reads_no_note(talk, panel):
    chat, line, _desk = talk
    with pytest.raises(urllib.error.HTTPError) as refused:
        panel.post(f"/desk/chats/{chat}/notes", {"client_id": "x", "text": "me too"})
    assert refused.value.code in (400, 401, 403)
    assert line.ask("resume", {"chat": chat, "after": 0})["ok"]


def test_both_sides_quote_and_a_number_that_nobody_wrote_is_refused(talk):
    chat, line, desk = talk
    answer = say(desk, chat, "Hi", quote=1)
    assert line.heard("message", lambda body: body["id"] == answer["id"])["quote"]["text"] == "Hello"
    reply = say(line, chat, "So?", quote=answer["id"])
    assert desk.heard("message", lambda body: body["id"] == reply["id"])["quote"]["name"] == "Anna"
    refused = say(line, chat, "What?", quote=999)
    assert (refused["ok"], refused["code"], refused["field"]) == (False, "unknown_message", "quote")


def test_the_operator_learns_that_a_message_has_arrived_before_it_is_read(talk):
    chat, line, desk = talk
    number = say(desk, chat, "There?")["id"]
    line.heard("message", lambda body: body["id"] == number)
    assert line.ask("received", {"chat": chat, "id": number})["ok"]
    told = desk.heard("chat", lambda body: body["key"] == chat and body["received_by_visitor"] == number)
    assert told["seen_by_visitor"] < number


def test_unsent_words_go_nowhere_while_the_site_does_not_want_it(talk, panel):
    chat, line, desk = talk
    session = panel.post("/widget/v1/session", {"embed": {}, "page": {"url": panel.url, "title": ""}})
    assert session["typing_preview"] is False
    assert line.ask("typing", {"chat": chat, "text": SECRET})["ok"]
    desk.heard("typing", lambda body: body["chat"] == chat)
    assert SECRET not in json.dumps(desk.pushed)
    assert line.ask("typing", {"chat": chat, "text": "x" * 20_001})["ok"] is False


def test_a_chat_can_be_reopened_until_its_visitor_begins_another(talk, panel, anna):
    chat, line, desk = talk
    assert desk.ask("close", {"chat": chat})["ok"]
    refused = say(desk, chat, "One more thing")
    assert (refused["ok"], refused["code"]) == (False, "chat_closed")
    status, answer = anna.asks(f"/desk/chats/{chat}/reopen", {})
    assert (status, answer["chat"]["state"]) == (200, "active")
    line.heard("message", lambda body: body["chat"] == chat and body["code"] == "reopened")
    assert say(line, chat, "Yes?")["ok"]
    assert desk.ask("close", {"chat": chat})["ok"]
    another = panel.starts("Again")
    status, answer = anna.asks(f"/desk/chats/{chat}/reopen", {})
    assert (status, answer["error"]["code"]) == (409, "visitor_has_another_chat")
    assert reads(anna, another, "/previous")["chat"]["key"] == chat


@pytest.mark.parametrize("case", cases("message"))
def test_hostile_texts_are_kept_as_text_in_changes_notes_and_quotes(talk, anna, case):
    chat, line, desk = talk
    text = text_of(case)
    number = say(desk, chat, "harmless")["id"]
    outcomes = {
        change(anna, chat, number, "edit", text=text, change=0)[0],
        anna.asks(f"/desk/chats/{chat}/notes", {"client_id": new_key(), "text": f"@Ben {text}"})[0],
    }
    assert outcomes <= {200, 422, 400, 413}
    assert say(line, chat, "quoting it", quote=number)["ok"]


@pytest.mark.parametrize(
    "body",
    [{}, {"text": "x"}, {"text": 1, "change": 0}, {"text": "x", "change": -1}, {"text": "x", "change": 2**70}, []],
)
def test_a_body_that_is_no_change_is_refused(talk, anna, body):
    chat, _line, desk = talk
    number = say(desk, chat, "harmless")["id"]
    status, answer = (
        change(anna, chat, number, "edit", **body)
        if isinstance(body, dict)
        else anna.asks(f"/desk/chats/{chat}/messages/{number}/edit", body)
    )
    assert status in (400, 422)
    assert answer["error"]["message"]


@pytest.mark.parametrize("number", ["0", "9" * 30, "-1", "x"])
def test_a_number_that_no_message_has_is_not_found(talk, anna, number):
    chat, _line, _desk = talk
    assert anna.asks(f"/desk/chats/{chat}/messages/{number}/delete", {"change": 0})[0] == 404


def test_whose_session_ends_while_typing_writes_nothing_more_and_the_visitor_keeps_the_chat(house: House, panel: Panel):
    dora = house.desk_of("dora")
    line, desk = panel.connects(), dora.connects()
    chat = panel.starts("Hello")
    assert desk.ask("accept", {"chat": chat})["ok"]
    number = say(desk, chat, "typed before")["id"]
    dora.sign_out()
    assert desk.is_closed_within(ANSWER_SECONDS)
    assert change(dora, chat, number, "edit", text="typed after", change=0)[0] in (400, 401)
    assert dora.asks(f"/desk/chats/{chat}/notes", {"client_id": "n", "text": "x"})[0] in (400, 401)
    assert say(line, chat, "Still there?")["ok"]
    assert [each["text"] for each in panel.messages(chat) if each["from"] == "operator"] == ["typed before"]

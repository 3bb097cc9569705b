"""What somebody may do changes while they are connected: their open desk hears other things from that moment on."""

from __future__ import annotations

import json
import re

import pytest

from tests.realtime.conftest import PASSWORD
from tests.realtime.lines import ANSWER_SECONDS, Desk, Panel


@pytest.fixture(scope="module")
def adam(house):
    """An administrator's browser."""
    account = ("--email", "adam@example.org", "--name", "Adam", "--role", "admin", "--password-stdin")
    house.server.command("operator", "create", *account, stdin=PASSWORD + "\n")
    return Desk(house.url, "adam@example.org", PASSWORD)


def own_role(adam: Desk, name: str, permission: str) -> str:
    """Make a role with one permission; its value in the choice of roles."""
    adam.submits("/operators/roles/new", name=name, base="operator", permissions=permission)
    page = adam.opens("/operators/new")
    return re.findall(rf'value="(own:\d+)">{name}<', page)[0]


def number_of(adam: Desk, name: str) -> int:
    page = adam.opens("/operators")
    return int(re.findall(rf'href="/operators/(\d+)"><bdi>{name}<', page)[0])


def test_a_new_role_changes_what_an_open_desk_hears(house, adam):
    role, desk = own_role(adam, "Chats alone", "chats.send_files"), house.desk_of("carla")
    line = desk.connects()
    Panel(house.url).starts()
    line.heard("visitors")
    adam.submits(f"/operators/{number_of(adam, 'Carla')}", name="Carla", role=role)
    assert line.heard("refresh") == {"rights": True}
    line.pushed.clear()
    Panel(house.url).starts()
    assert line.ask("presence", {"state": "online"})["ok"]
    line.heard("chat")
    assert not [body for event, body in line.pushed if event == "visitors"]
    assert json.loads(desk.opens("/desk/state"))["visitors"] == []


def test_an_operator_who_is_switched_off_while_writing_gets_a_clear_answer(house, adam):
    desk, panel = house.desk_of("dora"), Panel(house.url)
    line = desk.connects()
    chat = panel.starts()
    assert line.ask("accept", {"chat": chat})["ok"]
    assert line.ask("message", {"chat": chat, "client_id": "one", "text": "Hello"})["ok"]
    panel.post(f"/widget/v1/chats/{chat}/messages", {"client_id": "from-the-visitor", "text": "One more question"})
    watcher = house.desk_of("anna").connects()
    adam.submits(f"/operators/{number_of(adam, 'Dora')}/switch", wanted="off")
    assert line.is_closed_within(ANSWER_SECONDS)
    status, answer = desk.asks(f"/desk/chats/{chat}/messages", {"client_id": "two", "text": "Are you there?"})
    assert (status, answer["error"]["code"]) == (401, "not_signed_in")
    assert desk.line().join({"csrf": desk.csrf})["data"]["code"] == "not_signed_in"
    waiting = watcher.wait_for(
        lambda: [body for event, body in watcher.pushed if event == "chat" and body["state"] == "waiting"], seconds=30
    )
    assert waiting[-1]["key"] == chat, "the chat went back to the queue"


def test_ending_one_session_closes_its_desk_and_no_other(house):
    leaving, staying = house.desk_of("ben"), house.desk_of("ben")
    gone, still_there = leaving.connects(), staying.connects()
    staying.submits("/account/sessions/end-others", x="")
    assert gone.is_closed_within(ANSWER_SECONDS)
    assert still_there.ask("presence", {"state": "online"})["ok"]

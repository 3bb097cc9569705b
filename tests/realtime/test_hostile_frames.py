"""Hostile frames: refused, dropped or answered, never a traceback, and everybody else goes on undisturbed."""

from __future__ import annotations

import base64
import json
import socket
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import websocket
import yaml

from app.foundation.secrets import new_key
from tests.realtime.lines import ANSWER_SECONDS, Line, Panel
from tests.services.processes import ROOT

HOSTILE = ROOT.parent / "shared" / "data" / "hostile_inputs.yaml"
pytestmark = pytest.mark.usefixtures("no_errors_logged")


def _cases() -> list[Any]:
    if not HOSTILE.exists():
        return [pytest.param({}, id="none", marks=pytest.mark.skip(reason="there are no shared hostile inputs"))]
    cases = yaml.safe_load(HOSTILE.read_text(encoding="utf-8"))["socket"]
    return [pytest.param(case, id=case["id"]) for case in cases]


def _resident_bytes(server: Any) -> int:
    """The memory of the server's processes."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
        except OSError:
            continue
        fields = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
        if str(server.process_id) in (fields["Pid"].strip(), fields["PPid"].strip()):
            total += int(fields.get("VmRSS", "0 kB").split()[0]) * 1024
    return total


def is_usable(line: Line, chat: str) -> bool:
    return bool(line.ask("resume", {"chat": chat, "after": 0})["ok"])


def frames_of(case: dict[str, Any]) -> list[str]:
    """The case's frame as it stands, and as it would look in the namespace of the visitors."""
    frame = case.get("frame") or case.get("pre", "") + case["rep"] * case["n"] + case.get("post", "")
    frame = frame.split(" + ")[0]
    if frame[:2] in ("40", "42", "43") and "/" not in frame[:4]:
        return [frame, f"{frame[:2]}/visitor,{frame[2:]}"]
    return [frame]


@pytest.mark.parametrize("case", [each for each in _cases() if "send" not in each.values[0]])
def test_a_hostile_frame_is_dropped_or_ends_its_socket(case, house, panel):
    chat = panel.starts()
    frames = [bytes.fromhex(case["hex"])] if "hex" in case else frames_of(case)
    for frame in frames:
        is_joining = isinstance(frame, str) and frame.startswith("40")
        line = Line(house.url, "/visitor") if is_joining else panel.connects()
        if isinstance(frame, bytes):
            line.send_bytes(frame)
        else:
            line.send_frame(frame)
        if case["want"] == "close":
            assert line.is_closed_within(ANSWER_SECONDS), frame[:80]
        else:
            assert is_usable(line, chat), frame[:80]
        line.close()
    assert is_usable(panel.connects(), chat)


def _same_client_id(panel: Panel, _server: Any) -> None:
    chat = panel.starts()
    line = panel.connects()
    body = {"chat": chat, "client_id": "the-same", "text": "once"}
    answers = [line.answer_to(number) for number in [line.send("message", body) for _ in range(50)]]
    assert answers == [answers[0]] * 50
    assert len(panel.messages(chat)) == 2


def _guessed_chat(panel: Panel, _server: Any) -> None:
    foreign = Panel(panel.url).starts()
    answer = panel.connects().ask("message", {"chat": foreign, "client_id": new_key(), "text": "x"})
    assert (answer["ok"], answer["code"]) == (False, "unknown_chat")


def _flood_of_typing(panel: Panel, _server: Any) -> None:
    chat = panel.starts()
    line = panel.connects()
    numbers = [line.send("typing", {"chat": chat, "text": "x" * 50_000}) for _ in range(100)]
    answers = [line.answer_to(number) for number in numbers]
    assert sum(answer["code"] == "too_fast" for answer in answers if not answer["ok"]) >= 90
    assert len(panel.messages(chat)) == 1


def _impossible_cursors(panel: Panel, _server: Any) -> None:
    chat = panel.starts()
    line = panel.connects()
    for after in (-1, 2**63, "a", 2, None, 1.5, True, [1]):
        answer = line.ask("resume", {"chat": chat, "after": after})
        assert (answer["ok"], answer["field"]) == (False, "after"), after
    assert is_usable(line, chat)


def _guessed_polling_sid(panel: Panel, _server: Any) -> None:
    address = f"{panel.url}/socket.io/?EIO=4&transport=polling&sid={new_key()}"
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address, timeout=ANSWER_SECONDS)
    assert refused.value.code == 400


def _read_to_the_end(connection: websocket.WebSocket) -> None:
    while True:
        connection.recv()


def _deaf_reader(panel: Panel, server: Any) -> None:
    chat = panel.starts("\U0001f600" * 5000)
    teller = panel.connects()
    for _ in range(25):
        body = {"chat": chat, "client_id": new_key(), "text": "\U0001f600" * 5000}
        assert teller.ask("message", body)["ok"]
    before = _resident_bytes(server)
    deaf = websocket.create_connection(
        panel.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket",
        timeout=ANSWER_SECONDS,
        sockopt=[(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)],
    )
    deaf.send("40/visitor," + json.dumps({"token": panel.token, "secret": panel.secret}))
    with suppress(OSError):
        for number in range(55):
            deaf.send(f"42/visitor,{number}" + json.dumps(["resume", {"chat": chat, "after": 0}]))
    other = Panel(panel.url)
    assert is_usable(other.connects(), other.starts())
    with pytest.raises((websocket.WebSocketConnectionClosedException, ConnectionError)):
        _read_to_the_end(deaf)
    assert _resident_bytes(server) - before < 25_000_000


def _null_origin(panel: Panel, _server: Any) -> None:
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        Line(panel.url, "/operator", origin="null", cookie="beckon=x")
    assert refused.value.status_code == 400


SCENARIOS = {
    "S33": _deaf_reader,
    "S35": _same_client_id,
    "S37": _guessed_chat,
    "S39": _flood_of_typing,
    "S41": _null_origin,
    "S43": _impossible_cursors,
    "S45": _guessed_polling_sid,
}


@pytest.mark.parametrize("case", [each for each in _cases() if "send" in each.values[0]])
def test_a_hostile_scenario_has_the_outcome_that_is_wanted(case, house, panel):
    SCENARIOS[case["id"]](panel, house.server)
    assert is_usable(panel.connects(), panel.starts())


@pytest.mark.parametrize("name", ["connect", "disconnect", "__init__", "on_message", "error", "*", ""])
def test_a_client_cannot_call_what_is_not_an_event_of_its_namespace(panel, name):
    chat = panel.starts()
    line = panel.connects()
    line.send_frame(f'42/visitor,["{name}",{{"token":"x"}}]')
    line.send_frame(f'42/visitor,7["{name}",{{"token":"x"}}]')
    assert is_usable(line, chat)


@pytest.mark.parametrize("name", ["accept", "close", "presence"])
def test_a_visitor_cannot_do_what_operators_do(panel, name):
    chat = panel.starts()
    line = panel.connects()
    line.send_frame(f'42/visitor,7["{name}",{{"chat":"{chat}"}}]')
    line.send_frame(f'42/operator,7["{name}",{{"chat":"{chat}"}}]')
    assert is_usable(line, chat)
    assert line.ask("resume", {"chat": chat, "after": 0})["chat"]["state"] == "waiting"


def test_a_socket_that_asks_to_be_let_in_twice_goes_on_hearing_what_is_said(panel):
    chat = panel.starts()
    line = panel.connects()
    line.join({"token": panel.token, "secret": panel.secret})
    assert is_usable(line, chat)
    panel.connects().ask("message", {"chat": chat, "client_id": new_key(), "text": "from another tab"})
    line.heard("message", lambda message: message["text"] == "from another tab")
    assert not [frame for frame in line.frames if frame.startswith("44")]


def test_the_third_bad_frame_ends_the_socket(panel):
    line = panel.connects()
    for _ in range(3):
        line.send_frame("42/visitor,[")
    assert line.is_closed_within(ANSWER_SECONDS)


def test_a_socket_that_never_joins_is_closed_after_five_seconds(house):
    began = time.monotonic()
    line = Line(house.url, "/visitor")
    assert not line.is_closed_within(began + 4 - time.monotonic())
    assert line.is_closed_within(ANSWER_SECONDS)


@pytest.mark.parametrize(
    "auth",
    [
        None,
        1,
        "x",
        [],
        {},
        {"token": 1, "secret": 2},
        {"token": "x", "secret": "y" * 22},
        {"token": None, "secret": {}},
    ],
)
def test_a_panel_that_may_not_join_is_told_so_and_closed(house, auth):
    line = Line(house.url, "/visitor")
    answer = line.join(auth)
    assert "sid" not in answer
    assert line.is_closed_within(ANSWER_SECONDS)
    if isinstance(auth, dict):
        assert answer["data"]["code"] in ("bad_auth", "unknown_visitor")
        assert answer["message"]


def test_a_forged_token_does_not_join(house, panel):
    forged = panel.token[:-4] + ("aaaa" if not panel.token.endswith("aaaa") else "bbbb")
    assert (
        Line(house.url, "/visitor").join({"token": forged, "secret": panel.secret})["data"]["code"] == "unknown_visitor"
    )


def test_one_visitor_has_at_most_thirty_sockets(panel):
    lines = [panel.connects() for _ in range(30)]
    refused = Line(panel.url, "/visitor").join({"token": panel.token, "secret": panel.secret})
    assert refused["data"]["code"] == "too_many_sockets"
    lines[0].close()
    lines[1].wait_for(lambda: "sid" in Line(panel.url, "/visitor").join({"token": panel.token, "secret": panel.secret}))


@pytest.mark.parametrize(
    "body",
    [{}, {"chat": 1, "client_id": "x", "text": "y"}, {"chat": "c", "client_id": "x", "text": "y", "as": "admin"}],
)
def test_a_body_of_the_wrong_form_is_answered_with_the_field(panel, body):
    answer = panel.connects().ask("message", body)
    assert (answer["ok"], answer["code"]) == (False, "invalid")
    assert answer["field"]


def test_a_message_that_never_ends_is_cut_off_while_it_is_being_sent(panel):
    line = panel.connects()
    piece = "a" * 50_000
    with suppress(OSError):
        line.socket.send_frame(websocket.ABNF(0, 0, 0, 0, websocket.ABNF.OPCODE_TEXT, 1, '42/visitor,["message","'))
        for _ in range(4):
            line.socket.send_frame(websocket.ABNF(0, 0, 0, 0, websocket.ABNF.OPCODE_CONT, 1, piece))
    assert line.is_closed_within(ANSWER_SECONDS)


def test_compression_is_not_offered(house):
    answer = websocket.create_connection(
        house.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket",
        timeout=ANSWER_SECONDS,
        header=["Sec-WebSocket-Extensions: permessage-deflate"],
    )
    assert "sec-websocket-extensions" not in {name.lower() for name in answer.getheaders()}
    answer.close()


def test_announced_attachments_are_refused_in_polling_too(house, panel):
    address = f"{house.url}/socket.io/?EIO=4&transport=polling"
    with urllib.request.urlopen(address, timeout=ANSWER_SECONDS) as answer:
        sid = json.loads(answer.read()[1:])["sid"]
    body = '451-/visitor,["message",{"_placeholder":true,"num":0}]\x1eb' + base64.b64encode(b"x").decode()
    urllib.request.urlopen(
        urllib.request.Request(f"{address}&sid={sid}", body.encode()), timeout=ANSWER_SECONDS
    ).close()
    Line(house.url, "/visitor").close()
    is_gone = False
    for _ in range(2):
        try:
            urllib.request.urlopen(f"{address}&sid={sid}", timeout=ANSWER_SECONDS).close()
        except urllib.error.HTTPError as refused:
            is_gone = refused.code == 400
    assert is_gone

"""Who may open a desk's line, and how it ends: origin, CSRF token, session, presence."""

from __future__ import annotations

import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
import websocket

from tests.realtime.lines import ANSWER_SECONDS, Line, Panel


def code_of(answer):
    return answer["data"]["code"]


@pytest.mark.parametrize("origin", ["null", "https://evil.test", "http://127.0.0.1.evil.test", "https://127.0.0.1"])
def test_a_line_from_another_origin_is_refused_before_it_opens(anna, origin):
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        anna.line(origin=origin)
    assert refused.value.status_code == 400


def test_a_desk_without_an_origin_is_refused(anna):
    line = Line(anna.url, "/operator", cookie=anna.cookie(), suppress_origin=True)
    assert code_of(line.join({"csrf": anna.csrf})) == "foreign_origin"
    assert line.is_closed_within(ANSWER_SECONDS)


@pytest.mark.parametrize("auth", [{"csrf": ""}, {"csrf": "made-up"}, {"csrf": 1}, {}, {"token": "x"}])
def test_a_desk_without_the_pages_token_is_refused(anna, auth):
    line = anna.line()
    assert code_of(line.join(auth)) in ("csrf", "bad_auth")
    assert line.is_closed_within(ANSWER_SECONDS)


def test_another_sessions_token_is_refused(anna, ben):
    assert code_of(anna.line().join({"csrf": ben.csrf})) == "csrf"


def test_somebody_who_is_not_signed_in_is_refused(anna):
    assert code_of(anna.line(cookie="").join({"csrf": anna.csrf})) == "not_signed_in"


def test_a_visitor_cannot_join_as_operator(panel):
    line = Line(panel.url, "/operator", origin=panel.url)
    assert "sid" not in line.join({"token": panel.token, "secret": panel.secret})


def test_signing_out_ends_the_desks_of_that_session_alone(house):
    leaving, staying = house.desk_of("ben"), house.desk_of("ben")
    gone, still_there = leaving.connects(), staying.connects()
    leaving.sign_out()
    assert gone.is_closed_within(ANSWER_SECONDS)
    assert still_there.ask("presence", {"state": "online"})["ok"]


def test_a_session_that_was_signed_out_cannot_come_back(house):
    leaving = house.desk_of("ben")
    cookie = leaving.cookie()
    leaving.sign_out()
    assert "sid" not in leaving.line(cookie=cookie).join({"csrf": leaving.csrf})


def test_an_operator_is_online_while_a_desk_is_open_and_the_team_hears_both(house):
    desk = house.desk_of("carla")
    watcher = house.desk_of("anna").connects()
    line = desk.connects()
    assert watcher.heard("presence", lambda told: told[0]["name"] == "Carla")[0]["state"] == "online"
    watcher.pushed.clear()
    for state in ("away", "invisible", "online"):
        assert line.ask("presence", {"state": state}) == {"ok": True, "state": state, "reason": None}
        assert watcher.heard("presence", lambda told, s=state: told[0]["state"] == s)
    line.close()
    assert watcher.heard("presence", lambda told: told[0]["state"] == "offline")


def test_two_open_desks_are_one_presence(house):
    desk = house.desk_of("dora")
    watcher = house.desk_of("anna").connects()
    first, second = desk.connects(), desk.connects()
    first.close()
    assert first.is_closed_within(ANSWER_SECONDS)
    assert second.ask("presence", {"state": "away"})["ok"]
    watcher.heard("presence", lambda told: (told[0]["name"], told[0]["state"]) == ("Dora", "away"))
    told = [each for event, people in list(watcher.pushed) if event == "presence" for each in people]
    assert "offline" not in [each["state"] for each in told if each["name"] == "Dora"]
    second.ask("presence", {"state": "online"})


def test_visitors_rows_come_in_batches(house, anna):
    desk = anna.connects()
    panels = [Panel(house.url) for _ in range(20)]
    with ThreadPoolExecutor(len(panels)) as threads:
        list(threads.map(Panel.starts, panels))
    rows = desk.wait_for(lambda: [row for event, rows in list(desk.pushed) if event == "visitors" for row in rows])
    assert {"key", "page", "chat"} <= set(rows[0])
    batches = [event for event, _body in desk.pushed if event == "visitors"]
    assert len(batches) < 20


def test_the_session_id_of_a_socket_is_of_no_use_to_others(panel, house):
    stolen = panel.connects()
    sid = next(frame for frame in stolen.frames if frame.startswith("0{")).split('"sid":"')[1].split('"')[0]
    address = f"{house.url}/socket.io/?EIO=4&transport=polling&sid={sid}"
    try:
        with urllib.request.urlopen(address, timeout=ANSWER_SECONDS) as answer:
            overheard = answer.read()
    except urllib.error.HTTPError as refused:
        overheard = refused.read()
    assert b"42/visitor" not in overheard
    assert stolen.ask("resume", {"chat": "none", "after": 0})["code"] == "unknown_chat"

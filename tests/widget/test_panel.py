"""The chat panel's calls: a session, a chat from the first message, and who may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.fixture
def visitor(client: FlaskClient, panel: dict[str, str]) -> dict[str, str]:
    """The headers of a panel whose visitor is known."""
    token = client.post("/widget/v1/session", json={}, headers=panel).json["token"]
    return panel | {"Authorization": f"Bearer {token}"}


def start(client: FlaskClient, headers: dict[str, str], **fields: Any) -> Any:
    body = {"client_id": "message-0001", "text": "Hello?", "page": {"url": "https://shop.test/a?token=x", "title": "A"}}
    return client.post("/widget/v1/chats", json=body | fields, headers=headers)


def test_opening_the_panel_makes_a_visitor_and_keeps_a_known_one(client: FlaskClient, visitor: dict[str, str]) -> None:
    answer = client.post("/widget/v1/session", json={"embed": {"department": ["sales"]}}, headers=visitor).json
    assert visitor["Authorization"] == f"Bearer {answer['token']}"
    assert (answer["chat"], answer["team"]) == (None, {"online": False})


def test_the_first_message_starts_a_chat_and_sending_it_again_gives_the_same(
    client: FlaskClient, visitor: dict[str, str]
) -> None:
    first = start(client, visitor)
    again = start(client, visitor)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["message"]["id"] == again.json["message"]["id"] == 1
    assert first.json["chat"]["key"] == again.json["chat"]["key"]
    assert first.json["chat"]["state"] == "waiting"


def test_further_messages_are_numbered_and_stored_once(client: FlaskClient, visitor: dict[str, str]) -> None:
    chat = start(client, visitor).json["chat"]["key"]
    body = {"client_id": "message-0002", "text": "Anybody?"}
    posted = [client.post(f"/widget/v1/chats/{chat}/messages", json=body, headers=visitor).json for _ in range(2)]
    assert posted[0] == posted[1]
    assert (posted[0]["id"], posted[0]["client_id"]) == (2, "message-0002")
    other = client.post(f"/widget/v1/chats/{chat}/messages", json=body | {"text": "Other"}, headers=visitor)
    assert other.status_code == 409
    read = client.get(f"/widget/v1/chats/{chat}/messages?after=1", headers=visitor).json
    assert [message["text"] for message in read["messages"]] == ["Anybody?"]
    assert read["more"] is False


def test_a_visitor_may_end_the_chat(client: FlaskClient, visitor: dict[str, str]) -> None:
    chat = start(client, visitor).json["chat"]["key"]
    assert client.post(f"/widget/v1/chats/{chat}/seen", json={"id": 1}, headers=visitor).status_code == 200
    closed = client.post(f"/widget/v1/chats/{chat}/close", json={}, headers=visitor)
    assert closed.json["chat"]["state"] == "closed"


def test_a_chat_is_unknown_to_another_visitor_and_to_another_panel(
    client: FlaskClient, visitor: dict[str, str]
) -> None:
    chat = start(client, visitor).json["chat"]["key"]
    stranger = client.post("/widget/v1/session", json={}, headers={"X-Beckon-Panel": "s" * 22}).json["token"]
    foreign = [
        visitor | {"Authorization": f"Bearer {stranger}"},
        visitor | {"X-Beckon-Panel": "another-panel-secret-of-tests"},
        {"X-Beckon-Panel": visitor["X-Beckon-Panel"]},
        visitor | {"Authorization": "Bearer made.up"},
    ]
    for headers in foreign:
        for path in (f"/widget/v1/chats/{chat}/messages", "/widget/v1/chats/nothing/messages"):
            response = client.get(path, headers=headers)
            assert (response.status_code, response.json["error"]["code"]) == (404, "unknown_chat")


def test_somebody_unknown_opens_a_session_before_a_chat(client: FlaskClient, panel: dict[str, str]) -> None:
    response = start(client, panel)
    assert (response.status_code, response.json["error"]["code"]) == (404, "unknown_visitor")


def test_a_panel_without_a_proper_secret_is_refused(client: FlaskClient) -> None:
    for secret in ("", "short", "x" * 129):
        response = client.post("/widget/v1/session", json={}, headers={"X-Beckon-Panel": secret})
        assert (response.status_code, response.json["error"]["field"]) == (400, "X-Beckon-Panel")


def test_a_body_that_calls_itself_plain_text_is_refused(client: FlaskClient, visitor: dict[str, str]) -> None:
    response = client.post("/widget/v1/chats", data="{}", content_type="text/plain", headers=visitor)
    assert response.status_code == 415


def test_no_other_origin_may_read_the_panels_answers(client: FlaskClient, visitor: dict[str, str]) -> None:
    response = client.post("/widget/v1/session", json={}, headers=visitor | {"Origin": "https://evil.test"})
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("after", ["-1", "x", "1e3", "9" * 30])
def test_a_message_number_that_is_none_is_refused(client: FlaskClient, visitor: dict[str, str], after: str) -> None:
    chat = start(client, visitor).json["chat"]["key"]
    response = client.get(f"/widget/v1/chats/{chat}/messages?after={after}", headers=visitor)
    assert (response.status_code, response.json["error"]["field"]) == (422, "after")


def test_one_panel_calls_at_most_five_times_a_second_with_a_burst_of_sixty(
    client: FlaskClient, clock: Any, visitor: dict[str, str]
) -> None:
    answers = [client.post("/widget/v1/session", json={}, headers=visitor).status_code for _ in range(62)]
    assert answers == [200] * 59 + [429] * 3

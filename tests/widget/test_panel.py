"""The chat panel's calls: a session, a chat from the first message, and who may read it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

from app.foundation import kept_files
from app.foundation.configuration import configuration

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from app.foundation.clock import FrozenClock

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << >>\n%%EOF\n"


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


def test_how_a_chat_was_is_asked_on_later_pages_for_a_while_until_it_is_said_or_another_begins(
    client: FlaskClient, visitor: dict[str, str], clock: FrozenClock
) -> None:
    def asked() -> str | None:
        found = client.post("/widget/v1/session", json={}, headers=visitor).json["chat"]
        return found and f"{found['key']} {found['state']}"

    first = start(client, visitor).json["chat"]["key"]
    client.post(f"/widget/v1/chats/{first}/close", json={}, headers=visitor)
    assert asked() == f"{first} closed"
    clock.advance(29 * 60)
    assert asked() == f"{first} closed"
    clock.advance(60)
    assert asked() is None

    second = start(client, visitor, client_id="message-0002").json["chat"]["key"]
    client.post(f"/widget/v1/chats/{second}/close", json={}, headers=visitor)
    assert asked() == f"{second} closed"
    rated = client.post(f"/widget/v1/chats/{second}/rating", json={"rating": "great"}, headers=visitor)
    assert (rated.status_code, asked()) == (200, None)
    third = start(client, visitor, client_id="message-0003").json["chat"]["key"]
    assert asked() == f"{third} waiting"


def test_a_file_starts_a_chat_once_with_the_limits_of_every_file(client: FlaskClient, visitor: dict[str, str]) -> None:
    def begin(content: bytes, name: str = "chair.pdf", **fields: str) -> Any:
        form = {"client_id": "file-0001", "file": (io.BytesIO(content), name, "application/pdf")}
        return client.post("/widget/v1/files", data=form | fields, headers=visitor)

    refused = begin(b"<script>")
    assert (refused.status_code, refused.json["error"]["code"]) == (415, "file_mismatch")
    assert begin(PDF, start='{"text": "Hi"}').json["error"]["field"] == "text"
    assert begin(PDF, start="{").status_code == 400
    assert begin(PDF, client_id="").json["error"]["field"] == "client_id"
    assert client.post("/widget/v1/session", json={}, headers=visitor).json["chat"] is None

    made = begin(PDF, start='{"page": {"url": "https://shop.test/a", "title": "A"}}')
    again = begin(PDF)
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json["chat"]["state"] == "waiting"
    assert again.json["message"] == made.json["message"]
    assert (made.json["message"]["file"]["name"], made.json["message"]["from"]) == ("chair.pdf", "visitor")
    further = begin(PDF, client_id="file-0002").json
    assert (further["chat"]["key"], further["message"]["id"] > made.json["message"]["id"]) == (
        made.json["chat"]["key"],
        True,
    )
    with client.application.app_context():
        assert len(list((configuration().instance_path / kept_files.FOLDER).iterdir())) == 2
    unknown = client.post("/widget/v1/files", data={"client_id": "f", "file": (io.BytesIO(PDF), "a.pdf")},
                          headers={"X-Beckon-Panel": "s" * 22})  # fmt: skip
    assert (unknown.status_code, unknown.json["error"]["code"]) == (404, "unknown_visitor")


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

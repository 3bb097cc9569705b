"""The desk's page and its answers: who may read them, what they say, and what they refuse."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from app.chats import service
from app.domain.roles import Role
from app.domain.snapshots import ChatSnapshot, PageSnapshot
from app.foundation.clock import now
from app.foundation.database import transaction
from app.foundation.secrets import new_key
from app.operators import service as operators
from app.operators.queries import operators as every_operator
from app.visitors import service as visitors
from app.visitors.pseudonyms import ANIMALS, COLOURS, called, pseudonym
from app.visitors.reports import PageReport

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from app.foundation.clock import FrozenClock

pytestmark = pytest.mark.usefixtures("clock")
READ = ("/desk/state", "/desk/chats/some-chat", "/desk/visitors/somebody")
WRITE = ("accept", "close", "messages", "seen")
WRONG: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("messages", {"client_id": "a"}, "text"),
    ("messages", {"client_id": 5, "text": "Hi"}, "client_id"),
    ("messages", {"client_id": "a", "text": "Hi", "colour": "red"}, "colour"),
    ("seen", {"id": -1}, "id"),
    ("seen", {"id": "all"}, "id"),
    ("accept", {"by": "me"}, "by"),
)


class Browser:
    """An operator's browser."""

    def __init__(self, app: Flask, name: str, departments: tuple[int, ...] = ()) -> None:
        with app.app_context():
            made = operators.create_operator(
                email=f"{name}@example.org",
                name=name.title(),
                role=Role.OPERATOR,
                department_ids=departments,
                now=now(),
            )
            operators.set_password(made.id, "a long enough password", now())
            session_key = operators.sign_in(made.email, "a long enough password", now())
        self.client: FlaskClient = app.test_client()
        with self.client.session_transaction() as session:
            session["_user_id"] = session_key
        found = re.search(r'name="csrf-token" content="([^"]+)"', self.client.get("/").text)
        assert found is not None
        self.csrf = found[1]

    def get(self, path: str) -> TestResponse:
        """Read."""
        return self.client.get(path)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Write, as the page's script does."""
        return self.client.post(path, json=body or {}, headers={"X-CSRFToken": self.csrf, **headers})


@pytest.fixture
def anna(app: Flask) -> Browser:
    """An operator who is signed in."""
    return Browser(app, "anna")


@pytest.fixture
def ben(app: Flask) -> Browser:
    """A second one."""
    return Browser(app, "ben")


@pytest.fixture
def waiting(app: Flask) -> ChatSnapshot:
    """A chat that nobody has accepted, from a visitor on the pricing page."""
    with app.app_context(), transaction() as publish:
        report = PageReport(
            url="https://shop.test/pricing", title="Pricing", tab_key="tab", page_key="page", user_agent="Chrome",
            referrer="https://www.google.com/",
        )  # fmt: skip
        visitor = visitors.record_page_view(publish, report, visitor_key=None, now=now()).visitor
        page = PageSnapshot(report.url, "Pricing")
        return service.start_chat(
            publish, visitor=visitor, panel_secret=new_key(), client_id=new_key(), text="Hello?", department_id=None,
            opening=None, page=page, now=now(),
        ).chat  # fmt: skip


def code_of(answer: TestResponse) -> str:
    assert answer.json is not None
    code: str = answer.json["error"]["code"]
    return code


def test_the_desk_is_for_operators_who_are_signed_in(client: FlaskClient) -> None:
    assert client.get("/").headers["Location"].startswith("/login")
    for path in READ:
        answer = client.get(path)
        assert (answer.status_code, code_of(answer)) == (401, "not_signed_in")


def test_a_write_needs_the_token_of_our_own_page(anna: Browser, waiting: ChatSnapshot) -> None:
    for action in WRITE:
        answer = anna.client.post(f"/desk/chats/{waiting.key}/{action}", json={})
        assert (answer.status_code, code_of(answer)) == (400, "csrf")


def test_a_write_is_json_and_nothing_that_a_form_could_send(anna: Browser, waiting: ChatSnapshot) -> None:
    headers = {"X-CSRFToken": anna.csrf, "Content-Type": "text/plain"}
    for action in WRITE:
        answer = anna.client.post(f"/desk/chats/{waiting.key}/{action}", data="{}", headers=headers)
        assert (answer.status_code, code_of(answer)) == (415, "unsupported_media")


def test_the_page_brings_its_state_and_its_words_along(anna: Browser, waiting: ChatSnapshot) -> None:
    page = anna.get("/").text
    state = re.search(r'id="desk-state">(.*?)</script>', page, re.DOTALL)
    assert state is not None
    assert json.loads(state[1])["chats"]["waiting"][0]["key"] == waiting.key
    words = [json.loads(block) for block in re.findall(r"data-texts>(.*?)</script>", page, re.DOTALL)]
    assert any(found.get("title_waiting") == "Waiting" and found.get("animal.fox") == "Fox" for found in words)


def test_the_state_says_who_waits_and_who_is_on_the_site(anna: Browser, waiting: ChatSnapshot) -> None:
    state = anna.get("/desk/state").json
    assert state is not None
    assert state["me"]["name"] == "Anna"
    assert state["visitors_online"] == 1
    [row] = state["visitors"]
    assert (row["page"]["title"], row["referrer"], row["page_views"]) == ("Pricing", "https://www.google.com/", 1)
    assert row["chat"] == {"key": waiting.key, "state": "waiting", "operator": None}
    [chat] = state["chats"]["waiting"]
    assert (chat["last_line"], chat["unread"], chat["page"]["title"]) == ("Hello?", 1, "Pricing")
    assert chat["waiting_since"].endswith("Z")


def test_without_an_open_desk_an_operator_is_offline(anna: Browser) -> None:
    state = anna.get("/desk/state").json
    assert state is not None
    assert state["me"]["state"] == "offline"


def test_the_first_who_accepts_gets_the_chat_and_the_second_learns_who(
    anna: Browser, ben: Browser, waiting: ChatSnapshot
) -> None:
    won = anna.post(f"/desk/chats/{waiting.key}/accept")
    assert won.json is not None
    assert won.json["chat"]["operator"]["name"] == "Anna"
    lost = ben.post(f"/desk/chats/{waiting.key}/accept")
    assert (lost.status_code, code_of(lost)) == (409, "already_accepted")
    assert lost.json is not None
    assert lost.json["error"]["by"] == "Anna"


def test_a_repeated_message_is_the_same_message(anna: Browser, waiting: ChatSnapshot) -> None:
    anna.post(f"/desk/chats/{waiting.key}/accept")
    body = {"client_id": "one-and-only", "text": "Hi"}
    first = anna.post(f"/desk/chats/{waiting.key}/messages", body)
    again = anna.post(f"/desk/chats/{waiting.key}/messages", body)
    assert first.json == again.json
    other = anna.post(f"/desk/chats/{waiting.key}/messages", body | {"text": "Something else"})
    assert (other.status_code, code_of(other)) == (409, "client_id_reused")


def test_reading_goes_on_after_the_last_known_message(anna: Browser, waiting: ChatSnapshot) -> None:
    anna.post(f"/desk/chats/{waiting.key}/accept")
    page = anna.get(f"/desk/chats/{waiting.key}?after=1").json
    assert page is not None
    assert [message["id"] for message in page["messages"]] == [2]
    assert page["more"] is False
    assert [seen["title"] for seen in page["visitor"]["trail"]] == ["Pricing"]


def test_a_message_number_is_a_number(anna: Browser, waiting: ChatSnapshot) -> None:
    for after in ("-1", "one", "1e3", "٣", "9" * 30):
        answer = anna.get(f"/desk/chats/{waiting.key}?after={after}")
        assert (answer.status_code, code_of(answer)) == (422, "invalid")


def test_reading_is_marked_once_and_counts_for_the_owner(anna: Browser, ben: Browser, waiting: ChatSnapshot) -> None:
    anna.post(f"/desk/chats/{waiting.key}/accept")
    looked = ben.post(f"/desk/chats/{waiting.key}/seen", {"id": 1}).json
    assert looked is not None
    assert looked["chat"]["unread"] == 1
    read = anna.post(f"/desk/chats/{waiting.key}/seen", {"id": 1}).json
    assert read is not None
    assert (read["chat"]["unread"], read["chat"]["seen_by_operator"]) == (0, 1)


def test_a_body_that_is_wrong_is_refused_by_the_name_of_its_field(anna: Browser, waiting: ChatSnapshot) -> None:
    for action, body, field in WRONG:
        answer = anna.post(f"/desk/chats/{waiting.key}/{action}", body)
        assert answer.status_code == 422
        assert answer.json is not None
        assert answer.json["error"]["field"] == field


def test_an_unknown_chat_and_an_unknown_visitor_are_not_found(anna: Browser) -> None:
    assert code_of(anna.get("/desk/chats/nothing")) == "unknown_chat"
    assert code_of(anna.post("/desk/chats/nothing/accept")) == "unknown_chat"
    assert code_of(anna.get("/desk/visitors/nobody")) == "unknown_visitor"


def test_an_operator_says_online_away_or_invisible_and_nothing_else(app: Flask, anna: Browser) -> None:
    assert anna.post("/desk/presence", {"state": "away"}).json == {"state": "away", "reason": None}
    for wrong in ("offline", "asleep", ""):
        assert anna.post("/desk/presence", {"state": wrong}).status_code == 422
    with app.app_context():
        assert [who.name for who in every_operator()] == ["Anna"]


def test_what_the_desk_reads_is_kept_by_no_cache(anna: Browser) -> None:
    assert anna.get("/desk/state").headers["Cache-Control"] == "no-store"


def test_the_visitors_online_are_the_same_after_time_has_passed_and_they_stayed(
    anna: Browser, waiting: ChatSnapshot, clock: FrozenClock
) -> None:
    clock.advance(60)
    state = anna.get("/desk/state").json
    assert state is not None
    assert len(state["visitors"]) == 1
    clock.advance(60)
    state = anna.get("/desk/state").json
    assert state is not None
    assert state["visitors"] == []
    assert len(state["chats"]["waiting"]) == 1


def test_a_visitor_without_a_name_has_always_the_same_pseudonym(inside: Flask) -> None:
    assert pseudonym("a-visitor") == pseudonym("a-visitor")
    assert called("a-visitor", "Amelia") == "Amelia"
    colour, animal = called("a-visitor", None).split(" ")
    assert colour in {str(word) for word in COLOURS.values()}
    assert animal in {str(word) for word in ANIMALS.values()}
    assert len({pseudonym(f"visitor-{number}") for number in range(500)}) > 250

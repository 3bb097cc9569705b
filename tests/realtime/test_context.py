"""What the desk's context says and does about a person: one document, the actions beside it, and cards of plugins."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app.chats.service import start_chat
from app.domain.roles import Role
from app.foundation import clock
from app.foundation.database import transaction
from app.foundation.secrets import new_key
from app.visitors import service
from app.visitors.notes import add_note
from app.visitors.queries import visitor_by_key
from tests.operators.people import Desk, account, desk_of
from tests.plugin_host.installing import install
from tests.realtime.test_visitors_page import arrives
from tests.services.questions import questions

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is kept is tested with the services, on both databases; this is about pages."""
    return sqlite_url


@pytest.fixture
def operator(app: Flask) -> Desk:
    """An operator's browser."""
    desk = desk_of(app, account(app))
    desk.opens("/visitors")
    return desk


@pytest.fixture
def supervisor(app: Flask) -> Desk:
    """A supervisor's browser."""
    desk = desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))
    desk.opens("/visitors")
    return desk


def chats(app: Flask, key: str) -> str:
    """Let a visitor begin a chat; its key."""
    with app.app_context(), transaction() as publish:
        visitor = visitor_by_key(key)
        assert visitor is not None
        return start_chat(
            publish, visitor=visitor, panel_secret=new_key(), client_id=new_key(), text="Hello", department_id=None,
            opening=None, page=None, now=clock.now(),
        ).chat.key  # fmt: skip


def context(desk: Desk, key: str) -> dict[str, Any]:
    answer = desk.opens(f"/desk/visitors/{key}/context")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def test_the_context_says_who_somebody_is_and_what_happened_before(app: Flask, operator: Desk) -> None:
    key = arrives(app, "Ada")
    chat = chats(app, key)
    with app.app_context(), transaction() as publish:
        service.set_attributes(publish, key, {"plan": "pro", "trial": True, "lhc.var.limit": 7}, clock.now())

    found = context(operator, key)

    assert found["contact"] == {"name": "Ada", "email": None, "phone": None}
    assert [(each["key"], each["state"]) for each in found["chats"]] == [(chat, "waiting")]
    assert found["attributes"] == [{"name": "plan", "value": "pro"}, {"name": "trial", "value": "yes"}]
    assert found["can"] == {
        "invite": True, "block": True, "export": False, "erase": False, "edit_invitations": False
    }  # fmt: skip
    assert [visit["number"] for visit in found["visits"]] == [1]


def test_the_context_asks_as_many_questions_for_a_regular_as_for_somebody_new(app: Flask, operator: Desk) -> None:
    new, regular = arrives(app), arrives(app)
    for _ in range(5):
        chats(app, regular)
    with app.app_context():
        sara = account(app, "Sara")
        for number in range(5):
            add_note(regular, sara, f"note-{number}", "Hm", clock.now())

    def asks(key: str) -> int:
        with app.app_context(), questions() as asked:
            context(operator, key)
        return len(asked)

    asks(new)
    assert asks(regular) == asks(new)


def test_contact_tags_and_notes_are_changed_from_the_desk(app: Flask, operator: Desk) -> None:
    key = arrives(app)
    chat = chats(app, key)

    named = operator.calls(f"/desk/visitors/{key}/contact", {"name": "Ada", "email": "ada@example.org", "phone": ""})
    noted = operator.calls(f"/desk/visitors/{key}/notes", {"client_id": "note-1", "text": "Calls on Mondays"})
    tagged = operator.calls(f"/desk/chats/{chat}/tags", {"tag": "returns"})
    marked = operator.calls(f"/desk/visitors/{key}/tags", {"tag": "vip"})

    assert named.json["contact"] == {"name": "Ada", "email": "ada@example.org", "phone": None}
    assert (noted.json["note"]["by"], noted.json["note"]["can_remove"]) == ("Anna", True)
    assert tagged.json["chat"]["tags"] == ["returns"]
    assert tagged.json["chat"]["visitor"]["name"] == "Ada"
    assert marked.json["tags"] == ["vip"]
    assert operator.opens("/desk/tags").json["tags"] == ["returns"]

    operator.calls(f"/desk/chats/{chat}/tags/delete", {"tag": "returns"})
    operator.calls(f"/desk/visitors/{key}/tags/delete", {"tag": "vip"})
    gone = operator.calls(f"/desk/visitors/{key}/notes/{noted.json['note']['id']}/delete", {})
    assert gone.json["notes"] == []
    assert operator.opens(f"/desk/chats/{chat}").json["chat"]["tags"] == []


def test_a_refusal_names_its_field(app: Flask, operator: Desk) -> None:
    key = arrives(app)

    refused = operator.calls(f"/desk/visitors/{key}/contact", {"email": "nowhere"})

    assert (refused.status_code, refused.json["error"]["field"]) == (422, "email")
    assert operator.calls("/desk/visitors/nobody/contact", {"name": "Ada"}).status_code == 404
    assert operator.opens("/desk/visitors/nobody/context").status_code == 404


def test_erasing_takes_the_word_the_right_and_a_closed_chat(app: Flask, operator: Desk, supervisor: Desk) -> None:
    key = arrives(app)
    chat = chats(app, key)

    assert operator.calls(f"/desk/visitors/{key}/erase", {"confirm": "erase"}).status_code == 403
    assert supervisor.calls(f"/desk/visitors/{key}/erase", {"confirm": "yes"}).status_code == 422
    assert supervisor.calls(f"/desk/visitors/{key}/erase", {"confirm": "erase"}).status_code == 409
    supervisor.calls(f"/desk/chats/{chat}/close", {})
    assert supervisor.calls(f"/desk/visitors/{key}/erase", {"confirm": "erase"}).json == {"erased": key}
    assert supervisor.opens(f"/desk/visitors/{key}/context").status_code == 404


def test_everything_about_a_person_is_a_file_for_those_who_may(app: Flask, operator: Desk, supervisor: Desk) -> None:
    key = arrives(app, "Ada")
    chats(app, key)

    assert operator.opens(f"/desk/visitors/{key}/export").status_code == 403
    answer = supervisor.opens(f"/desk/visitors/{key}/export")

    assert answer.headers["Content-Disposition"] == f'attachment; filename="visitor-{key}.json"'
    document = json.loads(answer.data)
    assert document["data"]["visitors"][0]["name"] == "Ada"
    assert [message["text"] for message in document["data"]["messages"]] == ["Hello"]
    assert "secret_hash" not in document["data"]["chats"][0]


CARDS = """
from app.plugin_api import CardContent, CardLine, VisitorCard

@hookimpl
def register_visitor_cards():
    return [VisitorCard("acme.good", "Orders", good), VisitorCard("acme.bad", "Odd one", bad),
            VisitorCard("acme.none", "Nothing", lambda context, visitor: None)]

def good(context, visitor):
    return CardContent("Since May", (CardLine("<b>Open</b>", 2), CardLine("Shop", "Page", "https://shop.test/o/1")))
"""


@pytest.mark.parametrize(
    "bad",
    ["1 / 0", "exit()", "{'lines': ()}", "CardContent(lines=(1,))", "CardContent(text=7)",
     "CardContent(text='x' * 9999)", "CardContent(lines=(CardLine('a', 'b', 'javascript:alert(1)'),))",
     "CardContent(lines=(CardLine('a', None),))",
     "CardContent(lines=tuple(CardLine('a', 1) for _ in range(13)))", "__import__('threading').Event().wait(30)"],
)  # fmt: skip
def test_a_plugins_card_is_text_and_one_that_fails_says_so(configuration, request, bad: str) -> None:
    install(configuration.instance_path, "acme", f"{CARDS}\ndef bad(context, visitor):\n    return {bad}\n")
    app = request.getfixturevalue("app")
    desk = desk_of(app, account(app))

    good, odd = desk.opens(f"/desk/visitors/{arrives(app)}/cards").json["cards"]

    assert (good["title"], good["text"], good["failed"]) == ("Orders", "Since May", False)
    assert good["lines"] == [
        {"label": "<b>Open</b>", "value": "2", "href": None},
        {"label": "Shop", "value": "Page", "href": "https://shop.test/o/1"},
    ]
    assert (odd["title"], odd["failed"], odd["lines"]) == ("Odd one", True, [])


def test_the_next_invitations_are_asked_for_in_batches(app: Flask, operator: Desk) -> None:
    key = arrives(app)

    answer = operator.opens(f"/desk/visitors/next?keys={key},nobody").json

    assert [(each["visitor"], each["state"]) for each in answer["next"]] == [(key, "none")]
    assert operator.opens(f"/desk/visitors/next?keys={','.join(['a'] * 26)}").status_code == 422

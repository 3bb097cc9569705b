"""Notes for colleagues: where they stand, who is called, and that no path of a visitor knows of them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from app.chats import message_queries, notes, queries, service
from app.chats.mentions import mentioned_in
from app.chats.wire import wire_chat, wire_message
from app.domain import events
from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot
from app.foundation.events import listen
from app.foundation.secrets import new_key
from tests.chats.conftest import an_operator

ROOT = Path(__file__).parents[2]


@pytest.fixture
def chat(browser, anna, clock):
    return service.accept(browser.starts("Hello").chat.key, anna, clock.at)


def leaves(chat, operator, text, clock, client_id=None):
    return notes.post_note(chat.key, operator, client_id or new_key(), text, clock.at)


def test_notes_count_within_their_chat_and_stand_below_the_last_message(chat, browser, anna, ben, clock):
    first = leaves(chat, anna, "Wants a refund", clock)
    browser.writes(chat, "Anybody?")
    second = leaves(chat, ben, "Give it", clock)
    assert [(each.id, each.after_id, each.operator_name) for each in (first, second)] == [(1, 2, "Anna"), (2, 3, "Ben")]
    present = queries.chat_by_id(chat.id)
    assert present.last_note == 2
    assert notes.notes_after(present, 0) == ((first, second), False)
    assert notes.notes_after(present, 1) == ((second,), False)


def test_a_note_is_no_message_and_moves_nothing_that_a_visitor_sees(chat, anna, clock):
    before = wire_chat(queries.chat_by_id(chat.id))
    leaves(chat, anna, "SECRET-OF-THE-TEAM", clock)
    present = queries.chat_by_id(chat.id)
    assert wire_chat(present) == before
    said, _more = message_queries.messages_after(chat.id, 0)
    assert "SECRET" not in repr([wire_message(each) for each in said]) + repr(present)


def test_a_repeated_note_is_the_first_one_and_another_text_is_refused(chat, anna, ben, clock):
    first = leaves(chat, anna, "once", clock, "n1")
    assert leaves(chat, anna, "once", clock, "n1") == first
    assert leaves(chat, ben, "once", clock, "n1").id == 2
    with pytest.raises(Conflict):
        leaves(chat, anna, "twice", clock, "n1")


def test_notes_can_be_left_in_closed_chats_and_those_of_colleagues_but_not_in_unseen_ones(
    browser, anna, ben, sales, support, clock
):
    chat = browser.starts("Hello", department_id=sales.id).chat
    stranger = an_operator("Zoe", support)
    with pytest.raises(NotFound):
        leaves(chat, stranger, "psst", clock)
    service.accept(chat.key, anna, clock.at)
    service.close_by_operator(chat.key, anna, clock.at)
    assert leaves(chat, ben, "for the file", clock).id == 1


@pytest.mark.parametrize("text", ["", " \n", "x" * 5_001])
def test_an_empty_or_too_long_note_is_refused(chat, anna, clock, text):
    with pytest.raises(InvalidInput):
        leaves(chat, anna, text, clock)
    assert queries.chat_by_id(chat.id).last_note == 0


def test_who_is_called_by_name_and_may_see_the_chat_is_told(browser, sales, support, clock):
    anna, ben, stranger = an_operator("Anna"), an_operator("Ben", sales), an_operator("Zoe", support)
    chat = browser.starts("Hello", department_id=sales.id).chat
    heard: list[events.NotePosted] = []
    listen(events.NotePosted, heard.append)
    leaves(chat, anna, "@Ben and @Zoe and @Anna: look, mail to ben@Benson.org", clock)
    assert heard[-1].mentioned == (ben.id,)
    assert [each.id for each in notes.mentionable(chat, anna)] == [ben.id]
    assert stranger.id not in heard[-1].mentioned


def person(number: int, name: str) -> OperatorSnapshot:
    return OperatorSnapshot(number, f"{number}@example.org", name, Role.OPERATOR, is_active=True)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@ben", [1]),
        ("ask @Ben, please", [1]),
        ("@Ben Müller", [2]),
        ("@BEN MÜLLER!", [2]),
        ("@Benno", []),
        ("ben@ben.test", []),
        ("(@Ben)", [1]),
        ("@Ben @Ben", [1]),
        ("@Same Name", [3, 4]),
        ("@", []),
        ("@@@@@@" * 500, []),
        ("\u202e@Ben\u202c", [1]),
    ],
)
def test_an_at_sign_and_a_name_call_a_colleague(text, called):
    team = [person(1, "Ben"), person(2, "Ben Müller"), person(3, "Same Name"), person(4, "Same Name"), person(5, " ")]
    assert [each.id for each in mentioned_in(text, team)] == called


READERS_OF_NOTES = {
    "app/chats/notes.py",
    "app/chats/models.py",
}
"""The only modules that may name the table."""

USERS_OF_NOTES = {
    "app/alerts/letters.py",
    "app/chats/lately.py",
    "app/chats/transferring.py",
    "app/realtime/catching_up.py",
    "app/realtime/desk_rows.py",
    "app/realtime/message_views.py",
}
"""The only modules outside that may write or ask for notes: behind an operator's session, or telling colleagues.

``lately`` learns in which chats there is a new note and not what it says.
"""


def test_no_module_that_a_visitor_reaches_knows_the_table_or_the_service_of_notes():
    tables, users = set(), set()
    for path in (ROOT / "app").rglob("*.py"):
        place = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                names = {alias.name for alias in node.names}
                if node.module == "app.chats.models" and "ChatNote" in names:
                    tables.add(place)
                if (node.module == "app.chats" and "notes" in names) or node.module == "app.chats.notes":
                    users.add(place)
            if isinstance(node, ast.ClassDef) and node.name == "ChatNote":
                tables.add(place)
    assert tables == READERS_OF_NOTES
    assert users == USERS_OF_NOTES

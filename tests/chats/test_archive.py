"""The archive: everything that was said is found again, alike on both databases, by those who may see it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from app.chats import archive_index
from app.chats.archive_filter import ArchiveFilter, Kind
from app.chats.archive_finding import Part, count, find, snippet
from app.chats.archive_models import ArchivePending, ArchivePiece
from app.chats.archive_words import Term, hits, terms_of, words_of
from app.chats.models import Chat, Message
from app.domain.roles import Role
from app.domain.snapshots import ChatSnapshot, DepartmentSnapshot, OperatorSnapshot
from app.foundation.clock import now as present_moment
from app.foundation.database import db, transaction
from tests.chats.conftest import VisitorBrowser, a_visitor, an_operator
from tests.chats.test_offline_messages import leaves
from tests.services.at_once import at_once

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock

TEXTS = (
    "Where is my order 4711? The Größe is wrong.",
    "naïve café — really",
    "refund for the blue shoes, please",
    "請問退貨政策是什麼",
    "Straße 12, user_name@example.com",
    "shoe, blue; refund?",
    "हिन्दी में सवाल",
)
QUERIES = (
    "refund", "blue refund", '"blue shoes"', "GROSSE", "größe", "cafe", "strasse", "退貨", "4711", "shoe -shoes",
    "user_name", "ord", "or", "हिन्दी", "refund -please", '"refund blue"', "nothing", "☃", '"', "-", "a'b\\c:*",
)  # fmt: skip


@pytest.fixture
def chief(inside: Flask) -> OperatorSnapshot:
    return an_operator("Chief", role=Role.SUPERVISOR)


def chat_saying(*texts: str, department_id: int | None = None) -> ChatSnapshot:
    browser = a_visitor()
    chat = browser.starts(texts[0], department_id=department_id).chat
    for text in texts[1:]:
        browser.writes(chat, text)
    return chat


def found(operator: OperatorSnapshot, **wanted: object) -> list[str]:
    lines, _more = find(ArchiveFilter(**wanted), operator)  # type: ignore[arg-type]
    return [each.key for each in lines]


def expected(said: list[tuple[str, list[str]]], query: str) -> list[str]:
    """What must be found, decided without a database: every term in some message, none that is excluded."""

    def has(texts: list[str], term: Term) -> bool:
        only = (replace_not(term),)
        return any(hits(text, only) for text in texts)

    terms = terms_of(query)
    return [key for key, texts in said if all(has(texts, term) != term.is_not for term in terms)]


def replace_not(term: Term) -> Term:

    return replace(term, is_not=False)


def test_both_databases_find_what_the_words_say(chief: OperatorSnapshot, clock: FrozenClock) -> None:
    dice = random.Random(7)
    said = []
    for _ in range(25):
        texts = dice.sample(TEXTS, k=dice.randint(1, 4))
        said.append((chat_saying(*texts).key, texts))
        clock.advance(1)
    said.reverse()
    for query in QUERIES:
        assert found(chief, text=query) == expected(said, query), query


def test_words_of_different_messages_are_found_together_and_phrases_within_one(chief: OperatorSnapshot) -> None:
    chat = chat_saying("blue", "shoes")
    assert found(chief, text="shoes blue") == [chat.key]
    assert found(chief, text='"blue shoes"') == []


def test_what_is_changed_taken_back_or_deleted_is_not_found_any_more(chief: OperatorSnapshot) -> None:
    chat, other = chat_saying("first words", "second words"), chat_saying("third words")
    assert found(chief, text="second") == [chat.key]
    with transaction():
        db.session.execute(update(Message).where(Message.text == "second words").values(text="better words"))
        db.session.execute(update(Message).where(Message.text == "third words").values(deleted_at=present_moment()))
    assert (found(chief, text="second"), found(chief, text="better"), found(chief, text="third")) == (
        [],
        [chat.key],
        [],
    )
    with transaction():
        db.session.execute(delete(Chat).where(Chat.id == chat.id))
    assert found(chief, text="better") == []
    pieces = select(func.count()).select_from(ArchivePiece)
    assert db.session.execute(pieces.where(ArchivePiece.chat_id == chat.id)).scalar_one() == 0
    assert db.session.execute(pieces.where(ArchivePiece.chat_id == other.id)).scalar_one() == 1


def test_long_chats_are_read_in_pieces_and_only_what_changed_is_read_anew(chief: OperatorSnapshot) -> None:
    browser = a_visitor()
    chat = browser.starts("word0").chat
    for number in range(1, 45):
        browser.writes(chat, f"word{number}")
    assert archive_index.index_pending() == 3
    browser.writes(chat, "latest")
    assert archive_index.index_pending() == 1
    assert found(chief, text="word44 word0 latest") == [chat.key]
    assert db.session.execute(select(func.count()).select_from(ArchivePending)).scalar_one() == 0


def test_who_reads_at_the_same_time_as_others_write_and_read_leaves_nothing_out(
    inside: Flask, chief: OperatorSnapshot
) -> None:
    chats = [(browser, browser.starts("early").chat) for browser in (a_visitor() for _ in range(6))]
    is_written = Event()

    def writes() -> None:
        try:
            for number in range(2):
                for browser, chat in chats:
                    browser.writes(chat, f"late{number}")
        finally:
            is_written.set()

    def reads() -> None:
        while not is_written.is_set():
            archive_index.index_pending()

    assert at_once(inside, [writes, reads, reads]) == [None] * 3
    archive_index.index_pending()
    assert [count(ArchiveFilter(text=f"late{number}"), chief) for number in range(2)] == [6, 6]


def test_everything_can_be_filtered(
    chief: OperatorSnapshot, sales: DepartmentSnapshot, clock: FrozenClock, browser: VisitorBrowser
) -> None:
    early = chat_saying("hello", department_id=sales.id)
    clock.advance(3600)
    late = chat_saying("hello")
    message = leaves(browser)
    with transaction():
        mine = update(Chat).where(Chat.id == late.id)
        db.session.execute(
            mine.values(operator_id=chief.id, state="closed", rating="great", visitor_name="Ann Ångström",
                        visitor_email="ann@shop.example", page_url="https://Shop.test/Pricing", invitation_name="Sale",
                        missed_at=present_moment())
        )  # fmt: skip
    border = early.started_at + timedelta(minutes=30)
    assert found(chief, since=border, kind=Kind.CHAT) == [late.key]
    assert found(chief, until=border) == [early.key]
    assert found(chief, department_id=sales.id) == [early.key]
    for only in ({"operator_id": chief.id}, {"rating": "great"}, {"rating": "any"}, {"visitor": "angstrom"},
                 {"visitor": "ann@shop"}, {"page": "shop.test/pricing"}, {"invitation": "Sale"}, {"invitation": "any"},
                 {"state": "missed"}):  # fmt: skip
        assert found(chief, **only) == [late.key], only
    assert found(chief, visitor="Vera") == [message.key]
    assert found(chief, state="closed") == [late.key]
    assert found(chief, state="new") == [message.key]
    assert found(chief, text="order") == [message.key]
    assert found(chief, invitation="none") == [early.key]
    assert found(chief, page="100%_") == []
    assert count(ArchiveFilter(), chief) == 3


def test_pages_follow_one_another_without_a_gap(chief: OperatorSnapshot, clock: FrozenClock) -> None:
    for number in range(12):
        if number % 3 == 0:
            leaves(a_visitor())
        else:
            chat_saying("hello")
        clock.advance(number % 2)
    everything = found(chief)
    assert len(set(everything)) == 12
    seen: list[str] = []
    before, more = None, True
    while more:
        lines, more = find(ArchiveFilter(), chief, before, limit=5)
        seen += [each.key for each in lines]
        before = lines[-1].cursor
    assert seen == everything


def test_an_operator_finds_what_they_may_see(sales: DepartmentSnapshot, support: DepartmentSnapshot) -> None:
    seller, helper = an_operator("Sam", sales), an_operator("Hans", support)
    theirs, others = chat_saying("hello", department_id=sales.id), chat_saying("hello", department_id=support.id)
    assert (found(seller, text="hello"), found(helper, text="hello")) == ([theirs.key], [others.key])


@settings(max_examples=150)
@given(text=st.text(max_size=300), query=st.text(max_size=40))
def test_a_snippet_says_nothing_that_was_not_said(text: str, query: str) -> None:
    shown = "".join(part.text for part in snippet(text, terms_of(query))).strip("…")
    assert shown in " ".join(text.split()) or set(shown.split()) <= set(text.split()) | {""} or len(shown) <= 221
    assert all(word.folded for word in words_of(text))


def test_a_snippet_marks_every_hit_and_shows_the_place() -> None:
    text = "x " * 100 + "the <b>blue</b> shoes and the blue hat" + " y" * 200
    parts = snippet(text, terms_of("blue"))
    assert [part.text for part in parts if part.is_hit] == ["blue", "blue"]
    assert parts[0] == Part("…", is_hit=False)
    assert parts[-1].text.endswith("…")

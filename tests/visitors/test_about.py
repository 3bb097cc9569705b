"""What operators keep about visitors: notes, who is one of us; and everything about one person as one document."""

from __future__ import annotations

import orjson
import pytest
from sqlalchemy import select

from app.chats.forgetting import forget_visitor
from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.roles import Role
from app.foundation import mail_queue
from app.foundation.clock import now
from app.foundation.database import db, transaction
from app.foundation.mail_letters import Letter
from app.foundation.mail_models import QueuedLetter
from app.operators.queries import operator_by_id
from app.operators.service import create_operator
from app.visitors import service
from app.visitors.contact import mark_colleague, standing_of
from app.visitors.models import LONGEST_NOTE
from app.visitors.notes import MOST_NOTES, add_note, notes_about, remove_note
from app.visitors.online_list import HiddenReason, attributes_of_visitors, hidden_reason, listed_online, tags_online
from app.visitors.personal_data import file_about, personal_tables


@pytest.fixture
def anna(inside):
    return colleague("anna@example.org")


def colleague(email: str):
    made = create_operator(
        email=email, name=email.partition("@")[0].title(), role=Role.OPERATOR, department_ids=[], now=now()
    )
    return operator_by_id(made.id)


@pytest.fixture
def visitor(somebody):
    """Somebody on the shop's first page."""
    return somebody.opens().visitor


def test_a_note_is_written_once_however_often_it_is_sent(visitor, anna):
    first = add_note(visitor.key, anna, "note-1", " Prefers the phone.\nCalls on Mondays. ", now())
    again = add_note(visitor.key, anna, "note-1", "Prefers the phone.", now())

    assert again == first
    assert [(note.text, note.operator_name) for note in notes_about(visitor.id)] == [
        ("Prefers the phone.\nCalls on Mondays.", "Anna")
    ]


@pytest.mark.parametrize(
    ("client_id", "text", "field"),
    [("n", " ", "text"), ("n", "x" * (LONGEST_NOTE + 1), "text"), ("", "Hm", "client_id"), ("é", "Hm", "client_id")],
)
def test_a_note_that_cannot_be_kept_is_refused_by_field(visitor, anna, client_id, text, field):
    with pytest.raises(InvalidInput) as refused:
        add_note(visitor.key, anna, client_id, text, now())

    assert refused.value.field == field


def test_nobody_writes_about_nobody_or_without_end(visitor, anna):
    with pytest.raises(NotFound):
        add_note("nobody", anna, "note-1", "Hm", now())
    for number in range(MOST_NOTES):
        add_note(visitor.key, anna, f"note-{number}", "Hm", now())
    with pytest.raises(Conflict):
        add_note(visitor.key, anna, "another", "Hm", now())


def test_a_note_is_deleted_by_its_writer_or_by_whoever_may_delete_anybodys(visitor, anna):
    ben = colleague("ben@example.org")
    note = add_note(visitor.key, anna, "note-1", "Hm", now())

    with pytest.raises(Conflict):
        remove_note(visitor.key, ben, note.id, of_anybody=False)
    remove_note(visitor.key, ben, note.id, of_anybody=True)
    remove_note(visitor.key, anna, note.id, of_anybody=False)

    assert notes_about(visitor.id) == ()


def test_a_browser_that_is_marked_as_ours_is_left_out_until_it_is_not(visitor):
    with transaction() as publish:
        mark_colleague(publish, visitor.key, True, now())

    (listed,) = listed_online(now())
    assert standing_of(visitor.id).is_colleague
    assert hidden_reason(listed, ()) is HiddenReason.COLLEAGUE

    with transaction() as publish:
        mark_colleague(publish, visitor.key, False, now())
    assert hidden_reason(listed_online(now())[0], ()) is None


def test_whoever_is_signed_in_to_the_shop_with_an_operators_address_is_one_of_ours(visitor):
    with transaction() as publish:
        service.identify(publish, visitor.key, name=None, email="Anna@Example.org", now=now())

    (listed,) = listed_online(now())

    assert hidden_reason(listed, {"anna@example.org"}) is HiddenReason.COLLEAGUE
    assert hidden_reason(listed, {"ben@example.org"}) is None


@pytest.mark.parametrize(
    ("agent", "reason"),
    [
        ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", HiddenReason.CRAWLER),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/141.0.0.0 Safari/537.36",
            None,
        ),
    ],
)
def test_crawlers_are_left_out_and_browsers_that_test_the_site_are_not(somebody, agent, reason):
    somebody.opens(user_agent=agent)

    assert hidden_reason(listed_online(now())[0], ()) is reason


def test_the_list_has_columns_tags_and_what_the_site_told(visitor, somebody):
    with transaction() as publish:
        service.tag(publish, visitor.key, "VIP", now())
        service.set_attributes(publish, visitor.key, {"plan": "pro", "lhc.var.secret": "x"}, now())

    (listed,) = listed_online(now())

    assert (listed.key, listed.page_url, listed.visit_number, listed.page_views) == (
        visitor.key,
        "https://shop.test/",
        1,
        1,
    )
    assert tags_online(now()) == ("VIP",)
    assert attributes_of_visitors([visitor.id]) == {visitor.id: {"lhc.var.secret": "x", "plan": "pro"}}


def test_everything_about_a_person_is_what_goes_when_they_are_forgotten(visitor, somebody, anna):
    somebody.opens("https://shop.test/cart")
    add_note(visitor.key, anna, "note-1", "Hm", now())
    with transaction() as publish:
        service.tag(publish, visitor.key, "vip", now())

    document = orjson.loads(b"".join(file_about(visitor.id, {})))["data"]

    assert {"visitors", "visits", "page_views", "visitor_notes", "chats", "messages", "impressions"} <= set(document)
    assert [page["url"] for page in document["page_views"]] == ["https://shop.test/", "https://shop.test/cart"]
    assert document["visitor_notes"][0]["text"] == "Hm"
    assert "page_key" not in document["page_views"][0]

    forget_visitor(visitor.key, now(), anna)
    for table in personal_tables():
        assert db.session.execute(table.select()).first() is None, table.name


def test_letters_that_wait_for_somebody_go_when_they_are_forgotten(visitor, anna):
    with transaction() as publish:
        service.identify(publish, visitor.key, name="Vera", email="Vera@example.com", now=now())
    wanted = [("vera@example.com", False), (anna.email, False), ("vera@example.com", True)]
    for number, (to, is_private) in enumerate(wanted):
        mail_queue.keep(Letter(to=to, subject="Hello", text="Hello", is_private=is_private), f"<{number}@x>", now())

    forget_visitor(visitor.key, now(), anna)

    kept = db.session.execute(select(QueuedLetter.recipient, QueuedLetter.is_private).order_by(QueuedLetter.id)).all()
    assert [tuple(each) for each in kept] == wanted[1:]

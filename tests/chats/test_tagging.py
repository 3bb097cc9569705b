"""Words on chats, and what operators know about the person behind them."""

from __future__ import annotations

import pytest

from app.chats import queries, rating, service, tagging
from app.chats.about_person import change_contact, chats_of_person, contact_of
from app.domain import events
from app.domain.errors import InvalidInput, NotFound
from app.domain.roles import Role
from app.foundation.clock import now
from app.foundation.database import transaction
from app.foundation.events import listen
from app.foundation.secrets import new_key
from app.visitors import identity
from app.visitors import service as visits
from app.visitors.contact import Contact, standing_of
from app.visitors.queries import visitor_by_key
from app.visitors.reports import PageReport
from tests.chats.conftest import a_visitor, an_operator
from tests.services.questions import questions
from tests.visitors.conftest import CHROME


@pytest.fixture
def changed(inside) -> list[events.ChatChanged]:
    """The chats that were announced as changed."""
    heard: list[events.ChatChanged] = []
    listen(events.ChatChanged, heard.append)
    return heard


def test_a_tag_is_put_on_a_chat_once_and_taken_away_again(browser, anna, changed):
    chat = browser.starts().chat

    tagging.add_tag(chat.key, anna, "  Wholesale ", now())
    tagging.add_tag(chat.key, anna, "wholesale", now())
    tagged = tagging.add_tag(chat.key, anna, "Angry", now())
    after = tagging.remove_tag(chat.key, anna, "ANGRY", now())

    assert tagged.tags == ("Angry", "Wholesale")
    assert after.tags == queries.chat_by_key(chat.key).tags == ("Wholesale",)
    assert [heard.chat.tags for heard in changed] == [("Wholesale",), ("Angry", "Wholesale"), ("Wholesale",)]


def test_tags_that_make_no_sense_are_refused(browser, anna):
    chat = browser.starts().chat
    for number in range(tagging.MOST_TAGS):
        tagging.add_tag(chat.key, anna, f"tag {number}", now())

    for tag in ("", " \n ", "one too many"):
        with pytest.raises(InvalidInput) as refused:
            tagging.add_tag(chat.key, anna, tag, now())
        assert refused.value.field == "tag"


def test_only_those_who_see_a_chat_tag_it(browser, anna, sales, support):
    chat = browser.starts(department_id=sales.id).chat

    with pytest.raises(NotFound):
        tagging.add_tag(chat.key, an_operator("Sue", support), "mine", now())


def test_the_most_used_tags_are_suggested_first(browser, other_browser, anna):
    for each in (browser, other_browser):
        tagging.add_tag(each.starts().chat.key, anna, "returns", now())
    tagging.add_tag(browser.starts().chat.key, anna, "lamps", now())

    assert tagging.tags_in_use() == ("returns", "lamps")


def test_a_list_of_chats_reads_its_tags_without_a_question_for_each(inside, anna):
    def asks(number: int) -> int:
        for _ in range(number):
            tagging.add_tag(a_visitor().starts().chat.key, anna, "vip", now())
        with questions() as asked:
            found = queries.waiting(anna)
        assert all(chat.tags == ("vip",) for chat in found)
        return len(asked)

    assert asks(1) == asks(6)


def test_a_corrected_contact_is_kept_and_told_to_whoever_has_the_chat(browser, changed):
    chat = browser.starts().chat
    key = browser.visitor.key

    change_contact(key, {"name": " Ada ", "email": "ada@example.org", "phone": "+44 20 7946 0000"}, now())
    change_contact(key, {"name": "Ada", "email": "ada@example.org", "phone": "+44 20 7946 0000"}, now())

    assert standing_of(browser.visitor.id).contact == Contact("Ada", "ada@example.org", "+44 20 7946 0000")
    (heard,) = changed
    assert (heard.chat.key, heard.chat.visitor_name, heard.chat.visitor_email) == (chat.key, "Ada", "ada@example.org")


def test_what_was_not_written_stays_what_it_was(browser, changed):
    chat = browser.starts().chat
    key = browser.visitor.key
    change_contact(key, {"email": "ada@example.org"}, now())

    change_contact(key, {"phone": "+44 20 7946 0000"}, now())
    change_contact(key, {"name": "Ada"}, now())
    change_contact(key, {}, now())
    change_contact(key, {"phone": None}, now())

    assert standing_of(browser.visitor.id).contact == Contact("Ada", "ada@example.org", None)
    told = [(each.chat.key, each.chat.visitor_name, each.chat.visitor_email) for each in changed]
    assert told == [(chat.key, name, "ada@example.org") for name in (None, None, "Ada", "Ada")]


@pytest.mark.parametrize("email", ["ada", "@example.org", "ada@", "a da@example.org"])
def test_what_is_no_address_is_refused_by_name_of_its_field(browser, email):
    with pytest.raises(InvalidInput) as refused:
        change_contact(browser.visitor.key, {"name": None, "email": email, "phone": None}, now())

    assert refused.value.field == "email"
    assert standing_of(browser.visitor.id).contact == Contact()


def test_nobody_is_corrected_who_is_not_there(inside):
    with pytest.raises(NotFound):
        change_contact("nobody", {"name": "Ada", "email": None, "phone": None}, now())


def test_earlier_chats_are_listed_with_what_was_thought_of_them(browser, anna, clock):
    first = browser.starts().chat
    service.accept(first.key, anna, now())
    browser.closes(first)
    rating.rate(first.key, browser.visitor.id, browser.secret, "great", now())
    clock.advance(60)
    second = browser.starts().chat

    found = chats_of_person(browser.visitor, anna)

    assert [(chat.key, chat.operator_name, chat.rating) for chat in found] == [
        (second.key, None, None),
        (first.key, "Anna", "great"),
    ]


def test_chats_of_other_departments_stay_with_them(browser, sales, support):
    browser.starts(department_id=sales.id)

    assert chats_of_person(browser.visitor, an_operator("Sue", support)) == ()
    assert len(chats_of_person(browser.visitor, an_operator("Boss", role=Role.SUPERVISOR))) == 1


def test_whom_the_site_vouches_for_is_known_in_another_browser_too(somebody_signed_in, anna):
    first, second = somebody_signed_in(), somebody_signed_in()
    first.starts("From the phone")

    (chat,) = chats_of_person(second.visitor, anna)

    assert not chat.is_of_this_browser


@pytest.fixture
def somebody_signed_in(inside):
    """Browsers in which the site says that it is the same customer."""
    secret = identity.make_secret()

    def one():
        browser = a_visitor()
        from_page(browser.visitor.key)
        signature = identity.signature_of("customer-7", secret)
        with transaction() as publish:
            identity.vouch(publish, browser.visitor.key, "customer-7", signature, now())
        known = visitor_by_key(browser.visitor.key)
        assert known is not None
        browser.visitor = known
        return browser

    return one


def from_page(key: str) -> None:
    """Let a visitor open a page, so that there is a visit to sign."""

    with transaction() as publish:
        report = PageReport(url="https://shop.test/", page_key=new_key(), tab_key="tab", user_agent=CHROME)
        visits.record_page_view(publish, report, visitor_key=key, now=now())


def test_how_to_reach_somebody_is_what_was_written_down_else_what_they_said(browser, anna):
    browser.starts()
    change_contact(browser.visitor.key, {"name": "Ada", "email": "ada@example.org", "phone": None}, now())

    chats = chats_of_person(browser.visitor, anna)

    assert contact_of(Contact("Ada"), chats) == Contact("Ada", "ada@example.org", None)
    assert contact_of(Contact("Ada", "new@example.org"), chats).email == "new@example.org"

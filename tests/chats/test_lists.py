"""The lists of a desk: which chat is in which, in what order, how many, and since when somebody waits for an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from app.chats import queries, service
from app.chats.accepting import accept
from app.chats.closing import close_by_operator
from app.chats.lists import PAGE, ListName, beginning_of_day, lists_of, next_page, totals_of
from app.chats.tagging import add_tag
from app.chats.transferring import offer_to_colleague, offer_to_department
from app.domain.roles import Role
from app.foundation.clock import now
from app.foundation.secrets import new_key
from app.operators import presence
from tests.chats.conftest import VisitorBrowser, a_visitor, an_operator

if TYPE_CHECKING:
    from app.domain.snapshots import ChatSnapshot, DepartmentSnapshot, OperatorSnapshot
    from app.foundation.clock import FrozenClock

pytestmark = pytest.mark.usefixtures("clock")


def shown_to(operator: OperatorSnapshot) -> dict[str, list[str]]:
    """The keys in each list that is not empty."""
    lists = lists_of(operator, began())
    totals = totals_of(operator, began())
    assert {name: found.total for name, found in lists.items()} == totals
    return {name.value: [chat.key for chat in found.chats] for name, found in lists.items() if found.chats}


def began() -> datetime:
    return beginning_of_day(now(), "UTC")


def comes(operator: OperatorSnapshot) -> None:
    """The operator opens the desk."""
    presence.presence_connected(operator.id, new_key(), now())


def answers(chat: ChatSnapshot, operator: OperatorSnapshot) -> None:
    service.post_operator_message(chat.key, operator, new_key(), "Certainly", now())


def test_a_chat_goes_from_list_to_list_as_it_is_accepted_transferred_and_closed(
    browser: VisitorBrowser, anna: OperatorSnapshot, ben: OperatorSnapshot
) -> None:
    chat = browser.starts().chat
    assert shown_to(anna) == shown_to(ben) == {"waiting": [chat.key]}
    accept(chat.key, anna, now())
    assert (shown_to(anna), shown_to(ben)) == ({"mine": [chat.key]}, {"active": [chat.key]})
    comes(ben)
    offer_to_colleague(chat.key, anna, ben.id, "Please", now())
    assert (shown_to(anna), shown_to(ben)) == ({"mine": [chat.key]}, {"offered": [chat.key]})
    close_by_operator(chat.key, anna, now())
    assert shown_to(anna) == shown_to(ben) == {"closed": [chat.key]}


def test_a_chat_for_a_department_is_offered_to_those_who_serve_it(
    browser: VisitorBrowser,
    anna: OperatorSnapshot,
    sales: DepartmentSnapshot,
    support: DepartmentSnapshot,
) -> None:
    seller, helper = an_operator("Sam", sales), an_operator("Hanna", support)
    chat = browser.starts(department_id=support.id).chat
    accept(chat.key, anna, now())
    assert shown_to(seller) == {}
    comes(seller)
    offer_to_department(chat.key, anna, sales.id, "", now())
    assert shown_to(seller) == {"offered": [chat.key]}
    assert shown_to(helper) == {"active": [chat.key]}


def test_who_may_see_all_chats_sees_those_of_every_department(
    browser: VisitorBrowser, sales: DepartmentSnapshot, support: DepartmentSnapshot
) -> None:
    chat = browser.starts(department_id=support.id).chat
    assert shown_to(an_operator("Sam", sales)) == {}
    assert shown_to(an_operator("Sue", sales, role=Role.SUPERVISOR)) == {"waiting": [chat.key]}


def test_chats_of_yesterday_are_in_no_list(browser: VisitorBrowser, anna: OperatorSnapshot, clock: FrozenClock) -> None:
    chat = browser.starts().chat
    accept(chat.key, anna, now())
    close_by_operator(chat.key, anna, now())
    clock.advance(24 * 60 * 60)
    assert shown_to(anna) == {}


def test_the_day_begins_by_the_clock_of_the_site() -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert beginning_of_day(late, "Europe/Berlin") == datetime(2026, 7, 1, 22, 0, tzinfo=UTC)
    assert beginning_of_day(late, "America/New_York") == datetime(2026, 7, 1, 4, 0, tzinfo=UTC)


def test_somebody_waits_since_the_oldest_message_that_nobody_answered(
    browser: VisitorBrowser, anna: OperatorSnapshot, clock: FrozenClock
) -> None:
    chat = browser.starts("Hello").chat
    began_at = clock.at
    clock.advance(10)
    browser.writes(chat, "Is anybody there?")
    assert queries.chat_by_id(chat.id).awaiting_since == began_at
    accept(chat.key, anna, now())
    assert queries.chat_by_id(chat.id).awaiting_since == began_at, "accepting is no answer"
    answers(chat, anna)
    assert queries.chat_by_id(chat.id).awaiting_since is None
    clock.advance(10)
    browser.writes(chat, "And then?")
    assert queries.chat_by_id(chat.id).awaiting_since == clock.at
    close_by_operator(chat.key, anna, now())
    assert queries.chat_by_id(chat.id).awaiting_since is None


def test_a_long_list_comes_in_pages_that_miss_and_repeat_nothing(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    keys = []
    for _ in range(PAGE + 3):
        clock.advance(1)
        keys.append(a_visitor().starts().chat.key)
    first = lists_of(anna, began())[ListName.WAITING]
    assert [chat.key for chat in first.chats] == keys[:PAGE]
    assert first.total == PAGE + 3
    accept(first.chats[-1].key, anna, now())
    rest, more = next_page(anna, ListName.WAITING, first.chats[-1], began())
    assert ([chat.key for chat in rest], more) == (keys[PAGE:], False)


def test_closed_chats_come_the_latest_first_also_on_their_next_page(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    chats = [a_visitor().starts().chat for _ in range(3)]
    for chat in chats:
        clock.advance(1)
        accept(chat.key, anna, now())
        close_by_operator(chat.key, anna, now())
    listed = lists_of(anna, began())[ListName.CLOSED].chats
    assert [chat.key for chat in listed] == [chat.key for chat in reversed(chats)]
    rest, _more = next_page(anna, ListName.CLOSED, listed[0], began())
    assert rest == listed[1:]


def test_a_list_carries_tags_and_the_offer_of_each_chat(
    browser: VisitorBrowser, anna: OperatorSnapshot, ben: OperatorSnapshot
) -> None:
    chat = browser.starts().chat
    accept(chat.key, anna, now())
    add_tag(chat.key, anna, "refund", now())
    comes(ben)
    offer_to_colleague(chat.key, anna, ben.id, "Speaks French", now() + timedelta(seconds=1))
    [listed] = lists_of(ben, began())[ListName.OFFERED].chats
    assert listed.tags == ("refund",)
    assert listed.transfer is not None
    assert (listed.transfer.by_name, listed.transfer.note) == ("Anna", "Speaks French")

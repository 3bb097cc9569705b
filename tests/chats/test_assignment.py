"""Giving chats by load: to the least loaded below capacity, on to the next without an answer, at last to the queue."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.chats import accepting, queries, service
from app.chats.assignment import MOST_TRIES, assign_by_load
from app.domain.snapshots import ChatState, PresenceState
from app.foundation import settings
from app.foundation.database import db, transaction
from app.foundation.secrets import new_key
from app.operators import presence
from app.operators.models import Operator
from tests.chats.conftest import a_visitor, an_operator
from tests.chats.flow import chat_of, codes, comes, give_by_load, goes, hear_colleagues, stays
from tests.services.at_once import at_once

if TYPE_CHECKING:
    from app.domain.snapshots import ChatSnapshot


def owner(chat: ChatSnapshot) -> str | None:
    """Whose chat it is now."""
    return queries.chat_by_id(chat.id).operator_name


def test_nothing_is_given_where_the_site_does_not_want_it(browser, anna, clock):
    comes(anna)
    chat = browser.starts().chat
    assert assign_by_load(clock.at) == 0
    assert owner(chat) is None


def test_chats_go_to_the_least_loaded_and_among_equals_to_who_had_none_for_longest(anna, ben, clock):
    give_by_load()
    comes(anna), comes(ben)
    chat_of(anna)
    given = []
    for _ in range(4):
        clock.advance(1)
        chat = a_visitor().starts().chat
        assert assign_by_load(clock.at) == 1
        given.append(owner(chat))
    assert given == ["Ben", "Anna", "Ben", "Anna"]


def test_capacity_holds_for_everybody_unless_somebody_has_their_own(anna, ben, clock):
    give_by_load(capacity=2)
    comes(anna), comes(ben)
    with transaction():
        db.session.get(Operator, ben.id).capacity = 1
    chats = [a_visitor().starts().chat for _ in range(5)]
    assign_by_load(clock.at)
    assert Counter(owner(chat) for chat in chats) == {"Anna": 2, "Ben": 1, None: 2}
    assert [owner(chat) for chat in chats[3:]] == [None, None], "the longest waiting are given first"
    service.close_by_operator(chats[0].key, queries_operator(chats[0], anna, ben), clock.at)
    assert assign_by_load(clock.at) == 1
    assert owner(chats[3]) is not None


def queries_operator(chat, *people):
    """Who of these has the chat."""
    return next(each for each in people if each.name == owner(chat))


def test_only_who_is_online_and_serves_the_department_is_given_a_chat(anna, ben, sales, support, clock):
    give_by_load()
    comes(anna, PresenceState.AWAY), comes(ben, PresenceState.INVISIBLE)
    comes(an_operator("Carla", support))
    chat = a_visitor().starts(department_id=sales.id).chat
    assert assign_by_load(clock.at) == 0
    dan = comes(an_operator("Dan", sales))
    presence.pause_department(dan.id, sales.id, clock.at, is_paused=True)
    assert assign_by_load(clock.at) == 0
    presence.pause_department(dan.id, sales.id, clock.at, is_paused=False)
    assert assign_by_load(clock.at) == 1
    assert owner(chat) == "Dan"


def test_without_an_answer_in_time_it_goes_to_the_next_and_the_first_is_told(browser, anna, ben, clock):
    give_by_load(answer_seconds=30)
    comes(anna)
    chat = browser.starts().chat
    assign_by_load(clock.at)
    comes(ben)
    heard = hear_colleagues()
    clock.advance(29)
    stays(anna, ben)
    assert assign_by_load(clock.at) == 0
    clock.advance(1)
    stays(anna, ben)
    assert assign_by_load(clock.at) == 1
    assert (owner(chat), codes(chat), heard) == ("Ben", ["assigned", "assigned"], [(anna.id, "reassigned", "Ben")])


def test_who_has_answered_keeps_the_chat(browser, anna, ben, clock):
    give_by_load(answer_seconds=30)
    comes(anna)
    chat = browser.starts().chat
    assign_by_load(clock.at)
    service.post_operator_message(chat.key, anna, new_key(), "Hello", clock.at)
    comes(ben)
    clock.advance(60)
    stays(anna, ben)
    assert assign_by_load(clock.at) == 0
    assert owner(chat) == "Anna"


def test_where_nobody_else_is_free_it_lies_in_the_open_queue_for_everybody(browser, anna, ben, clock):
    give_by_load(answer_seconds=30)
    comes(anna)
    chat = browser.starts().chat
    assign_by_load(clock.at)
    clock.advance(30)
    stays(anna)
    assign_by_load(clock.at)
    assert queries.chat_by_id(chat.id).state is ChatState.WAITING
    assert assign_by_load(clock.at) == 0, "not to the same one again"
    comes(ben)
    assert assign_by_load(clock.at) == 1
    assert owner(chat) == "Ben"


def test_a_chat_that_nobody_answers_is_not_passed_round_for_ever(browser, anna, ben, clock):
    give_by_load(answer_seconds=30)
    comes(anna), comes(ben)
    chat = browser.starts().chat
    for _ in range(MOST_TRIES * 3):
        assign_by_load(clock.at)
        clock.advance(31)
        stays(anna, ben)
    assert codes(chat).count("assigned") == MOST_TRIES
    assert queries.chat_by_id(chat.id).state is ChatState.WAITING
    accepting.accept(chat.key, anna, clock.at)
    clock.advance(60)
    assert (assign_by_load(clock.at), owner(chat)) == (0, "Anna")


def test_many_processes_give_each_chat_once_and_fill_nobody_beyond_their_capacity(inside, clock):
    settings.change_all({"chats.assignment": "load", "chats.capacity": 3})
    team = [comes(an_operator(name)) for name in ("Anna", "Ben", "Carla")]
    for _ in range(6):
        chats = [a_visitor().starts().chat for _ in range(11)]
        db.session.rollback()
        by_hand = partial(accepting.accept, chats[-1].key, team[0], clock.at)
        given = at_once(inside, [*[partial(assign_by_load, clock.at)] * 3, by_hand])
        load = Counter(owner(chat) for chat in chats)
        taken_by_hand = owner(chats[-1]) == "Anna" and codes(chats[-1]) == ["joined"]
        assert all(load[each.name] <= 3 + (taken_by_hand and each is team[0]) for each in team)
        assert sum(given[:3]) + taken_by_hand == sum(load[each.name] for each in team) >= 9
        assert all(codes(chat) in ([], ["assigned"], ["joined"]) for chat in chats)
        for chat in chats:
            if owner(chat):
                service.close_by_operator(chat.key, queries_operator(chat, *team), clock.at)
            else:
                service.close_by_operator(chat.key, team[0], clock.at)
        db.session.rollback()


def test_after_any_order_of_comings_and_goings_nobody_has_too_many_and_nobody_free_is_left_out(inside, clock):
    give_by_load(capacity=2)
    team = [an_operator(name) for name in ("Anna", "Ben", "Carla")]

    @hypothesis_settings(max_examples=15, deadline=None)
    @given(st.lists(st.sampled_from(["visitor", "round", "answer", "late", *range(3)]), max_size=14))
    def whatever_happens(steps):
        here: set[int] = set()
        chats: list[Any] = []
        for step in [*steps, "round"]:
            stays(*(team[number] for number in here))
            if step == "visitor":
                chats.append(a_visitor().starts().chat)
            elif step == "round":
                assign_by_load(clock.at)
            elif step == "late":
                clock.advance(61)
                stays(*(team[number] for number in here))
            elif step == "answer":
                for chat in chats:
                    if owner(chat):
                        answering = queries_operator(chat, *team)
                        service.post_operator_message(chat.key, answering, new_key(), "Hello", clock.at)
            else:
                (goes if step in here else comes)(team[step])
                here ^= {step}
        load = Counter(owner(chat) for chat in chats)
        assert all(load[each.name] <= 2 for each in team)
        untried = [chat for chat in chats if owner(chat) is None and "assigned" not in codes(chat)]
        assert not untried or all(load[team[number].name] == 2 for number in here)
        for chat in chats:
            service.close_by_operator(chat.key, queries_operator(chat, *team) if owner(chat) else team[0], clock.at)
        for number in here:
            goes(team[number])

    whatever_happens()

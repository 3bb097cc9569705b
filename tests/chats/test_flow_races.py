"""Many at once, at every step of a chat's way: however they fall, it has one owner and everybody gets one outcome.

``BECKON_TEST_RACES`` says how many rounds are run (150 without it): each is one chat and a handful of people who do
different things with it at the same instant.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from app.chats import accepting, closing, holding, message_queries, queries, taking_over, transferring
from app.chats.refusing import SomebodyElse
from app.domain.errors import BeckonError
from app.domain.roles import Role
from app.domain.snapshots import ChatSnapshot, ChatState, OperatorSnapshot
from app.foundation.clock import now
from app.foundation.database import db
from app.operators import presence
from tests.chats.conftest import VisitorBrowser, a_visitor, an_operator
from tests.services.at_once import at_once

if TYPE_CHECKING:
    from flask import Flask

ROUNDS = int(os.environ.get("BECKON_TEST_RACES", "150"))
PEOPLE = 4
LONG_ENOUGH = timedelta(days=1)
REFUSALS = {"already_accepted", "transferred", "already_offered", "not_yours", "chat_closed", "unknown_chat"}


@dataclass
class Scene:
    """A team whose first two may take over chats, and threads that stay open for all rounds."""

    app: Flask
    team: list[OperatorSnapshot]
    threads: ThreadPoolExecutor

    def at_once(self, calls: Sequence[Callable[[], Any]]) -> list[Any]:
        """Run all calls, released together; results and refusals in order."""
        return at_once(self.app, calls, self.threads)


@pytest.fixture
def scene(inside: Flask):
    """Four people who are online, and their threads."""
    roles = (Role.SUPERVISOR, Role.SUPERVISOR, Role.OPERATOR, Role.OPERATOR)
    team = [an_operator(name, role=role) for name, role in zip(("Anna", "Ben", "Carla", "Dan"), roles, strict=True)]
    for each in team:
        presence.presence_connected(each.id, f"desk-{each.id}", now())
    presence.presence_renewed([f"desk-{each.id}" for each in team], now() + LONG_ENOUGH)
    with ThreadPoolExecutor(PEOPLE + 1) as threads:
        yield Scene(inside, team, threads)


def steps(scene: Scene, browser: VisitorBrowser, chat: ChatSnapshot, dice: Random) -> list[Callable[[], Any]]:
    """One step for each person, drawn by lot."""
    owner = chat.operator_id or 0
    found: list[Callable[[], Any]] = []
    for who in scene.team:
        other = dice.choice([each for each in scene.team if each.id != who.id])
        possible: list[Callable[[], Any]] = [
            partial(accepting.accept, chat.key, who, now()),
            partial(transferring.accept_transfer, chat.key, who, now()),
            partial(transferring.decline_transfer, chat.key, who, now()),
            partial(transferring.withdraw_transfer, chat.key, who, now()),
            partial(transferring.offer_to_colleague, chat.key, who, other.id, "", now()),
            partial(holding.hold, chat.key, who, now()),
            partial(closing.close_by_operator, chat.key, who, now()),
        ]
        if who.role is Role.SUPERVISOR:
            possible.append(partial(taking_over.take_over, chat.key, who, owner, now()))
        found.append(dice.choice(possible))
    if dice.random() < 0.2:
        found.append(partial(browser.closes, chat))
    return found


def owner_by_the_lines(chat_id: int) -> str | None:
    """Whose chat it is as its own lines tell it; each of them must go on from where the one before left off."""
    owner: str | None = None
    for line in message_queries.messages_after(chat_id, 0, limit=1_000)[0]:
        if line.code == "joined":
            assert owner is None, "two have accepted it"
            owner = line.sender_name
        elif line.code == "taken_over":
            assert (line.about, line.sender_name == owner) == (owner, False)
            owner = line.sender_name
        elif line.code == "handed_over":
            assert (line.sender_name, line.about == owner) == (owner, False)
            owner = line.about
        elif line.code in ("held", "resumed"):
            assert line.sender_name == owner
    return owner


def check(chat: ChatSnapshot, answers: list[Any]) -> None:
    """One owner, told by the chat's own lines; whoever lost knows why; nothing is planned for a closed chat."""
    for each in answers:
        if isinstance(each, BeckonError):
            assert each.code in REFUSALS, each
            assert each.status in (404, 409)
            if isinstance(each, SomebodyElse):
                assert each.by
    after = queries.chat_by_id(chat.id)
    owner = owner_by_the_lines(chat.id)
    assert after.operator_name == owner
    assert (after.state is ChatState.WAITING) is (owner is None and after.closed_at is None)
    lines = message_queries.messages_after(chat.id, 0, limit=1_000)[0]
    assert [each.id for each in lines] == list(range(1, after.last_id + 1))
    ends = [each for each in lines if each.code and each.code.startswith("ended_")]
    assert len(ends) == (after.state is ChatState.CLOSED)
    assert not ends or lines[-1] == ends[0]
    assert after.transfer is None or after.state is ChatState.ACTIVE


def test_whatever_four_people_do_at_once_a_chat_has_one_owner(scene):
    dice = Random(8)
    for _ in range(ROUNDS):
        browser = a_visitor()
        chat = browser.starts().chat
        if dice.random() < 0.7:
            accepting.accept(chat.key, scene.team[2], now())
            if dice.random() < 0.7:
                target = dice.choice([each for each in scene.team if each is not scene.team[2]])
                transferring.offer_to_colleague(chat.key, scene.team[2], target.id, "Please", now())
        chat = queries.chat_by_id(chat.id)
        db.session.rollback()
        check(chat, scene.at_once(steps(scene, browser, chat, dice)))
        db.session.rollback()


def test_of_all_who_take_an_offered_chat_at_once_exactly_one_gets_it(scene, sales):
    """Also while its owner takes the offer back: then it stays where it was, and all the others hear that."""
    for number in range(ROUNDS // 5):
        chat = a_visitor().starts(department_id=sales.id).chat
        accepting.accept(chat.key, scene.team[3], now())
        transferring.offer_to_department(chat.key, scene.team[3], sales.id, "", now())
        db.session.rollback()
        calls = [partial(transferring.accept_transfer, chat.key, who, now()) for who in scene.team[:3]]
        if number % 2:
            calls.append(partial(transferring.withdraw_transfer, chat.key, scene.team[3], now()))
        answers = scene.at_once(calls)
        won = [each for each in answers if not isinstance(each, BeckonError)]
        after = queries.chat_by_id(chat.id)
        assert len(won) == 1
        lost = [each for each in answers if isinstance(each, SomebodyElse)]
        assert len(lost) == len(calls) - 1
        assert {(each.code, each.by) for each in lost} <= {
            ("transferred", after.operator_name),
            ("not_yours", after.operator_name),
        }
        assert after.transfer is None
        db.session.rollback()


def test_two_who_take_over_at_once_get_it_once(scene):
    for _ in range(ROUNDS // 5):
        chat = a_visitor().starts().chat
        accepting.accept(chat.key, scene.team[3], now())
        db.session.rollback()
        take = partial(taking_over.take_over, chat.key)
        answers = scene.at_once([partial(take, who, scene.team[3].id, now()) for who in scene.team[:2]])
        won = [each for each in answers if not isinstance(each, BeckonError)]
        assert len(won) == 1
        assert [each.by for each in answers if isinstance(each, SomebodyElse)] == [won[0].operator_name]
        db.session.rollback()

"""The way of a chat through many hands against a small model: the same owner, offer, hold and end, whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app.chats import accepting, closing, holding, queries, returning, service, taking_over, transferring
from app.domain.errors import BeckonError
from app.domain.roles import Role
from app.domain.snapshots import ChatState
from app.foundation.clock import now
from app.foundation.database import transaction
from app.foundation.secrets import new_key
from tests.chats.conftest import a_visitor, an_operator
from tests.chats.flow import comes, stays

PEOPLE = st.integers(0, 2)


class FlowLife(RuleBasedStateMachine):
    """One chat and three people; the first may take over. The model is what a person would keep on a slip of paper."""

    @initialize()
    def arrive(self) -> None:
        roles = (Role.SUPERVISOR, Role.OPERATOR, Role.OPERATOR)
        self.team = [comes(an_operator(n, role=r)) for n, r in zip(("Anna", "Ben", "Carla"), roles, strict=True)]
        self.browser = a_visitor()
        self.chat = self.browser.starts().chat
        self.owner: int | None = None
        self.offered: int | None = None
        self.held = self.closed = self.answered = self.missed = False

    def _tries(self, step: Callable[[], Any], *, works: bool) -> bool:
        stays(*self.team)
        refused = None
        try:
            step()
        except BeckonError as error:
            refused = error
        assert (refused is None) is works, refused
        return works

    def _is_mine(self, who: int) -> bool:
        return not self.closed and self.owner == who

    @rule(who=PEOPLE)
    def accept(self, who: int) -> None:
        works = not self.closed and self.owner in (None, who)
        if self._tries(lambda: accepting.accept(self.chat.key, self.team[who], now()), works=works):
            self.owner = who

    @rule(who=PEOPLE, to=PEOPLE)
    def offer(self, who: int, to: int) -> None:
        works = self._is_mine(who) and to != who and self.offered is None
        offer = transferring.offer_to_colleague
        if self._tries(lambda: offer(self.chat.key, self.team[who], self.team[to].id, "x", now()), works=works):
            self.offered = to

    @rule(who=PEOPLE)
    def take_the_offer(self, who: int) -> None:
        works = not self.closed and (self.offered == who or (self.owner == who and self.offered is None))
        if self._tries(lambda: transferring.accept_transfer(self.chat.key, self.team[who], now()), works=works):
            self.held = self.held and self.owner == who
            self.owner, self.offered = who, None

    @rule(who=PEOPLE)
    def decline(self, who: int) -> None:
        works = not self.closed and self.offered == who
        if self._tries(lambda: transferring.decline_transfer(self.chat.key, self.team[who], now()), works=works):
            self.offered = None

    @rule(who=PEOPLE)
    def withdraw(self, who: int) -> None:
        works = not self.closed and self.offered is not None and (who == 0 or self.owner == who)
        if self._tries(lambda: transferring.withdraw_transfer(self.chat.key, self.team[who], now()), works=works):
            self.offered = None

    @rule(who=PEOPLE, believed=PEOPLE)
    def take_over(self, who: int, believed: int) -> None:
        works = who == 0 and not self.closed and self.owner in (None, who, believed)
        take = taking_over.take_over
        if self._tries(lambda: take(self.chat.key, self.team[who], self.team[believed].id, now()), works=works):
            if self.owner != who:
                self.offered, self.held = None, False
            self.owner = who

    @rule(who=PEOPLE, is_held=st.booleans())
    def hold(self, who: int, is_held: bool) -> None:
        step = holding.hold if is_held else holding.resume
        if self._tries(lambda: step(self.chat.key, self.team[who], now()), works=self._is_mine(who)):
            self.held = is_held

    @rule(who=PEOPLE)
    def write(self, who: int) -> None:
        write = service.post_operator_message
        step = lambda: write(self.chat.key, self.team[who], new_key(), "Hello", now())  # noqa: E731
        if self._tries(step, works=self._is_mine(who)):
            self.answered = True

    @rule()
    def back_to_the_queue(self) -> None:
        if self.owner is not None and not self.closed:
            with transaction() as publish:
                returning.to_queue(publish, self.chat.id, now())
            self.owner = self.offered = None
            self.held = False

    @rule(who=PEOPLE)
    def close(self, who: int) -> None:
        works = self.closed or who == 0 or self.owner in (None, who)
        if self._tries(lambda: closing.close_by_operator(self.chat.key, self.team[who], now()), works=works):
            self.closed, self.offered, self.held = True, None, False

    @rule()
    def visitor_closes(self) -> None:
        self.browser.closes(self.chat)
        if not self.closed:
            self.closed, self.offered, self.held, self.missed = True, None, False, not self.answered

    @invariant()
    def the_chat_is_as_the_slip_of_paper_says(self) -> None:
        found = queries.chat_by_id(self.chat.id)
        names = [each.name for each in self.team]
        state = ChatState.CLOSED if self.closed else ChatState.WAITING if self.owner is None else ChatState.ACTIVE
        assert (found.state, found.operator_name) == (state, None if self.owner is None else names[self.owner])
        offered = None if found.transfer is None else found.transfer.operator_name
        assert offered == (None if self.offered is None else names[self.offered])
        assert (found.held_since is not None) is self.held
        assert (found.first_answered_at is not None) is self.answered
        assert (found.missed_at is not None) is self.missed
        assert (found.closed_at is not None) is self.closed
        assert (found.waiting_since is not None) is (state is ChatState.WAITING)


def test_whoever_does_what_in_whatever_order_the_chat_is_as_a_small_model_says(inside):
    wanted = settings(max_examples=25, stateful_step_count=20, deadline=None)
    run_state_machine_as_test(FlowLife, settings=wanted)

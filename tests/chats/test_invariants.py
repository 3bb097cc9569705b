"""Whatever people do in whatever order: nothing is lost, doubled or swapped, and every count equals a recount."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from app.chats import message_queries, queries, service
from app.chats.models import Message
from app.domain.errors import Conflict
from app.domain.snapshots import ChatSnapshot, ChatState, MessageSnapshot, OperatorSnapshot, SenderKind
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.secrets import new_key
from tests.chats.conftest import VisitorBrowser, a_visitor, an_operator

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(lambda t: t.strip())


class ChatLife(RuleBasedStateMachine):
    """One visitor and two operators; a model remembers what was acknowledged."""

    @initialize()
    def arrive(self) -> None:
        self.browser: VisitorBrowser = a_visitor()
        self.team: list[OperatorSnapshot] = [an_operator("Anna"), an_operator("Ben")]
        self.chats: list[ChatSnapshot] = []
        self.sent: dict[tuple[str, str], MessageSnapshot] = {}
        self.owners: dict[str, str | None] = {}
        self.seen: dict[str, list[int]] = {}

    def _latest(self) -> ChatSnapshot | None:
        return self.chats[-1] if self.chats else None

    def _remember(self, message: MessageSnapshot) -> None:
        assert message.client_id is not None
        earlier = self.sent.setdefault((message.chat_key, message.client_id), message)
        assert earlier == message

    @rule(text=TEXTS)
    def start(self, text: str) -> None:
        was_open = queries.open_chat_of(self.browser.visitor.id, self.browser.secret)
        started = self.browser.starts(text)
        assert started.is_new is (was_open is None)
        if started.is_new:
            self.chats.append(started.chat)
        self._remember(started.message)

    @rule(text=TEXTS)
    def visitor_writes(self, text: str) -> None:
        chat = self._latest()
        if chat is not None:
            with suppress(Conflict):
                self._remember(self.browser.writes(chat, text))

    @rule(text=TEXTS, who=st.integers(0, 1))
    def operator_writes(self, text: str, who: int) -> None:
        chat = self._latest()
        if chat is not None:
            try:
                sent = service.post_operator_message(chat.key, self.team[who], new_key(), text, now())
            except Conflict:
                return
            assert self.owners.get(chat.key) == self.team[who].name
            self._remember(sent)

    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        mine = [each for each in self.sent.values() if each.sender is SenderKind.VISITOR]
        if mine:
            first = data.draw(st.sampled_from(mine))
            chat = queries.chat_by_key(first.chat_key)
            assert chat is not None
            assert self.browser.writes(chat, first.text, client_id=first.client_id) == first

    @rule(who=st.integers(0, 1))
    def accept(self, who: int) -> None:
        chat = self._latest()
        if chat is None:
            return
        owner = self.owners.get(chat.key)
        try:
            service.accept(chat.key, self.team[who], now())
        except service.AlreadyAccepted as refused:
            self._expect(refused.by, owner)
        except Conflict as refused:
            self._expect(refused.code, "chat_closed")
        else:
            assert owner in (None, self.team[who].name)
            self.owners[chat.key] = self.team[who].name

    @rule(by_visitor=st.booleans())
    def close(self, by_visitor: bool) -> None:
        chat = self._latest()
        if chat is not None:
            before = queries.chat_by_id(chat.id)
            if by_visitor:
                closed = self.browser.closes(chat)
            else:
                owner = self.owners.get(chat.key)
                who = next((each for each in self.team if each.name == owner), self.team[0])
                closed = service.close_by_operator(chat.key, who, now())
            assert closed.state is ChatState.CLOSED
            assert closed.last_id == before.last_id + (before.state is not ChatState.CLOSED)

    @rule(number=st.integers(0, 12))
    def visitor_reads(self, number: int) -> None:
        chat = self._latest()
        if chat is not None:
            self.browser.sees(chat, number)

    @invariant()
    def the_database_agrees_with_what_was_acknowledged(self) -> None:
        stored: dict[tuple[str, str], MessageSnapshot] = {}
        for chat in self.chats:
            present = queries.chat_by_id(chat.id)
            messages = message_queries.messages_after(chat.id, 0, limit=10_000)[0]
            assert [each.id for each in messages] == list(range(1, present.last_id + 1))
            self._check_order(chat.key, [each.id for each in messages])
            self._check_counts(present, messages)
            stored |= {(each.chat_key, each.client_id): each for each in messages if each.client_id}
            owned = [each for each in messages if each.sender_name and each.sender is SenderKind.OPERATOR]
            assert {each.sender_name for each in owned} <= {self.owners.get(chat.key)}
        assert stored == self.sent
        mine = [chat.id for chat in self.chats]
        rows = db.session.execute(select(func.count(Message.id)).where(Message.chat_id.in_(mine))).scalar_one()
        assert rows == sum(queries.chat_by_id(chat).last_id for chat in mine)

    @invariant()
    def at_most_one_chat_is_open(self) -> None:
        states = [queries.chat_by_id(chat.id).state for chat in self.chats]
        assert sum(state is not ChatState.CLOSED for state in states) <= 1
        assert queries.has_open_chat(self.browser.visitor.id) is any(state is not ChatState.CLOSED for state in states)

    @staticmethod
    def _expect(found: object, wanted: object) -> None:
        assert found == wanted

    def _check_order(self, key: str, numbers: list[int]) -> None:
        earlier = self.seen.get(key, [])
        assert numbers[: len(earlier)] == earlier
        self.seen[key] = numbers

    @staticmethod
    def _check_counts(chat: ChatSnapshot, messages: Any) -> None:
        from_visitor = [each for each in messages if each.sender is SenderKind.VISITOR]
        from_others = [each for each in messages if each.sender is not SenderKind.VISITOR]
        assert chat.unread_by_operator == sum(each.id > chat.operator_seen_id for each in from_visitor)
        assert chat.unread_by_visitor == sum(each.id > chat.visitor_seen_id for each in from_others)
        assert max(chat.operator_seen_id, chat.visitor_seen_id) <= chat.last_id


def test_a_chat_keeps_its_promises_whatever_people_do(inside):
    run_state_machine_as_test(ChatLife, settings=settings(max_examples=25, stateful_step_count=25, deadline=None))

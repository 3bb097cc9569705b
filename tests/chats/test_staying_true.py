"""Whatever is written, changed and taken back while clients come and go: each of them ends with what the server has."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app.chats import editing, message_queries, queries, service
from app.domain.roles import Role
from app.domain.snapshots import ChatSnapshot, MessageSnapshot, OperatorSnapshot
from app.foundation.clock import now
from app.foundation.secrets import new_key
from tests.chats.conftest import VisitorBrowser, a_visitor, an_operator

QUICK = settings(
    stateful_step_count=25, deadline=None, phases=(Phase.reuse, Phase.generate), report_multiple_bugs=False
)
"""Without shrinking, which takes minutes where each step asks a database."""


@dataclass
class Client:
    """What a panel or a desk remembers, by the rules for every client in app/realtime/README.md."""

    is_online: bool = True
    messages: dict[int, MessageSnapshot] = field(default_factory=dict)
    changed_to: int | None = None

    @property
    def last_in_row(self) -> int:
        """The last id before the first gap."""
        number = 0
        while number + 1 in self.messages:
            number += 1
        return number

    def take(self, message: MessageSnapshot) -> None:
        """Of two pictures of a message the one with the higher change is newer."""
        known = self.messages.get(message.id)
        if known is None or message.change >= known.change:
            self.messages[message.id] = message

    def hear_change(self, message: MessageSnapshot) -> None:
        """A pushed change; only the next one in the row moves the mark."""
        self.take(message)
        if self.changed_to is not None and message.change == self.changed_to + 1:
            self.changed_to = message.change

    def misses(self, chat: ChatSnapshot) -> bool:
        """Whether the chat has more than this client knows."""
        return self.last_in_row < chat.last_id or (self.changed_to or 0) < chat.last_change

    def resume(self, chat: ChatSnapshot) -> None:
        """Ask until there is no more."""
        more = True
        while more:
            known = 0 if self.changed_to is None and self.messages else self.changed_to
            found = message_queries.missed(chat, self.last_in_row, known)
            for message in (*found.messages, *found.changes):
                self.take(message)
            self.changed_to = max(self.changed_to or 0, found.changed_to)
            more = found.more


class Readers(RuleBasedStateMachine):
    """One chat, two who write, three who read; pushes are lost while a reader is away, and now and then otherwise."""

    @initialize()
    def begin(self) -> None:
        self.browser: VisitorBrowser = a_visitor()
        self.anna: OperatorSnapshot = an_operator("Anna", role=Role.SUPERVISOR)
        self.chat = service.accept(self.browser.starts("1").chat.key, self.anna, now())
        self.sent: dict[str, tuple[int, str]] = {}
        self.readers = [Client(), Client(), Client()]

    def _present(self) -> ChatSnapshot:
        return queries.chat_by_id(self.chat.id)

    def _push(self, message: MessageSnapshot, lost: int, *, is_change: bool) -> None:
        for place, reader in enumerate(self.readers):
            if reader.is_online and place != lost:
                reader.hear_change(message) if is_change else reader.take(message)

    @rule(
        text=st.text("ab ☕", min_size=1).filter(lambda t: t.strip()), by_visitor=st.booleans(), lost=st.integers(0, 5)
    )
    def post(self, text: str, by_visitor: bool, lost: int) -> None:
        name = new_key()
        if by_visitor:
            message = self.browser.writes(self.chat, text, client_id=name)
        else:
            message = service.post_operator_message(self.chat.key, self.anna, name, text, now())
            self.sent[name] = (message.id, text)
        self._push(message, lost, is_change=False)

    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        if self.sent:
            name = data.draw(st.sampled_from(sorted(self.sent)))
            number, text = self.sent[name]
            assert service.post_operator_message(self.chat.key, self.anna, name, text, now()).id == number

    @rule(data=st.data(), takes_back=st.booleans(), lost=st.integers(0, 5))
    def change(self, data: st.DataObject, takes_back: bool, lost: int) -> None:
        found = message_queries.messages_after(self.chat.id, 0, limit=10_000)[0]
        own = [each for each in found if each.operator_id == self.anna.id and each.deleted_at is None]
        if own:
            one = data.draw(st.sampled_from(own))
            if takes_back:
                changed = editing.delete(self.chat.key, one.id, self.anna, one.change, now())
            else:
                changed = editing.edit(self.chat.key, one.id, self.anna, one.text + "!", one.change, now())
            assert changed.change == one.change or changed.change == self._present().last_change
            self._push(changed, lost, is_change=True)

    @rule(who=st.integers(0, 2))
    def go_away(self, who: int) -> None:
        self.readers[who].is_online = False

    @rule(who=st.integers(0, 2))
    def come_back(self, who: int) -> None:
        self.readers[who].is_online = True
        self.readers[who].resume(self._present())

    @rule(who=st.integers(0, 2))
    def hear_of_the_chat(self, who: int) -> None:
        reader = self.readers[who]
        if reader.is_online and reader.misses(self._present()):
            reader.resume(self._present())

    @invariant()
    def whoever_misses_nothing_has_what_the_server_has(self) -> None:
        present = self._present()
        stored = {each.id: each for each in message_queries.messages_after(self.chat.id, 0, limit=10_000)[0]}
        assert list(stored) == list(range(1, present.last_id + 1))
        changes = sorted(each.change for each in stored.values() if each.change)
        assert len(set(changes)) == len(changes)
        for reader in self.readers:
            if reader.changed_to is not None and not reader.misses(present):
                assert {number: one.text for number, one in reader.messages.items()} == {
                    number: one.text for number, one in stored.items()
                }

    def teardown(self) -> None:
        stored = message_queries.messages_after(self.chat.id, 0, limit=10_000)[0]
        for reader in self.readers:
            reader.resume(self._present())
            assert tuple(reader.messages[each.id] for each in stored) == stored


def test_every_reader_ends_with_what_the_server_has(inside):
    run_state_machine_as_test(Readers, settings=settings(QUICK, max_examples=20))


def test_pages_of_changes_and_messages_lead_to_the_same_end(inside, monkeypatch):
    monkeypatch.setattr(message_queries.messages_after, "__defaults__", (2,))
    monkeypatch.setattr(message_queries.changes_after, "__defaults__", (2,))
    run_state_machine_as_test(Readers, settings=settings(QUICK, max_examples=10))

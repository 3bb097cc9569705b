"""Clients that go on through faults and a history of what they did, judged at the end against the database."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from app.foundation.secrets import new_key
from tests.realtime.lines import Desk, Line, Panel

ACK_SECONDS = 3.0
RETRY_SECONDS = 0.05
NOTHING = {"lost": 0, "doubled": 0, "swapped": 0, "false_answers": 0, "refused": 0, "gaps": 0}
"""What ``judge`` finds where all is well."""


@dataclass
class History:
    """What one sender did: texts in the order of writing, and the answer each finally got."""

    sender: str
    written: list[str] = field(default_factory=list)
    acknowledged: dict[str, int] = field(default_factory=dict)
    refused: list[dict[str, Any]] = field(default_factory=list)
    retries: int = 0
    longest_gap_seconds: float = 0.0


class Client:
    """Somebody in a chat, at work in a thread of their own until they are stopped."""

    def __init__(self, who: Panel | Desk, chat: str) -> None:
        self.latest_trouble = ""
        self._who = who
        self._chat = chat
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being done, then stop."""
        self._stopping.set()
        self._thread.join(180)
        assert not self._thread.is_alive(), f"{type(self).__name__} could not finish: {self.latest_trouble}"

    def _work(self) -> None:
        raise NotImplementedError


class Sender(Client):
    """Writes one message after the other; keeps each until it is acknowledged, with the same client id."""

    def __init__(self, name: str, who: Panel | Desk, chat: str) -> None:
        super().__init__(who, chat)
        self.history = History(name)
        self._line: Line | None = None

    def stop(self) -> None:
        """Finish the message that is being sent, then stop and close the line."""
        super().stop()
        if self._line is not None:
            self._line.close()

    def _work(self) -> None:
        while not self._stopping.is_set():
            text = f"{self.history.sender} {len(self.history.written)}"
            self.history.written.append(text)
            self._deliver(text, new_key())
            time.sleep(0.02)

    def _deliver(self, text: str, client_id: str) -> None:
        began = time.monotonic()
        while True:
            answer = self._attempt({"chat": self._chat, "client_id": client_id, "text": text})
            if answer is not None and answer["ok"]:
                self.history.acknowledged[text] = answer["id"]
                break
            if answer is not None and answer["code"] not in ("too_fast", "busy"):
                self.history.refused.append(answer)
                break
            self.history.retries += 1
            self.latest_trouble = str(answer) if answer is not None else self.latest_trouble
            time.sleep(RETRY_SECONDS)
        self.history.longest_gap_seconds = max(self.history.longest_gap_seconds, time.monotonic() - began)

    def _attempt(self, body: dict[str, Any]) -> Any:
        try:
            if self._line is None or self._line.closed.is_set():
                self._line = self._who.connects()
            return self._line.answer_to(self._line.send("message", body), ACK_SECONDS)
        except Exception as trouble:
            self.latest_trouble = repr(trouble)
            if self._line is not None:
                with suppress(Exception):
                    self._line.close()
            self._line = None
            return None


class Reader(Client):
    """Reads along as a panel and a desk do: merges by number, asks for what is missing, comes back after every cut."""

    def __init__(self, who: Panel | Desk, chat: str) -> None:
        super().__init__(who, chat)
        self.messages: dict[int, dict[str, Any]] = {}

    def has_all_up_to(self, number: int) -> bool:
        """Whether every message up to this one has been read."""
        return self._last_without_gap() >= number

    def _work(self) -> None:
        while not self._stopping.is_set():
            line = None
            with suppress(Exception):
                line = self._who.connects()
                self._follow(line)
            if line is not None:
                line.close()

    def _follow(self, line: Line) -> None:
        self._ask(line)
        read = 0
        while not self._stopping.is_set() and not line.closed.wait(RETRY_SECONDS):
            pushed = list(line.pushed)
            for event, body in pushed[read:]:
                if event == "message" and body["chat"] == self._chat:
                    self._keep(body)
            read = len(pushed)
            if self.messages and max(self.messages) > self._last_without_gap():
                self._ask(line)

    def _ask(self, line: Line) -> None:
        has_more = True
        while has_more:
            answer = line.ask("resume", {"chat": self._chat, "after": self._last_without_gap()})
            for message in answer["messages"]:
                self._keep(message)
            has_more = answer["more"]

    def _keep(self, message: dict[str, Any]) -> None:
        known = self.messages.setdefault(message["id"], message)
        assert known["text"] == message["text"], "one number, two messages"

    def _last_without_gap(self) -> int:
        number = 0
        while number + 1 in self.messages:
            number += 1
        return number


def judge(messages: list[dict[str, Any]], histories: list[History]) -> dict[str, int]:
    """Count what the faults did: lost and doubled messages, gaps in the numbers, swapped neighbours, false answers."""
    said = [each for each in messages if each["from"] in ("visitor", "operator")]
    texts = [each["text"] for each in said]
    numbers = {each["text"]: each["id"] for each in said}
    found = {"lost": 0, "doubled": len(texts) - len(set(texts)), "swapped": 0, "false_answers": 0, "refused": 0}
    for history in histories:
        found["lost"] += sum(text not in numbers for text in history.acknowledged)
        found["false_answers"] += sum(numbers.get(text) != number for text, number in history.acknowledged.items())
        found["refused"] += len(history.refused)
        stored = [text for text in texts if text.rsplit(" ", 1)[0] == history.sender]
        positions = [history.written.index(text) for text in stored]
        found["swapped"] += sum(later < earlier for earlier, later in pairwise(positions))
    found["gaps"] = sum(each["id"] != number for number, each in enumerate(messages, 1))
    return found


def wait_until(found, seconds: float = 60.0):
    """The first true answer of the function."""
    deadline = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
    return answer

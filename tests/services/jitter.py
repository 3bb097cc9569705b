"""Delays every answer and every push of a server at random, as a slow network does: what finds races of pages.

``TEST_JITTER=1 make test TESTS="-m browser"`` runs the browser tests so. An answer is held up before and after it is
made, so that answers overtake each other and pushes; pushes stay in their order, as on a line. What then fails is a
page that trusts an older answer more than what it heard since, or a test that counts on an order nobody promises.
"""

from __future__ import annotations

import random
import threading
import time
from queue import SimpleQueue
from typing import Any

from flask import Flask
from flask_socketio import SocketIO

ANSWER_SECONDS = (0.0, 0.0, 0.0, 0.05, 0.3, 0.6)
PUSH_SECONDS = (0.0, 0.0, 0.1, 0.3, 0.9)
MOST_WAITING = 5
"""Behind so many waiting pushes nothing is delayed any more, else they would never catch up."""

Call = tuple[SocketIO, tuple[Any, ...], dict[str, Any]]


def install() -> None:
    """Let every application and every push of this process dawdle."""
    answer, push = Flask.full_dispatch_request, SocketIO.emit
    waiting: SimpleQueue[Call] = SimpleQueue()
    begun = threading.Event()

    def answer_late(app: Flask) -> Any:
        time.sleep(random.choice(ANSWER_SECONDS))
        response = answer(app)
        time.sleep(random.choice(ANSWER_SECONDS))
        return response

    def push_late(self: SocketIO, *given: Any, **named: Any) -> None:
        waiting.put((self, given, named))
        if not begun.is_set():
            begun.set()
            threading.Thread(target=push_in_turn, daemon=True).start()

    def push_in_turn() -> None:
        while True:
            socketio, given, named = waiting.get()
            if waiting.qsize() < MOST_WAITING:
                time.sleep(random.choice(PUSH_SECONDS))
            push(socketio, *given, **named)

    for kind, name, method in ((Flask, "full_dispatch_request", answer_late), (SocketIO, "emit", push_late)):
        setattr(kind, name, method)

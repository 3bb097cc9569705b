"""Push messages leave in the background: what happens in a chat never waits for a push service.

A message that cannot leave at once is dropped instead of sent late, because by then it is wrong.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import orjson
from flask import Flask, current_app

from app.alerts import service, web_push
from app.alerts.queries import Subscriber, subscribers
from app.alerts.situations import Recipient, recipients_among
from app.alerts.words import Call, alert_words, in_language_of
from app.domain.alerts import Occasion, Way
from app.domain.errors import BeckonError
from app.domain.snapshots import ChatSnapshot
from app.foundation import clock, outgoing
from app.foundation.configuration import configuration
from app.foundation.database import db

logger = logging.getLogger(__name__)

EXTENSION = "beckon.push"
WORKERS = 4
MOST_WAITING = 1_000
LIFETIME_SECONDS = 300
GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class PushMessage:
    """What a browser shows. A later message with the same ``tag`` takes its place; ``url`` opens with a click."""

    title: str
    body: str
    tag: str
    url: str


class PushSender:
    """The threads of one process (greenlets under gevent) that send what was told."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._waiting: queue.Queue[Callable[[], object]] = queue.Queue(MOST_WAITING)
        self._started = False
        self._lock = threading.Lock()

    def soon(self, work: Callable[[], object]) -> None:
        """Do it in the background; where too much waits already it is dropped."""
        with self._lock:
            if not self._started:
                self._started = True
                for _number in range(WORKERS):
                    threading.Thread(target=self._work, daemon=True).start()
        try:
            self._waiting.put_nowait(work)
        except queue.Full:
            logger.warning("a push message was dropped, because %d wait already", MOST_WAITING)

    def _work(self) -> None:
        while True:
            work = self._waiting.get()
            try:
                with self._app.app_context():
                    work()
            except Exception:
                logger.exception("a push message could not be sent")


def push_soon(
    occasion: Occasion,
    chat: ChatSnapshot,
    operator_ids: Callable[[datetime], Iterable[int]],
    call: Call | None = None,
) -> None:
    """Alert people by push in the background; ``operator_ids`` says whom, when it is their turn."""
    sender: PushSender | None = current_app.extensions.get(EXTENSION)
    if sender is not None:
        sender.soon(lambda: push_now(occasion, chat, operator_ids(clock.now()), clock.now(), call))


def push_now(
    occasion: Occasion, chat: ChatSnapshot, operator_ids: Iterable[int], now: datetime, call: Call | None = None
) -> int:
    """Alert people by push, as each of them wishes; returns how many browsers took the message."""
    browsers = subscribers(list(operator_ids))
    if not browsers:
        return 0
    people = {each.operator_id: each for each in recipients_among({each.operator_id for each in browsers}, now)}
    taken = 0
    for browser in browsers:
        person = people.get(browser.operator_id)
        if person is not None and Way.PUSH in person.ways(occasion):
            taken += send(browser, _message(occasion, chat, person, call), now)
    return taken


def send(browser: Subscriber, message: PushMessage, now: datetime) -> bool:
    """Hand a message to a browser's push service; a browser that is gone is forgotten. Returns whether it was taken."""
    body = web_push.sealed(
        orjson.dumps({"title": message.title, "body": message.body, "tag": message.tag, "url": message.url}),
        browser.public_key,
        browser.secret,
    )
    headers = {
        "Authorization": web_push.authorization(browser.endpoint, now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(LIFETIME_SECONDS),
        "Urgency": "high",
    }
    db.session.rollback()  # who waits for a push service holds no connection to the database
    try:
        status = outgoing.post(browser.endpoint, body, headers).status
    except (outgoing.Unreachable, BeckonError) as error:
        logger.info("a push service did not take a message: %s", error)
        status = 0
    was_taken = 200 <= status < 300
    service.note_outcome(browser.id, was_taken=was_taken, is_gone=status in GONE)
    return was_taken


def desk_path(chat_key: str, call: Call | None = None) -> str:
    """Where a chat is opened at the desk, at the note that calls."""
    return f"/?chat={chat_key}" + (f"&note={call.note_id}" if call is not None else "")


def desk_address(chat_key: str, call: Call | None = None) -> str:
    """The same as a full address."""
    return configuration().base_url + desk_path(chat_key, call)


def _message(occasion: Occasion, chat: ChatSnapshot, person: Recipient, call: Call | None) -> PushMessage:
    with in_language_of(person.operator_id):
        words = alert_words(occasion, chat, call)
    return PushMessage(words.title, words.line, f"chat-{chat.key}", desk_path(chat.key, call))

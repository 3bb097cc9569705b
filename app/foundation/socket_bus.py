"""How workers tell each other what to push: Redis is a wake-up call that may fail, never a thing to wait for."""

from __future__ import annotations

import logging
import queue
from collections.abc import Iterator
from typing import Any

import redis
from socketio import RedisManager

from app.foundation import clock

logger = logging.getLogger(__name__)

WAITING_LIMIT = 1_000
ANSWER_SECONDS = 0.5
RETRY_SECONDS = 1.0
QUARANTINE_SECONDS = 5.0


class SocketBus(RedisManager):  # type: ignore[misc]  # python-socketio has no types
    """Publishes from a background task, so that a dead or frozen Redis never holds up who pushes.

    While something is wrong, and ``QUARANTINE_SECONDS`` longer, ``is_healthy`` says no and whoever must not miss
    anything asks the database. What could not be published is dropped. The library itself would block its caller
    for many seconds and wait up to a minute before it listens again.
    """

    name = "beckon"

    def __init__(self, url: str, channel: str) -> None:
        super().__init__(url, channel=channel, redis_options={"socket_connect_timeout": ANSWER_SECONDS})
        self._waiting: queue.Queue[str] = queue.Queue(WAITING_LIMIT)
        self._publisher = redis.Redis.from_url(
            url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS, retry=None
        )
        self._trouble_at: float | None = None

    def initialize(self) -> None:
        """Begin to listen and to publish; the library calls this once in a serving process."""
        super().initialize()
        self.server.start_background_task(self._publish_waiting)

    def is_healthy(self) -> bool:
        """Whether everything that was published lately has reached the other workers."""
        return self._trouble_at is None or clock.monotonic() - self._trouble_at > QUARANTINE_SECONDS

    def _publish(self, data: dict[str, Any]) -> None:
        try:
            self._waiting.put_nowait(self.json.dumps(data))
        except queue.Full:
            self._note_trouble("too much is waiting for Redis")

    def _publish_waiting(self) -> None:
        while True:
            try:
                self._publish_next()
            except (redis.RedisError, OSError) as error:
                self._forget_waiting()
                self._note_trouble(str(error))
                self.server.sleep(RETRY_SECONDS)

    def _publish_next(self) -> None:
        try:
            message = self._waiting.get(timeout=RETRY_SECONDS)
        except queue.Empty:
            self._publisher.ping()
        else:
            self._publisher.publish(self.channel, message)

    def _forget_waiting(self) -> None:
        while True:
            try:
                self._waiting.get_nowait()
            except queue.Empty:
                return

    def _redis_listen_with_retries(self) -> Iterator[Any]:
        """As the library does it, but trying again every second for as long as it takes."""
        while True:
            try:
                self._redis_connect()
                self.pubsub.subscribe(self.channel)
                yield from self.pubsub.listen()
            except (redis.RedisError, OSError) as error:
                self._note_trouble(str(error))
            self.server.sleep(RETRY_SECONDS)

    def _note_trouble(self, why: str) -> None:
        if self.is_healthy():
            logger.warning("Redis does not answer, chats are read from the database until it does: %s", why)
        self._trouble_at = clock.monotonic()

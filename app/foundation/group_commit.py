"""Many small writes, one commit: page views wait for each other for an instant and are answered after the commit."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from app.foundation.clock import sleep
from app.foundation.database import Publish, transaction

logger = logging.getLogger(__name__)
T = TypeVar("T")
GROUP_LIMIT = 64


@dataclass(slots=True)
class _Work(Generic[T]):
    function: Callable[[Publish], T]
    order_key: str
    done: threading.Event = field(default_factory=threading.Event)
    result: Any = None
    error: BaseException | None = None


class GroupWriter:
    """One writer at a time commits for everybody who waits (leader and followers).

    A function given to ``write`` may run on another greenlet than its caller's and may be run twice when a
    neighbour in its group fails, so it must use only its arguments and the database, never the request.
    """

    def __init__(self) -> None:
        self._waiting: deque[_Work[Any]] = deque()
        self._leading = threading.Lock()

    def write(self, function: Callable[[Publish], T], order_key: str = "") -> T:
        """Run the function inside a transaction shared with its neighbours; return its result after the commit.

        ``order_key`` orders the work inside a group, so that two processes lock the same rows in the same order.
        """
        work = _Work(function, order_key)
        self._waiting.append(work)
        sleep(0)
        while not work.done.is_set():
            with self._leading:
                if not work.done.is_set():
                    self._commit_group()
        if work.error is not None:
            raise work.error
        result: T = work.result
        return result

    def _commit_group(self) -> None:
        group = [self._waiting.popleft() for _ in range(min(GROUP_LIMIT, len(self._waiting)))]
        group.sort(key=lambda work: work.order_key)
        try:
            with transaction() as publish:
                for work in group:
                    work.result = work.function(publish)
        except BaseException as error:
            if len(group) == 1:
                group[0].error = error
            else:
                for work in group:
                    self._commit_alone(work)
            if not isinstance(error, Exception):
                raise
        finally:
            for work in group:
                work.done.set()

    @staticmethod
    def _commit_alone(work: _Work[Any]) -> None:
        try:
            with transaction() as publish:
                work.result = work.function(publish)
        except Exception as error:  # noqa: BLE001 - raised again for the one whose work it was
            work.error = error


group_writer = GroupWriter()

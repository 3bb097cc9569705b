"""Hands notices to one plugin, one after another and beside everybody else's work, so a slow plugin delays nobody."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

MOST_WAITING = 1000
Notice = Callable[[], None]
"""Tells the plugin one thing; must not raise."""


class Mailbox:
    """The notices that wait for one plugin, in order; a thread (a greenlet under gevent) lives while there are any."""

    def __init__(self, plugin_id: str) -> None:
        self._plugin_id = plugin_id
        self._waiting: deque[Notice] = deque()
        self._changed = threading.Condition()
        self._is_working = False

    def post(self, notice: Notice) -> int | None:
        """Puts a notice at the end; returns how many wait when the box is full and the notice was not taken."""
        with self._changed:
            if len(self._waiting) >= MOST_WAITING:
                return len(self._waiting)
            self._waiting.append(notice)
            if not self._is_working:
                self._is_working = True
                threading.Thread(target=self._work, name=f"plugin {self._plugin_id}", daemon=True).start()
        return None

    def clear(self) -> None:
        """Throws away what waits."""
        with self._changed:
            self._waiting.clear()

    def wait_until_empty(self, seconds: float) -> bool:
        """Waits until everything was told; False when that takes longer."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._is_working, seconds)

    def _work(self) -> None:
        while True:
            with self._changed:
                if not self._waiting:
                    self._is_working = False
                    self._changed.notify_all()
                    return
                notice = self._waiting.popleft()
            notice()

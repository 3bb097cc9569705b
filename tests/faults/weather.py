"""A wire with bad weather: lines are cut before, after and in the midst of what they carry, by lot."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from random import Random

LONGEST_SILENCE_SECONDS = 0.3


class Weather:
    """Carries bytes between clients and a server; every so often a chunk meets a fault, and its line ends.

    ``likelihood`` is how probable a fault is for each chunk. ``faults`` counts what happened, by kind.
    """

    def __init__(self, port: int, likelihood: float, seed: int) -> None:
        self.faults: Counter[str] = Counter()
        self._target = port
        self._likelihood = likelihood
        self._dice = Random(seed)
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def clear_up(self) -> None:
        """No more faults."""
        self._likelihood = 0.0

    def close(self) -> None:
        """Take the wire away."""
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
                for each in (near, far):
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                fault = self._fault()
                if fault is None:
                    target.sendall(data)
                else:
                    fault(source, target, data)
                    break
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _fault(self) -> Callable[[socket.socket, socket.socket, bytes], None] | None:
        with self._lock:
            if self._dice.random() >= self._likelihood:
                return None
            fault = self._dice.choice((_lost, _delivered, _torn, _silent))
            self.faults[fault.__name__.lstrip("_")] += 1
            return fault


def _lost(_source: socket.socket, _target: socket.socket, _data: bytes) -> None:
    """The line ends before the chunk arrives."""


def _delivered(_source: socket.socket, target: socket.socket, data: bytes) -> None:
    """The chunk arrives and the line ends before anything can be answered."""
    target.sendall(data)


def _torn(_source: socket.socket, target: socket.socket, data: bytes) -> None:
    """The line ends in the midst of the chunk."""
    target.sendall(data[: len(data) // 2])


def _silent(_source: socket.socket, _target: socket.socket, data: bytes) -> None:
    """The chunk is gone, and nobody hears of it for a while."""
    time.sleep(LONGEST_SILENCE_SECONDS * (1 + len(data) % 7) / 7)

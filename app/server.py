"""How gunicorn serves Beckon: gevent workers, no compression of sockets, and an end that clients are told of."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Any

from gevent import monkey

monkey.patch_all()

import gevent  # noqa: E402

from app.foundation.configuration import read_configuration  # noqa: E402
from app.foundation.farewells import say_farewells  # noqa: E402
from app.foundation.sockets import shutdown  # noqa: E402

_configuration = read_configuration()

RESTART_SPREAD_MILLISECONDS = 2_000
SOCKET_NAMESPACES = ("/visitor", "/operator")

bind = [f"{f'[{_configuration.host}]' if ':' in _configuration.host else _configuration.host}:{_configuration.port}"]
workers = _configuration.workers
preload_app = False  # every worker opens database, Redis and threads of its own, after it was born
worker_class = "gevent"
worker_connections = 12_000
graceful_timeout = 4
timeout = 60
keepalive = 5
backlog = 2048
limit_request_field_size = 65_536
limit_request_line = 8_190
loglevel = "warning"
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Let Ctrl+C end the server as SIGTERM does; a terminal sends it to every process, so workers wait to be told."""
    signal.signal(signal.SIGINT, lambda number, frame: signal.raise_signal(signal.SIGTERM))


def post_worker_init(worker: Any) -> None:
    """Take over SIGTERM: sockets never end by themselves, so they are told and closed before the worker drains.

    Saying goodbye over a line that the other side has just cut is no error, so gevent shall not report one.
    """
    hub = gevent.get_hub()
    hub.NOT_ERROR = (*hub.NOT_ERROR, ConnectionResetError, BrokenPipeError)
    leave: Any = signal.getsignal(signal.SIGTERM)

    def say_goodbye(number: int, frame: FrameType | None) -> None:
        say_farewells()
        shutdown(RESTART_SPREAD_MILLISECONDS, SOCKET_NAMESPACES, gevent.sleep)
        leave(number, frame)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, frame: gevent.spawn(say_goodbye, number, frame) and None)

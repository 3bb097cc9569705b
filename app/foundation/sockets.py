"""The Socket.IO server of this process: how it is set up, guarded, and brought to an end."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_socketio import SocketIO

from app.foundation.configuration import Configuration
from app.foundation.socket_bus import SocketBus
from app.foundation.socket_guard import FRAME_LIMIT, SocketGuard

PING_INTERVAL_SECONDS = 8
PING_TIMEOUT_SECONDS = 6

socketio = SocketIO()
_guards: list[SocketGuard] = []


def init_sockets(app: Flask, config: Configuration, events: dict[str, frozenset[str]], *, is_serving: bool) -> None:
    """Set up the server: same-origin only, one event of a socket after the other, a guard in front.

    ``events`` lists what clients may send in each namespace. Without ``is_serving`` (commands, tests of pages) plain
    threads do; a serving process has been patched by gevent.
    """
    socketio.init_app(
        app,
        async_mode="gevent" if is_serving else "threading",
        async_handlers=False,
        manage_session=False,
        cors_allowed_origins=None,
        max_http_buffer_size=FRAME_LIMIT,
        ping_interval=PING_INTERVAL_SECONDS,
        ping_timeout=PING_TIMEOUT_SECONDS,
        http_compression=False,
        client_manager=SocketBus(config.redis_url, "beckon") if config.redis_url else None,
        logger=False,
        engineio_logger=False,
    )
    _guards[:] = [SocketGuard(socketio.server, events, socketio.start_background_task)]


def is_bus_healthy() -> bool:
    """Whether what this process pushes reaches the sockets of the others, and the other way round."""
    manager = socketio.server.manager if socketio.server is not None else None
    return manager.is_healthy() if isinstance(manager, SocketBus) else True


def is_heard_here(room: str, namespace: str) -> bool:
    """Whether a socket of this process is in a room."""
    server = socketio.server
    return server is not None and any(server.manager.get_participants(namespace, room))


def close_socket(sid: str, namespace: str) -> None:
    """End one socket; closing one that is gone is no error."""
    server = socketio.server
    eio_sid = server.manager.eio_sid_from_sid(sid, namespace)
    if eio_sid is not None and _guards:
        socketio.start_background_task(_guards[0].drop, eio_sid, "signed out or replaced")


def shutdown(spread_milliseconds: int, namespaces: tuple[str, ...], sleep: Callable[[float], Any]) -> None:
    """Tell every client to come back in a moment, each at its own time, and close all sockets of this process."""
    server = socketio.server
    if server is None:
        return
    for namespace in namespaces:
        for sid, _eio_sid in list(server.manager.get_participants(namespace, None)):
            wait = 200 + secrets.randbelow(max(1, spread_milliseconds))
            server.emit("restart", {"in_ms": wait}, to=sid, namespace=namespace, ignore_queue=True)
    sleep(0.3)
    for eio_sid in list(server.eio.sockets):
        socketio.start_background_task(_guards[0].drop, eio_sid, "the server restarts")

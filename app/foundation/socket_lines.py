"""The TCP lines under the WebSockets: messages of bounded size, and a way to cut a line that its peer does not read."""

from __future__ import annotations

import contextlib
import socket
from typing import Any


class SocketLines:
    """Knows the line of every WebSocket of this process.

    Engine.IO measures a message only after all of it has been received, and its ``close`` waits politely behind what
    is queued. Here a message that grows too large ends the socket while it is being received, and ``cut`` ends a line
    at once.
    """

    def __init__(self, engine: Any, message_limit: int) -> None:
        drivers = engine._async  # noqa: SLF001 - the library has no other door
        self._make = drivers["websocket"]
        self._message_limit = message_limit
        self._lines: dict[str, Any] = {}
        if self._make is not None:
            engine._async = {**drivers, "websocket": self._open}  # noqa: SLF001

    def cut(self, eio_sid: str) -> None:
        """End the line without another word; its reader and writer wake up and find it closed."""
        line = self._lines.pop(eio_sid, None)
        if line is not None:
            with contextlib.suppress(OSError, AttributeError):
                line.ws.sock.shutdown(socket.SHUT_RDWR)

    def forget(self, eio_sid: str) -> None:
        """The socket has ended by itself."""
        self._lines.pop(eio_sid, None)

    def _open(self, handler: Any, server: Any) -> Any:
        line = self._make(handler, server)
        line.server_args["max_message_size"] = self._message_limit
        self._lines[handler.__self__.sid] = line
        return line

"""What stands before Socket.IO: frames are read strictly, unknown events reach no handler, slow readers are let go.

The guard sits between Engine.IO (frames) and python-socketio (packets). It exists because the library runs its own
``connect`` and ``disconnect`` handlers for events of that name, keeps announced binary attachments of any number, and
queues without limit for a client that does not read.
"""

from __future__ import annotations

import json
import logging
import re
import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from app.domain.errors import BeckonError
from app.foundation import strict_json
from app.foundation.socket_lines import SocketLines

logger = logging.getLogger(__name__)

FRAME_LIMIT = 100_000
BAD_FRAMES_LIMIT = 3
JOIN_SECONDS = 5.0
QUEUE_LIMIT = 200
QUEUE_LIMIT_CHARACTERS = 1_000_000
SHORT_QUEUE = 2
FAREWELL_SECONDS = 1.0
SOCKETS_PER_ADDRESS = 2_000

CONNECT, DISCONNECT, EVENT, ACK = "0", "1", "2", "3"
_FRAME = re.compile(r"(?P<kind>[0-3])(?:(?P<namespace>/[a-z]+),)?(?P<ack>\d{1,9})?(?P<body>[\[{].*)?", re.DOTALL)


class BadFrame(Exception):
    """A frame that no client of ours sends; ``is_hostile`` ones end the socket at once."""

    def __init__(self, why: str, *, is_hostile: bool = False) -> None:
        super().__init__(why)
        self.is_hostile = is_hostile


class SocketGuard:
    """Filters the frames of one Socket.IO server.

    ``events`` maps each namespace to the event names that clients may send. Each takes exactly one object.
    """

    def __init__(self, server: Any, events: dict[str, frozenset[str]], spawn: Callable[..., Any]) -> None:
        self._server = server
        self._events = events
        self._spawn = spawn
        self._bad_frames: Counter[str] = Counter()
        self._addresses: dict[str, str] = {}
        self._per_address: defaultdict[str, int] = defaultdict(int)
        self._joined: set[str] = set()
        self._lines = SocketLines(server.eio, FRAME_LIMIT)
        self._lock = threading.Lock()
        server.eio.on("connect", self._on_connect)
        server.eio.on("message", self._on_message)
        server.eio.on("disconnect", self._on_disconnect)
        self._send_packet = server.eio.send_packet
        server.eio.send_packet = self._send_bounded

    def drop(self, eio_sid: str, why: str, *, is_deaf: bool = False) -> None:
        """End a socket after what is queued for it; a deaf one at once, forgetting what it can ask for again."""
        found = self._server.eio.sockets.get(eio_sid)
        if found is None or found.closed:
            return
        logger.info("socket closed: %s", why)
        while is_deaf and not found.queue.empty():
            found.queue.get_nowait()
            found.queue.task_done()
        found.close(wait=False)
        if not is_deaf:
            self._server.sleep(FAREWELL_SECONDS)
        self._lines.cut(eio_sid)

    def _on_connect(self, eio_sid: str, environ: dict[str, Any]) -> Any:
        address = str(environ.get("REMOTE_ADDR", ""))
        with self._lock:
            if self._per_address[address] >= SOCKETS_PER_ADDRESS:
                return False
            self._per_address[address] += 1
            self._addresses[eio_sid] = address
        self._spawn(self._demand_join, eio_sid)
        return self._server._handle_eio_connect(eio_sid, environ)  # noqa: SLF001 - the library has no other door

    def _on_disconnect(self, eio_sid: str, reason: str) -> None:
        with self._lock:
            address = self._addresses.pop(eio_sid, None)
            if address is not None:
                self._per_address[address] -= 1
                if self._per_address[address] <= 0:
                    del self._per_address[address]
            self._bad_frames.pop(eio_sid, None)
            self._joined.discard(eio_sid)
        self._spawn(self._forget_line, eio_sid)
        self._server._handle_eio_disconnect(eio_sid, reason)  # noqa: SLF001 - the library has no other door

    def _forget_line(self, eio_sid: str) -> None:
        self._server.sleep(2 * FAREWELL_SECONDS)
        self._lines.forget(eio_sid)

    def _demand_join(self, eio_sid: str) -> None:
        self._server.sleep(JOIN_SECONDS)
        if eio_sid in self._addresses and eio_sid not in self._joined:
            self.drop(eio_sid, "never joined")

    def _on_message(self, eio_sid: str, data: Any) -> None:
        try:
            frame = self.checked(data)
        except BadFrame as bad:
            self._bad_frames[eio_sid] += 1
            if bad.is_hostile or self._bad_frames[eio_sid] >= BAD_FRAMES_LIMIT:
                self._spawn(self.drop, eio_sid, str(bad))
            return
        if frame is None or self._is_repeated_connect(eio_sid, frame):
            return
        try:
            self._server._handle_eio_message(eio_sid, frame)  # noqa: SLF001 - the library has no other door
        except Exception:
            logger.exception("a socket frame could not be handled")
            self._spawn(self.drop, eio_sid, "its frame failed")
            return
        if frame[0] == CONNECT:
            self._note_joined(eio_sid)

    def _note_joined(self, eio_sid: str) -> None:
        """A socket that was refused has read why, and is closed."""
        manager = self._server.manager
        if any(manager.sid_from_eio_sid(eio_sid, namespace) for namespace in self._events):
            if eio_sid in self._addresses:
                self._joined.add(eio_sid)
        else:
            self._spawn(self.drop, eio_sid, "refused")

    def _is_repeated_connect(self, eio_sid: str, frame: str) -> bool:
        """Whether a socket asks to be let in where it already is; refusing that would leave its client deaf."""
        kind, namespace = frame[0], frame[1:].split(",", 1)[0]
        return kind == CONNECT and self._server.manager.sid_from_eio_sid(eio_sid, namespace) is not None

    def checked(self, data: Any) -> str | None:
        """The frame, made clean, or None when it is to be ignored; raises BadFrame."""
        if not isinstance(data, str):
            raise BadFrame("binary frame", is_hostile=True)
        if data[:1] in ("4", "5", "6"):
            raise BadFrame("binary packet", is_hostile=True)
        found = _FRAME.fullmatch(data)
        if found is None:
            raise BadFrame("unreadable frame", is_hostile=data[:1] == CONNECT)
        kind, namespace = found["kind"], found["namespace"] or "/"
        if kind == ACK:
            return None
        if namespace not in self._events:
            raise BadFrame("unknown namespace", is_hostile=kind == CONNECT)
        if kind == DISCONNECT:
            return f"{DISCONNECT}{namespace},"
        body = found["body"]
        if kind == CONNECT:
            return f"{CONNECT}{namespace}," + self._clean(f'{{"auth":{body or "{}"}}}', "auth", dict)
        event = self._checked_event(namespace, body)
        return f"{EVENT}{namespace},{found['ack'] or ''}{event}"

    def _checked_event(self, namespace: str, body: str | None) -> str:
        packet = self._read(f'{{"event":{body}}}', "event")
        if not isinstance(packet, list) or len(packet) != 2 or not isinstance(packet[0], str):
            raise BadFrame("an event is a name and one object")
        if packet[0] not in self._events[namespace]:
            raise BadFrame("unknown event")
        if not isinstance(packet[1], dict):
            raise BadFrame("an event carries an object")
        return json.dumps(packet)

    def _clean(self, text: str, name: str, kind: type) -> str:
        value = self._read(text, name)
        if not isinstance(value, kind):
            raise BadFrame("wrong form", is_hostile=True)
        return json.dumps(value)

    @staticmethod
    def _read(text: str, name: str) -> Any:
        try:
            return strict_json.read(text.encode("utf-8", "surrogatepass"), limit=FRAME_LIMIT)[name]
        except BeckonError as error:
            raise BadFrame(error.message) from error

    def _send_bounded(self, eio_sid: str, packet: Any) -> None:
        found = self._server.eio.sockets.get(eio_sid)
        if found is not None and found.queue.qsize() >= SHORT_QUEUE and self._is_too_slow(found.queue):
            self._spawn(self.drop, eio_sid, "reads too slowly", is_deaf=True)
            return
        self._send_packet(eio_sid, packet)

    @staticmethod
    def _is_too_slow(queue: Any) -> bool:
        waiting = list(queue.queue)
        size = sum(len(packet.data) for packet in waiting if packet is not None and isinstance(packet.data, str))
        return len(waiting) >= QUEUE_LIMIT or size >= QUEUE_LIMIT_CHARACTERS

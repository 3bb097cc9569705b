"""The load generator's two clients: a kept-alive HTTP line and a Socket.IO socket, as light as asyncio allows."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
import struct
from collections.abc import Mapping
from typing import Any

HOST = "127.0.0.1"
TEXT_FRAME, CLOSE_FRAME = 1, 8
MASK_BIT = 0x80
SHORT, TWO_BYTES, EIGHT_BYTES = 126, 126, 127
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"


class HttpLine:
    """One connection that stays open and carries one request after the other."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def request(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes, list[tuple[str, str]]]:
        """Status, body and headers of the answer; the connection is opened again where the server closed it."""
        if self._streams is None or self._streams[0].at_eof():
            self._streams = await asyncio.open_connection(HOST, self._port)
        reader, writer = self._streams
        extra = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        head = f"{method} {path} HTTP/1.1\r\nHost: {HOST}:{self._port}\r\nUser-Agent: {BROWSER}\r\n"
        writer.write(f"{head}Accept-Language: en\r\n{extra}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        found = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines[1:])]
        answer = await reader.readexactly(int(dict(found).get("content-length", "0")))
        return int(lines[0].split(" ")[1]), answer, found

    async def post(self, path: str, document: object, headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
        """Send a JSON document; status and the document of the answer."""
        given = {"Content-Type": "text/plain", **(headers or {})}
        status, body, _ = await self.request("POST", path, json.dumps(document).encode(), given)
        return status, json.loads(body)

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()


class Socket:
    """One Socket.IO socket over WebSocket: joins a namespace, answers pings, keeps what was said in a queue."""

    def __init__(self, port: int, namespace: str) -> None:
        self._port = port
        self._namespace = namespace
        self._acknowledged: dict[int, asyncio.Future[Any]] = {}
        self._joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._reading: asyncio.Task[None] | None = None
        self.heard: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()

    async def join(self, auth: object, headers: Mapping[str, str] | None = None) -> None:
        """Connect and join; returns once the server has said yes."""
        self._reader, self._writer = await asyncio.open_connection(HOST, self._port)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        lines = {
            "Host": f"{HOST}:{self._port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": key,
            "Sec-WebSocket-Version": "13",
            **(headers or {}),
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self._writer.write(f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n{head}\r\n".encode())
        status = await self._reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in status.split(b"\r\n")[0]:
            raise ConnectionError(status.decode("latin-1"))
        self._reading = asyncio.create_task(self._read_all())
        self._send(f"40{self._namespace},{json.dumps(auth)}")
        await asyncio.wait_for(self._joined, 30)

    async def call(self, event: str, document: object) -> Any:
        """Send an event and wait for its acknowledgement."""
        number = len(self._acknowledged)
        answered = self._acknowledged[number] = asyncio.get_running_loop().create_future()
        self._send(f"42{self._namespace},{number}{json.dumps([event, document])}")
        return await asyncio.wait_for(answered, 30)

    async def hear(self, event: str) -> Any:
        """The next thing of this kind that the server says; others are passed over."""
        while True:
            name, document = await self.heard.get()
            if name == event:
                return document

    async def leave(self) -> None:
        """Hang up without a word."""
        if self._reading is not None:
            self._reading.cancel()
        self._writer.close()

    def _send(self, text: str) -> None:
        data = text.encode()
        if len(data) < SHORT:
            size = struct.pack("!B", MASK_BIT | len(data))
        else:
            size = struct.pack("!BH", MASK_BIT | TWO_BYTES, len(data))
        # A mask of zeros is a mask, and spares the generator the arithmetic.
        self._writer.write(bytes((MASK_BIT | TEXT_FRAME,)) + size + bytes(4) + data)

    async def _read_all(self) -> None:
        try:
            while True:
                kind, text = await self._frame()
                if kind == CLOSE_FRAME:
                    return
                self._take(text)
        except (asyncio.IncompleteReadError, ConnectionError):
            return

    async def _frame(self) -> tuple[int, str]:
        first, second = await self._reader.readexactly(2)
        size = second & ~MASK_BIT
        if size == TWO_BYTES:
            (size,) = struct.unpack("!H", await self._reader.readexactly(2))
        elif size == EIGHT_BYTES:
            (size,) = struct.unpack("!Q", await self._reader.readexactly(8))
        return first & 0x0F, (await self._reader.readexactly(size)).decode("utf-8", "replace")

    def _take(self, text: str) -> None:
        if text == "2":
            self._send("3")
            return
        prefix = f"{self._namespace},"
        kind, rest = text[:2], text[2:].removeprefix(prefix)
        if kind == "40" and not self._joined.done():
            self._joined.set_result(None)
        elif kind == "44" and not self._joined.done():
            self._joined.set_exception(ConnectionError(rest))
        elif kind == "42":
            name, *arguments = json.loads(rest)
            self.heard.put_nowait((name, arguments[0] if arguments else None))
        elif kind == "43":
            digits = rest[: rest.index("[")]
            waiting = self._acknowledged.get(int(digits))
            if waiting is not None and not waiting.done():
                waiting.set_result(json.loads(rest[len(digits) :])[0])

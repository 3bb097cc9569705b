"""Fixtures of alerts: a push service of our own, and browsers that take its messages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.alerts.web_push import CURVE, packed


@dataclass
class Taken:
    """One request as the push service got it."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class PushService:
    """Takes push messages and answers with ``status``; ``location`` makes it point elsewhere."""

    status: int = 201
    location: str | None = None
    taken: list[Taken] = field(default_factory=list)
    port: int = 0

    @property
    def endpoint(self) -> str:
        """The address of one browser there."""
        return f"http://127.0.0.1:{self.port}/browser/{len(self.taken)}"


@dataclass(frozen=True)
class FakeBrowser:
    """The keys that a browser makes when it subscribes."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    auth: bytes = b"sixteen letters!"

    @property
    def public_key(self) -> str:
        """As the browser tells it."""
        return packed(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def secret(self) -> str:
        """As the browser tells it."""
        return packed(self.auth)


@pytest.fixture
def push_service() -> Iterator[PushService]:
    """A push service on this machine."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            service.taken.append(Taken(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(service.status)
            if service.location:
                self.send_header("Location", service.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name is the library's
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield service
    server.shutdown()
    server.server_close()

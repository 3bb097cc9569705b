"""A mail server that keeps what it is given, and can refuse, stall, break off and speak TLS, as real ones do."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Delivered:
    """One letter as it arrived: the envelope, the raw bytes, and the message read from them."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    user: str | None

    @property
    def message(self) -> EmailMessage:
        """The letter, read as a mail program would."""
        return message_from_bytes(self.raw, policy=default)

    @property
    def text(self) -> str:
        """The plain text of the letter."""
        body = self.message.get_body(("plain",))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")


@dataclass
class MailServer:
    """Listens on a port of this machine. ``says`` replaces answers by command (``{"RCPT": "550 No such user"}``).

    ``password`` makes it ask for a login; ``tls`` is None, ``starttls`` or ``tls``; ``breaks_after`` ends the
    connection after that command without an answer, and ``on_delivery`` is called before a letter is confirmed.
    """

    says: dict[str, str] = field(default_factory=dict)
    letters: list[Delivered] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    user: str = "shop"
    password: str | None = None
    tls: str | None = None
    context: ssl.SSLContext | None = None
    breaks_after: str | None = None
    on_delivery: Callable[[Delivered], None] | None = None
    port: int = 0
    _server: socketserver.ThreadingTCPServer | None = None

    @property
    def url(self) -> str:
        """What BECKON_MAIL_URL says."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen; on the same port as before after a stop."""
        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", self.port), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        """Take no connections any more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def to(self, address: str) -> list[Delivered]:
        """The letters for one recipient."""
        return [each for each in self.letters if each.recipients == (address,)]

    def _handler(self) -> type[socketserver.BaseRequestHandler]:
        owner = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                try:
                    _Conversation(owner, self.request).run()
                except (OSError, ValueError):
                    return

        return Handler


class _Conversation:
    """One connection."""

    def __init__(self, owner: MailServer, connection: socket.socket) -> None:
        self.owner = owner
        self.user: str | None = None
        self.sender = ""
        self.recipients: list[str] = []
        self.is_private = False
        self.connection = connection
        if owner.tls == "tls":
            self._encrypt()
        self.file = self.connection.makefile("rb")

    def run(self) -> None:
        self.say(self.owner.says.get("CONNECT", "220 mail.test ready"))
        while raw := self.file.readline():
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            self.owner.heard.append(line)
            command = line.split(" ")[0].upper().split(":")[0]
            if self.owner.breaks_after == command:
                return
            if command in self.owner.says and command != "DATA":
                self.say(self.owner.says[command])
                continue
            if not self.answer(command, line):
                return

    def answer(self, command: str, line: str) -> bool:
        if command in ("EHLO", "HELO"):
            offered = ["mail.test", "8BITMIME", "SMTPUTF8"]
            offered += ["STARTTLS"] if self.owner.tls == "starttls" and not self.is_private else []
            offered += ["AUTH PLAIN"] if self.owner.password is not None else []
            for each in offered[:-1]:
                self.say(f"250-{each}")
            self.say(f"250 {offered[-1]}")
        elif command == "STARTTLS":
            self.say("220 go ahead")
            self._encrypt()
            self.file = self.connection.makefile("rb")
        elif command == "AUTH":
            self.log_in(line)
        elif command == "MAIL":
            self.sender = _address(line)
            self.recipients = []
            self.say("250 ok" if self.user or self.owner.password is None else "530 log in first")
        elif command == "RCPT":
            self.recipients.append(_address(line))
            self.say("250 ok")
        elif command == "DATA":
            self.take()
        elif command == "QUIT":
            self.say("221 bye")
            return False
        else:
            self.say("250 ok")
        return True

    def log_in(self, line: str) -> None:
        _nobody, user, password = b64decode(line.split(" ")[2]).decode().split("\0")
        if (user, password) == (self.owner.user, self.owner.password):
            self.user = user
            self.say("235 welcome")
        else:
            self.say("535 5.7.8 wrong name or password")

    def take(self) -> None:
        self.say("354 go on")
        lines: list[bytes] = []
        while raw := self.file.readline():
            if raw.rstrip(b"\r\n") == b".":
                break
            lines.append(raw[1:] if raw.startswith(b".") else raw)
        delivered = Delivered(self.sender, tuple(self.recipients), b"".join(lines), self.user)
        refused = self.owner.says.get("DATA")
        if refused is None:
            self.owner.letters.append(delivered)
            if self.owner.on_delivery is not None:
                self.owner.on_delivery(delivered)
        self.say(refused or "250 taken")

    def say(self, line: str) -> None:
        self.connection.sendall(line.encode() + b"\r\n")

    def _encrypt(self) -> None:
        assert self.owner.context is not None
        self.connection = self.owner.context.wrap_socket(self.connection, server_side=True)
        self.is_private = True


def _address(line: str) -> str:
    return line[line.index("<") + 1 : line.index(">")]


@dataclass(frozen=True)
class Certificates:
    """An authority of the test's own with one server certificate; ``authority`` is a file for SSL_CERT_FILE."""

    authority: Path
    context: ssl.SSLContext


def make_certificates(folder: Path, *names: str) -> Certificates:
    """Certificates for these names and addresses, good for an hour."""
    now = datetime.now(UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Mail of tests")])
    others = [x509.IPAddress(ip_address(each)) if each[0].isdigit() else x509.DNSName(each) for each in names]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(others), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)
    return Certificates(certificate, context)


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A mail server that takes everything; a test makes it refuse by ``says``, or stops it."""
    server = MailServer()
    server.start()
    yield server
    server.stop()

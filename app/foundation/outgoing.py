"""Requests that the server itself sends out: each address is checked, connected to as checked, and nothing follows.

Where a request goes is often said by somebody else (a browser names its push service). So the name is looked up once,
each of its addresses must be a public one, the connection goes to an address that was checked, certificates are always
verified, and a redirect is an answer like any other. A site that runs such a service in its own network names the host
in the setting ``outgoing.private_hosts``; only there are private addresses and plain HTTP allowed.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.foundation import settings

PRIVATE_HOSTS = "outgoing.private_hosts"
MOST_HOSTS = 50
CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
LARGEST_ANSWER = 16_384
NAT64_BYTES = bytes.fromhex("0064ff9b0000000000000000")


def _check_hosts(value: Any) -> None:
    if len(value) > MOST_HOSTS or not all(isinstance(each, str) and 0 < len(each) <= 253 for each in value):
        raise InvalidInput(N_("must be a list of host names"), field=PRIVATE_HOSTS)


settings.declare(PRIVATE_HOSTS, [], _check_hosts)


class Unreachable(Exception):
    """Nobody answered, or not in time."""


@dataclass(frozen=True, slots=True)
class OutgoingAnswer:
    """What came back; of the body at most 16 KiB."""

    status: int
    body: bytes


def post(url: str, body: bytes, headers: Mapping[str, str]) -> OutgoingAnswer:
    """Send a request; raises InvalidInput for an address that may not be called, and Unreachable."""
    parts = urlsplit(url)
    is_private_allowed = parts.hostname in settings.get(PRIVATE_HOSTS)
    connection = _connection(parts, _checked_addresses(parts, is_private_allowed=is_private_allowed))
    timer = threading.Timer(TOTAL_SECONDS, _hang_up, [connection])
    timer.daemon = True
    timer.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, {"Host": parts.netloc.rpartition("@")[2], **headers})
        answer = connection.getresponse()
        return OutgoingAnswer(answer.status, answer.read(LARGEST_ANSWER))
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(str(error) or type(error).__name__) from error
    finally:
        timer.cancel()
        connection.close()


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the public net, also where it carries one of version 4 inside."""
    inner = None
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address.packed[:12] == NAT64_BYTES:
            inner = IPv4Address(address.packed[12:])
        if address.teredo is not None:
            return False
    if inner is not None:
        return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


class _Checked(HTTPConnection):
    """A connection to addresses that were checked, under the name that was asked for."""

    def __init__(self, host: str, port: int, addresses: Iterable[str], context: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=CONNECT_SECONDS)
        self._addresses, self._context = list(addresses), context

    def connect(self) -> None:
        """Take the first address that answers."""
        problem: OSError = OSError("no address")
        for address in self._addresses:
            try:
                plain = socket.create_connection((address, self.port), CONNECT_SECONDS)
            except OSError as error:
                problem = error
                continue
            self.sock = self._context.wrap_socket(plain, server_hostname=self.host) if self._context else plain
            return
        raise problem


def _connection(parts: SplitResult, addresses: Iterable[str]) -> HTTPConnection:
    is_sealed = parts.scheme == "https"
    port = parts.port or (HTTPSConnection if is_sealed else HTTPConnection).default_port
    return _Checked(parts.hostname or "", port, addresses, ssl.create_default_context() if is_sealed else None)


def _checked_addresses(parts: SplitResult, *, is_private_allowed: bool) -> list[str]:
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.username or parts.scheme not in ("https", "http") or not parts.geturl().isascii():
        raise _refused(parts)
    if parts.scheme == "http" and not is_private_allowed:
        raise _refused(parts)
    try:
        found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{host} has no address") from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not is_private_allowed and not all(is_public(ip_address(each.partition("%")[0])) for each in addresses):
        raise _refused(parts)
    return addresses


def _refused(parts: SplitResult) -> InvalidInput:
    return InvalidInput(
        N_("“%(host)s” may not be called: it is no public address"),
        field="url",
        code="not_public",
        values={"host": str(parts.netloc)[:100]},
    )


def _hang_up(connection: HTTPConnection) -> None:
    sock = connection.sock
    if sock is not None:
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

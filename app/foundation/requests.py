"""What stands before Flask: header limits, the true address, no compressed bodies, no WebSocket compression."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

import orjson
from werkzeug.sansio.utils import host_is_trusted

from app.domain.errors import BadRequest, BeckonError, NotFound, UnsupportedMedia
from app.domain.translation import N_

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApplication = Callable[[Environ, StartResponse], Iterable[bytes]]

HEADER_LIMIT = 8190
LANGUAGE_LIMIT = 500
_REFUSAL_HEADERS = [
    ("Content-Type", "application/json"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'self'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin"),
    ("Cache-Control", "no-store"),
]
_SHORTENED = {"HTTP_ACCEPT_LANGUAGE": LANGUAGE_LIMIT}
_STATUS_LINES = {400: "400 BAD REQUEST", 404: "404 NOT FOUND", 415: "415 UNSUPPORTED MEDIA TYPE"}


class RequestGuard:
    """WSGI middleware; refuses what no honest browser sends before any of our code reads it.

    Forwarded headers count only when the peer is one of ``trusted_proxies``; the address that remains is always one
    that ``ipaddress`` accepts. Without compression an idle WebSocket costs 66 KiB instead of 158.
    """

    def __init__(self, application: WsgiApplication, trusted_proxies: Sequence[IPv4Network | IPv6Network]) -> None:
        self._application = application
        self._trusted = tuple(trusted_proxies)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Check, tidy, and pass on."""
        try:
            self._check(environ)
        except BeckonError as error:
            body = orjson.dumps(error.as_document())
            start_response(_STATUS_LINES[error.status], [*_REFUSAL_HEADERS, ("Content-Length", str(len(body)))])
            return [body]
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        self._settle_address(environ)
        return self._application(environ, start_response)

    @staticmethod
    def _check(environ: Environ) -> None:
        if "\x00" in environ.get("PATH_INFO", ""):
            raise NotFound(N_("nothing here has a NUL character in its name"))
        if "%00" in environ.get("QUERY_STRING", ""):
            raise BadRequest(N_("the address holds a NUL character"))
        if not host_is_trusted(environ.get("HTTP_HOST", "localhost")):
            raise BadRequest(N_("this is no host name"), field="Host")
        for name, value in environ.items():
            if not name.startswith("HTTP_"):
                continue
            if name in _SHORTENED:
                environ[name] = value[: _SHORTENED[name]]
            elif len(value) > HEADER_LIMIT:
                header = name[5:].replace("_", "-").title()
                raise BadRequest(N_("the header %(name)s is too long"), field=header, values={"name": header})
        if environ.get("HTTP_CONTENT_ENCODING", "identity") not in ("", "identity"):
            raise UnsupportedMedia(N_("compressed bodies are not read"), field="Content-Encoding")

    def _settle_address(self, environ: Environ) -> None:
        forwarded_for = environ.pop("HTTP_X_FORWARDED_FOR", "")
        scheme = environ.pop("HTTP_X_FORWARDED_PROTO", "")
        for name in ("HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_PREFIX", "HTTP_FORWARDED"):
            environ.pop(name, None)
        peer = environ.get("REMOTE_ADDR", "")
        if not self._is_trusted(peer):
            return
        if scheme.strip() in ("http", "https"):
            environ["wsgi.url_scheme"] = scheme.strip()
        for part in reversed(forwarded_for.split(",")):
            address = _parsed(part)
            if address is None:
                break
            environ["REMOTE_ADDR"] = str(address)
            if not self._is_trusted(str(address)):
                break

    def _is_trusted(self, text: str) -> bool:
        address = _parsed(text)
        return address is not None and any(address in network for network in self._trusted)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text.strip())
    except ValueError:
        return None

"""What is refused before any page is asked: foreign hosts, forged proxies, long headers, packed and endless bodies."""

from __future__ import annotations

import gzip
import http.client
import socket
from dataclasses import replace
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest
from flask import request

from app.factory import create_app
from app.foundation.requests import HEADER_LIMIT, RequestGuard
from tests.security.hostile import cases, text_of

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from app.foundation.configuration import Configuration
    from tests.services.servers import BeckonServer

FIELDS = 501


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The database is not asked."""
    return sqlite_url


class Seen:
    """An application that says who called it."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        self.environ = environ
        return []


def through(trusted: str, peer: str, **headers: str) -> tuple[str, str]:
    """The address and scheme that remain of a request."""
    seen = Seen()
    guard = RequestGuard(seen, [ip_network(each) for each in trusted.split()])
    environ = {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http"} | {
        f"HTTP_{name}": value for name, value in headers.items()
    }
    list(guard(environ, lambda *_: None))
    assert not any("FORWARDED" in name for name in seen.environ)
    return seen.environ["REMOTE_ADDR"], seen.environ["wsgi.url_scheme"]


def test_forwarded_headers_count_from_trusted_proxies_only() -> None:
    given = {"X_FORWARDED_FOR": "203.0.113.9", "X_FORWARDED_PROTO": "https", "X_FORWARDED_HOST": "evil.test"}
    assert through("", "198.51.100.1", **given) == ("198.51.100.1", "http")
    assert through("10.0.0.0/8", "198.51.100.1", **given) == ("198.51.100.1", "http")
    assert through("10.0.0.0/8", "10.1.2.3", **given) == ("203.0.113.9", "https")


def test_a_visitor_cannot_put_an_address_before_the_proxies() -> None:
    """The chain is read from its end; the first address that no trusted proxy vouches for is the visitor's."""
    forged = {"X_FORWARDED_FOR": "1.1.1.1, 203.0.113.9, 10.0.0.7"}
    assert through("10.0.0.0/8", "10.1.2.3", **forged)[0] == "203.0.113.9"


@pytest.mark.parametrize("value", ["<script>", "unknown", "", ",", "1.2.3.4:80", "203.0.113.9, <img>", "::1%eth0, x"])
def test_what_is_no_address_is_never_one(value: str) -> None:
    address, _scheme = through("10.0.0.0/8", "10.1.2.3", X_FORWARDED_FOR=value, X_FORWARDED_PROTO="javascript")
    assert address == "10.1.2.3"
    assert _scheme == "http"


def test_proxies_may_speak_ipv6() -> None:
    assert through("fd00::/8", "fd00::1", X_FORWARDED_FOR="2001:db8::7") == ("2001:db8::7", "http")


@pytest.mark.parametrize("case", cases("headers"))
def test_hostile_headers_of_the_sign_in_page(case: dict[str, Any], app: Flask) -> None:
    client = app.test_client(use_cookies=False)
    if case["id"] == "H17":
        body = gzip.compress(b"\0" * 1_000_000)
        answer = client.post("/login", data=body, headers={"Content-Encoding": "gzip"})
    else:
        name, _, value = text_of(case).partition(": ")
        answer = client.get("/login", headers={name: value})
    assert answer.status_code == (case["want"] if isinstance(case["want"], int) else 200)
    assert "__xss" not in answer.text
    assert "evil.test" not in answer.text
    assert client.get("/login").status_code == 200


def test_only_our_own_names_are_answered(configuration: Configuration) -> None:
    named = create_app(replace(configuration, base_url="https://help.example.org", is_base_url_given=True))
    client = named.test_client()

    def ask(host: str) -> int:
        return client.get("/login", headers={"Host": host}).status_code

    assert [
        ask(host) for host in ("help.example.org", "HELP.example.org:8000", "localhost:1", "127.0.0.1", "[::1]:9")
    ] == [200] * 5
    hostile = (
        "evil.test", "help.example.org.evil.test", "evil.test#help.example.org", "evil.test:80@help.example.org",
        "help.example.org;script-src *", "help.example.org/evil", "192.0.2.1", "[", "[::1", "",
        ".", "..", "a..b", "a" * 70, "help.example.org:x",
        "xhelp.example.org", "help.example.org\\evil",
    )  # fmt: skip
    assert {host: ask(host) for host in hostile} == dict.fromkeys(hostile, 400)
    assert client.get("/healthz", headers={"Host": "10.0.0.5:8000"}).status_code == 200


def test_without_a_name_of_its_own_a_server_answers_to_addresses(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/login", headers={"Host": "192.0.2.1:8000"}).status_code == 200
    assert client.get("/login", headers={"Host": "evil.test"}).status_code == 400


def test_links_are_made_of_the_configured_address(configuration: Configuration) -> None:
    named = create_app(replace(configuration, base_url="https://help.example.org", is_base_url_given=True))
    answer = named.test_client().get("/visitors", headers={"Host": "127.0.0.1", "X-Forwarded-Host": "evil.test"})
    assert answer.location == "/login?next=/visitors?"


def test_long_headers_are_refused_by_name(app: Flask) -> None:
    answer = app.test_client().get("/login", headers={"X-Anything": "A" * (HEADER_LIMIT + 1)})
    assert (answer.status_code, answer.json["error"]["field"]) == (400, "X-Anything")
    assert app.test_client().get("/login", headers={"X-Anything": "A" * HEADER_LIMIT}).status_code == 200


def test_a_form_has_at_most_five_hundred_fields(client: FlaskClient) -> None:
    many = "&".join(f"f{number}=1" for number in range(FIELDS))
    kind = "application/x-www-form-urlencoded"
    assert client.post("/login", data=many, content_type=kind).status_code == 413
    assert client.post("/login", data=many.rpartition("&")[0], content_type=kind).status_code == 400
    parts = {f"f{number}": "1" for number in range(FIELDS)}
    assert client.post("/login", data=parts, content_type="multipart/form-data").status_code == 413


def test_a_large_body_is_refused_whatever_it_is(client: FlaskClient) -> None:
    body = b"x" * (1024 * 1024 + 1)
    for path, kind in (
        ("/login", "application/x-www-form-urlencoded"), ("/login", "multipart/form-data; boundary=x"),
        ("/embed/v1/page", "text/plain"), ("/widget/v1/session", "application/json"),
    ):  # fmt: skip
        headers = {"X-Beckon-Panel": "a-panel-secret-that-only-tests-know"}
        assert client.post(path, data=body, content_type=kind, headers=headers).status_code == 413, (path, kind)


def test_nul_in_an_address_finds_nothing(client: FlaskClient) -> None:
    assert client.get("/visitors/%00").status_code == 404
    assert client.get("/login?next=%00").status_code == 400


@pytest.mark.parametrize("language", ["en", "de"])
def test_an_unknown_page_is_explained_in_a_sentence(client: FlaskClient, language: str) -> None:
    answer = client.get("/no-such-page", headers={"Accept-Language": language})
    assert answer.status_code == 404
    assert "Project-Id-Version" not in answer.text
    assert "POT-Creation-Date" not in answer.text


def raw(server: BeckonServer, sent: bytes) -> bytes:
    """What the server answers to these very bytes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as line:
        line.sendall(sent)
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(65536), b""))


def test_the_real_server_keeps_the_same_limits(beckon: BeckonServer) -> None:
    line = http.client.HTTPConnection("127.0.0.1", beckon.port, timeout=60)

    def ask(method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> int:
        line.request(method, path, body, headers or {}, encode_chunked=body is not None and not isinstance(body, bytes))
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer.status

    chunked = {"Transfer-Encoding": "chunked", "Content-Type": "text/plain"}
    assert ask("POST", "/embed/v1/page", (b"[" * 65536 for _ in range(40)), chunked) == 413
    assert ask("POST", "/embed/v1/page", iter([b"{", b"}"]), chunked) == 422
    assert ask("POST", "/embed/v1/page", None, {"Content-Type": "text/plain"}) == 400
    assert ask("GET", "/login", None, {"Cookie": "c=1; " * 2000}) == 400
    assert ask("GET", "/login", None, {"User-Agent": "A" * 60_000}) == 400
    assert ask("GET", "/login", None, {"User-Agent": "A" * 100_000}) in (400, 431)
    assert ask("GET", "/login?" + "a" * 20_000) in (400, 414)
    assert ask("GET", "/login", None, {"X-Forwarded-For": "<script>", "X-Forwarded-Host": "evil.test"}) == 200
    assert ask("GET", "/login", None, {"Host": "evil.test"}) == 400
    for broken in (
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n",
        b"GET /login HTTP/1.1\r\nHost: localhost\r\nBad Header: x\r\n\r\n",
        b"GET /\xff\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
    ):
        answer = raw(beckon, broken)
        assert b" 500 " not in answer.partition(b"\r\n")[0], broken
        assert b" 200 " not in answer.partition(b"\r\n")[0], broken
    assert ask("GET", "/readyz") == 200
    assert "Traceback" not in beckon.output()


def test_the_guard_is_in_front_of_everything(app: Flask) -> None:
    with app.test_request_context(environ_overrides={"REMOTE_ADDR": "192.0.2.7"}):
        assert request.remote_addr == "192.0.2.7"
    for path in ("/socket.io/?EIO=4&transport=polling", "/embed/v1/page", "/login", "/nothing"):
        answer = app.test_client().post(path, headers={"Content-Encoding": "br"})
        assert answer.status_code == 415

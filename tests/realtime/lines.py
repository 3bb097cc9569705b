"""People on the line: clients that speak Engine.IO and Socket.IO frame by frame, so that tests can also misbehave."""

from __future__ import annotations

import http.cookiejar
import json
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any, ClassVar

import websocket

from app.foundation.secrets import new_key

ANSWER_SECONDS = 30.0
CSRF = re.compile(r'name="csrf-token" content="([^"]+)"')


class Line:
    """One socket. A reader thread answers pings and keeps everything that arrived."""

    opened: ClassVar[list[Line]] = []

    def __init__(self, url: str, namespace: str, **options: Any) -> None:
        self.opened.append(self)
        self.namespace = namespace
        self.pushed: list[tuple[str, Any]] = []
        self.frames: list[str] = []
        self.closed = threading.Event()
        self._acks: dict[int, Any] = {}
        self._numbers = count(1)
        self._news = threading.Condition()
        self._sending = threading.Lock()
        address = url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        self.socket = websocket.create_connection(address, timeout=ANSWER_SECONDS, **options)
        self.socket.settimeout(None)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def join(self, auth: Any) -> dict[str, Any]:
        """Join the namespace; returns ``{"sid"}``, or the refusal, or an empty answer when the socket was closed."""
        self.send_frame(f"40{self.namespace},{json.dumps(auth)}")
        prefixes = (f"40{self.namespace},", f"44{self.namespace},")
        found = self.wait_for(lambda: next((f for f in self.frames if f.startswith(prefixes)), None) or self._end())
        return json.loads(found.split(",", 1)[1]) if isinstance(found, str) else {}

    def ask(self, event: str, body: Any) -> dict[str, Any]:
        """Send an event and wait for its answer."""
        answer: dict[str, Any] = self.answer_to(self.send(event, body))
        return answer

    def send(self, event: str, body: Any) -> int:
        """Send an event; returns the number with which ``answer_to`` finds the answer."""
        number = next(self._numbers)
        self.send_frame(f"42{self.namespace},{number}{json.dumps([event, body])}")
        return number

    def answer_to(self, number: int, seconds: float = ANSWER_SECONDS) -> Any:
        """The answer to a sent event; raises ConnectionError when the socket ended before."""
        found = self.wait_for(lambda: self._acks.get(number) or self._end(), seconds)
        if found is True:
            raise ConnectionError("the socket was closed")
        return found

    def send_frame(self, frame: str) -> None:
        """Send one raw Engine.IO frame."""
        with self._sending:
            self.socket.send(frame)

    def send_bytes(self, data: bytes) -> None:
        """Send a binary frame."""
        with self._sending:
            self.socket.send_binary(data)

    def heard(self, event: str, matches: Callable[[Any], bool] = lambda _body: True) -> Any:
        """Wait for a pushed event; returns its body."""
        return self.wait_for(lambda: next((b for e, b in list(self.pushed) if e == event and matches(b)), None))

    def is_closed_within(self, seconds: float) -> bool:
        """Whether the server ends the socket in time."""
        return self.closed.wait(seconds)

    def close(self) -> None:
        """Leave."""
        with suppress(Exception):
            self.socket.shutdown()

    def wait_for(self, found: Callable[[], Any], seconds: float = ANSWER_SECONDS) -> Any:
        """Wait until the function finds something; fails with what was heard instead."""
        deadline = time.monotonic() + seconds
        with self._news:
            while not (result := found()):
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"nothing came; heard {self.pushed[-5:]}, frames {self.frames[-3:]}")
                self._news.wait(left)
        return result

    def _end(self) -> bool | None:
        return True if self.closed.is_set() else None

    def _read(self) -> None:
        with suppress(Exception):
            while frame := self.socket.recv():
                if frame == "2":
                    self.send_frame("3")
                    continue
                self._keep(str(frame))
        self.closed.set()
        with self._news:
            self._news.notify_all()

    def _keep(self, frame: str) -> None:
        pushed = re.fullmatch(r"42/[a-z]+,(\[.*)", frame, re.DOTALL)
        answered = re.fullmatch(r"43/[a-z]+,(\d+)(\[.*)", frame, re.DOTALL)
        with self._news:
            if pushed:
                event, body = json.loads(pushed[1])
                self.pushed.append((event, body))
            elif answered:
                self._acks[int(answered[1])] = json.loads(answered[2])[0]
            else:
                self.frames.append(frame)
            self._news.notify_all()


class Panel:
    """A visitor's panel: HTTP calls with token and secret, and sockets."""

    def __init__(self, url: str, token: str | None = None, secret: str | None = None) -> None:
        self.url = url
        self.secret = secret or new_key()
        self.token = token
        if token is None:
            self.token = self.post("/widget/v1/session", {"embed": {}, "page": {"url": url, "title": "Shop"}})["token"]

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Call the server as the panel does; returns the document, raises urllib's HTTPError otherwise."""
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), self._headers(), method="POST")
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
            return json.loads(answer.read() or b"null")

    def get(self, path: str) -> Any:
        """Read from the server as the panel does."""
        request = urllib.request.Request(self.url + path, headers=self._headers())
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
            return json.loads(answer.read())

    def starts(self, text: str = "Hello") -> str:
        """Begin a chat; returns its key."""
        body = {"client_id": new_key(), "text": text, "impression": None, "page": {"url": self.url, "title": "Shop"}}
        key: str = self.post("/widget/v1/chats", {**body, "embed": {}})["chat"]["key"]
        return key

    def connects(self, **options: Any) -> Line:
        """Open a socket and join."""
        line = Line(self.url, "/visitor", **options)
        answer = line.join({"token": self.token, "secret": self.secret})
        assert "sid" in answer, answer
        return line

    def messages(self, chat: str) -> list[dict[str, Any]]:
        """Everything that was said, read page by page."""
        found: list[dict[str, Any]] = []
        while True:
            after = found[-1]["id"] if found else 0
            answer = self.get(f"/widget/v1/chats/{chat}/messages?after={after}")
            found += answer["messages"]
            if not answer["more"]:
                return found

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "X-Beckon-Panel": self.secret}
        return {**headers, "Authorization": f"Bearer {self.token}"} if self.token else headers


class _StayHere(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer; the page behind it is none of these tests' business."""

    def http_error_302(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
        return fp

    http_error_301 = http_error_303 = http_error_307 = http_error_302


class Desk:
    """A signed-in operator's browser: cookies, CSRF token, sockets."""

    def __init__(self, url: str, email: str, password: str) -> None:
        self.url = url
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies), _StayHere())
        self.csrf = self._token("/login")
        self._open("/login", email=email, password=password)
        self.csrf = self._token("/")
        found = CSRF.search(self._open("/"))  # signing in begins a new session
        assert found is not None, "signing in failed"
        self.csrf = found[1]

    def sign_out(self) -> None:
        """Press "sign out"."""
        self._open("/logout", sure="yes")

    def opens(self, path: str) -> str:
        """The page at an address."""
        return self._open(path)

    def submits(self, path: str, **form: str) -> str:
        """Send a form; the page that comes back."""
        return self._open(path, **form)

    def asks(self, path: str, body: object) -> tuple[int, Any]:
        """Post a document as the desk's scripts do; the status and the answer."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.csrf}
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers)
        try:
            with self._opener.open(request, timeout=ANSWER_SECONDS) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def _token(self, path: str) -> str:
        found = CSRF.search(self._open(path))
        assert found is not None, f"there is no CSRF token on {path}"
        return found[1]

    def _open(self, path: str, **form: str) -> str:
        data = urllib.parse.urlencode({**form, "csrf_token": self.csrf}).encode() if form else None
        with self._opener.open(self.url + path, data, timeout=ANSWER_SECONDS) as answer:
            page: str = answer.read().decode()
        return page

    def cookie(self) -> str:
        """The Cookie header."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)

    def line(self, *, origin: str | None = None, cookie: str | None = None, **options: Any) -> Line:
        """A socket that has not joined yet."""
        return Line(
            self.url,
            "/operator",
            cookie=self.cookie() if cookie is None else cookie,
            origin=self.url if origin is None else origin,
            **options,
        )

    def connects(self) -> Line:
        """Open a socket and join."""
        line = self.line()
        answer = line.join({"csrf": self.csrf})
        assert "sid" in answer, answer
        return line

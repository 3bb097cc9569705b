"""The load generator, a process of its own: reads what to do as JSON from stdin, writes what it measured to stdout."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from tests.bench.connections import HttpLine, Socket

PAGES_PER_VISITOR = 8
"""So that an eighth of the page views are first ones; it also stays below the pace that one visitor may keep."""

SOCKETS_AT_ONCE = 25
PASSWORD = "a password for an hour"
EMAIL = "bench@example.org"

Order = Mapping[str, Any]


async def page_views(order: Order) -> dict[str, Any]:
    """Open pages on every connection until the time is up; delays in seconds, and how many were refused."""
    until = time.perf_counter() + order["seconds"]
    started = time.perf_counter()
    delays: list[float] = []
    refused = [0]

    async def browse() -> None:
        line = HttpLine(order["port"])
        while time.perf_counter() < until:
            token, tab = None, new_key()
            for _ in range(PAGES_PER_VISITOR):
                before = time.perf_counter()
                status, answer = await line.post("/embed/v1/page", page_body(token, tab))
                if status != 200:
                    refused[0] += 1
                    break
                delays.append(time.perf_counter() - before)
                token = answer["token"]
                if time.perf_counter() >= until:
                    break
        line.close()

    await asyncio.gather(*(browse() for _ in range(order["connections"])))
    return {"delays": delays, "refused": refused[0], "seconds": time.perf_counter() - started}


async def claims(order: Order) -> dict[str, Any]:
    """Visitors open a page and claim what was armed; only the claims are timed."""
    delays: list[float] = []
    refused: list[str] = []
    left = iter(range(order["count"]))

    async def visit() -> None:
        line = HttpLine(order["port"])
        for _ in left:
            tab = new_key()
            body = page_body(None, tab)
            _, page = await line.post("/embed/v1/page", body)
            if not page["armed"]:
                refused.append("not_armed")
                continue
            armed = page["armed"][0]
            claim = {name: body[name] for name in ("page_id", "tab_id", "url", "title")}
            claim |= {"token": page["token"], "key": armed["key"], "version": armed["version"]}
            before = time.perf_counter()
            _, answer = await line.post("/embed/v1/claim", claim)
            delays.append(time.perf_counter() - before)
            if not answer.get("granted"):
                refused.append(str(answer.get("reason")))
        line.close()

    await asyncio.gather(*(visit() for _ in range(order["connections"])))
    return {"delays": delays, "refused": len(refused), "reasons": sorted(set(refused))}


async def messages(order: Order) -> dict[str, Any]:
    """Chats among many idle sockets: a visitor writes, the operator answers at once, the visitor hears it."""
    port = order["port"]
    started = time.perf_counter()
    idle = await open_panels(port, order["idle"])
    opened_in = time.perf_counter() - started
    await order_said("idle")
    desk = await open_desk(port)
    chats = await open_panels(port, order["chats"])
    line = HttpLine(port)
    keys = [await start_chat(line, desk, panel) for panel in chats]
    operator = asyncio.create_task(answer_everybody(desk))
    acknowledged: list[float] = []
    there_and_back: list[float] = []

    async def talk(panel: Panel, chat: str, pause: float) -> None:
        await asyncio.sleep(pause)
        for number in range(order["rounds"]):
            begun = time.perf_counter()
            said = await panel.socket.call("message", {"chat": chat, "client_id": new_key(), "text": f"Hello {number}"})
            if not said.get("ok", True):
                continue
            acknowledged.append(time.perf_counter() - begun)
            while (await panel.socket.hear("message"))["from"] != "operator":
                pass
            there_and_back.append(time.perf_counter() - begun)
            await asyncio.sleep(max(0.0, begun + 1.0 - time.perf_counter()))

    spread = 1.0 / max(1, len(chats))
    talks = (talk(panel, key, place * spread) for place, (panel, key) in enumerate(zip(chats, keys, strict=True)))
    await asyncio.gather(*talks)
    operator.cancel()
    await asyncio.gather(*(panel.socket.leave() for panel in [*idle, *chats]), desk.leave())
    return {"acknowledged": acknowledged, "there_and_back": there_and_back, "opened_in": opened_in}


async def idle_sockets(order: Order) -> dict[str, Any]:
    """Hold panels open until the server hangs up; nothing is said."""
    panels = await open_panels(order["port"], order["idle"])
    await order_said("idle")
    await asyncio.gather(*(panel.socket.hear("restart") for panel in panels))
    return {"told": len(panels)}


class Panel:
    """An open chat panel: who the visitor is, and the socket."""

    def __init__(self, token: str, secret: str, socket: Socket) -> None:
        self.token = token
        self.secret = secret
        self.socket = socket

    @property
    def headers(self) -> dict[str, str]:
        """What its calls over HTTP carry."""
        return panel_headers(self.token, self.secret)


def panel_headers(token: str | None, secret: str) -> dict[str, str]:
    """The headers of a panel's call."""
    known = {"Authorization": f"Bearer {token}"} if token else {}
    return {"Content-Type": "application/json", "X-Beckon-Panel": secret, **known}


async def open_panels(port: int, number: int) -> list[Panel]:
    """Panels of as many visitors, a few of them at a time."""
    turns = asyncio.Semaphore(SOCKETS_AT_ONCE)

    async def open_one() -> Panel:
        async with turns:
            line, secret = HttpLine(port), new_key()
            _, session = await line.post("/widget/v1/session", {}, panel_headers(None, secret))
            line.close()
            socket = Socket(port, "/visitor")
            await socket.join({"token": session["token"], "secret": secret})
            return Panel(session["token"], secret, socket)

    return list(await asyncio.gather(*(open_one() for _ in range(number))))


async def open_desk(port: int) -> Socket:
    """Sign in as a browser does and open the operator's socket."""
    line = HttpLine(port)
    cookies: dict[str, str] = {}

    async def visit(method: str, path: str, body: bytes = b"") -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        _, page, answered = await line.request(method, path, body, headers)
        for name, value in answered:
            if name == "set-cookie":
                key, _, rest = value.partition("=")
                cookies[key] = rest.partition(";")[0]
        return page.decode()

    form = await visit("GET", "/login")
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
    assert found, "the sign-in page has no CSRF token"
    fields = {"csrf_token": found[1], "email": EMAIL, "password": PASSWORD}
    await visit("POST", "/login", urlencode(fields).encode())
    begun = re.search(r'name="csrf-token" content="([^"]+)"', await visit("GET", "/"))
    assert begun, "the desk has no CSRF token"
    line.close()
    desk = Socket(port, "/operator")
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    await desk.join({"csrf": begun[1]}, {"Cookie": cookie, "Origin": f"http://127.0.0.1:{port}"})
    return desk


async def start_chat(line: HttpLine, desk: Socket, panel: Panel) -> str:
    """A chat that the operator has accepted; returns its key."""
    first = {"client_id": new_key(), "text": "Hello"}
    _, answer = await line.post("/widget/v1/chats", first, panel.headers)
    key: str = answer["chat"]["key"]
    await desk.call("accept", {"chat": key})
    return key


async def answer_everybody(desk: Socket) -> None:
    """The quickest operator there is."""
    waiting: set[asyncio.Task[Any]] = set()
    while True:
        message = await desk.hear("message")
        if message["from"] == "visitor":
            reply = {"chat": message["chat"], "client_id": new_key(), "text": "Certainly"}
            task = asyncio.create_task(desk.call("message", reply))
            waiting.add(task)
            task.add_done_callback(waiting.discard)


async def order_said(word: str) -> None:
    """Tell the measuring process how far this is, and wait until it has looked."""
    sys.stdout.write(json.dumps({"reached": word}) + "\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)


def page_body(token: str | None, tab: str) -> dict[str, Any]:
    """What the loader sends when a page has loaded."""
    return {
        "token": token,
        "page_id": new_key(),
        "tab_id": tab,
        "url": "https://shop.example/pricing",
        "title": "Pricing",
        "referrer": "https://search.example/",
        "language": "en",
        "languages": ["en"],
        "time_zone": "Europe/Berlin",
        "screen": {"width": 1440, "height": 900},
        "embed": {"identifier": None, "department": [], "language": None},
        "storage": "full",
        "theme": None,
        "route": False,
    }


def new_key() -> str:
    """A random name, as the browser makes them."""
    return secrets.token_urlsafe(17)[:22]


KINDS: Mapping[str, Callable[[Order], Awaitable[dict[str, Any]]]] = {
    "page_views": page_views,
    "claims": claims,
    "messages": messages,
    "idle_sockets": idle_sockets,
}


def main() -> None:
    """Do what the first line of stdin asks for."""
    order = json.loads(sys.stdin.readline())
    measured = asyncio.run(_run(order))
    sys.stdout.write(json.dumps(measured) + "\n")


async def _run(order: Order) -> dict[str, Any]:
    return await asyncio.wait_for(KINDS[order["kind"]](order), order.get("at_most_seconds", 120))


if __name__ == "__main__":
    main()

"""The two ends of a visit that the measuring process plays itself: a customer's page, and one post to the server."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.bench.connections import BROWSER


@contextmanager
def customer_site(embed_code: str) -> Iterator[str]:
    """The address of a page with this embed code, on another origin than the server."""
    page = f'<!doctype html><html lang="en"><title>Shop</title><body><h1>Shop</h1>{embed_code}</body></html>'.encode()

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name is the library's
            pass

    shop = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=shop.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{shop.server_address[1]}/"
    finally:
        shop.shutdown()
        shop.server_close()


def post(address: str, document: object) -> Any:
    """Post a document as a page would; the document of the answer."""
    headers = {"Content-Type": "text/plain", "User-Agent": BROWSER}  # programs that say so are not tracked
    request = urllib.request.Request(address, json.dumps(document).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


def get(address: str, token: str) -> float:
    """Ask as a program does; how many seconds the whole answer took."""
    begun = time.perf_counter()
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()
    return time.perf_counter() - begun

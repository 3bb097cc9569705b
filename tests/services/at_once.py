"""Several calls in the same instant, as several processes would make them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier
from typing import TYPE_CHECKING, Any

from app.domain.errors import BeckonError
from app.foundation.database import db

if TYPE_CHECKING:
    from flask import Flask


def at_once(app: Flask, calls: Sequence[Callable[[], Any]], threads: ThreadPoolExecutor | None = None) -> list[Any]:
    """Run all calls in threads of their own, released together; returns results and refusals in order.

    ``threads`` are used where given, at least one for each call, and stay open.
    """
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        with app.app_context():
            barrier.wait()
            try:
                return call()
            except BeckonError as refused:
                return refused
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(calls)) if threads is None else nullcontext(threads) as pool:
        return list(pool.map(run, calls))

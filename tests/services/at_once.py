"""Several calls in the same instant, as several processes would make them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

from app.domain.errors import BeckonError
from app.foundation.database import db

if TYPE_CHECKING:
    from flask import Flask


def at_once(app: Flask, calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all calls in threads of their own, released together; returns results and refusals in order."""
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

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))

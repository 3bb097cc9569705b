"""Counts what is asked of the database, so that lists can be shown to ask as much for many rows as for one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import event

from app.foundation import briefly, clock
from app.foundation.database import db
from app.invitations.live_set import live_set


@contextmanager
def questions() -> Iterator[list[str]]:
    """What is asked of the database inside the block, however slow the machine is; call it in an app's context.

    What may be a second old is forgotten before the block, and time stands still inside it: it is asked for once.
    """
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement != "BEGIN":  # SQLite's, of whichever comes first
            asked.append(statement)

    began = clock.monotonic()
    with clock.frozen(clock.now()) as still:
        still.elapsed_seconds = began
        live_set()
        current_app.extensions.pop(briefly.EXTENSION, None)
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

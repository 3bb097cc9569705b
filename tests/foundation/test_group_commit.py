"""Group commit: neighbours share a commit, each gets its own result, and one that fails harms nobody."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, select

from app.departments.models import Department
from app.domain.events import OperatorSignedOut
from app.foundation import clock, events
from app.foundation.database import Publish, db
from app.foundation.group_commit import GroupWriter

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

WRITERS = 12


def note(alias: str, order: list[str] | None = None) -> Callable[[Publish], str]:
    def work(publish: Publish) -> str:
        if order is not None:
            order.append(alias)
        if alias.startswith("bad"):
            raise ZeroDivisionError(alias)
        db.session.add(Department(alias=alias, name=alias))
        db.session.flush()
        publish(OperatorSignedOut(at=clock.now(), operator_id=0, session_key=alias))
        return alias.upper()

    return work


def aliases(app: Flask) -> set[str]:
    with app.app_context():
        return set(db.session.execute(select(Department.alias)).scalars())


def write_together(
    app: Flask, writer: GroupWriter, names: list[str], order: list[str] | None = None
) -> dict[str, object]:
    """Let threads write while the first of them is still inside its transaction; what each got."""
    got: dict[str, object] = {}
    inside, go_on = threading.Event(), threading.Event()

    def first(publish: Publish) -> str:
        inside.set()
        go_on.wait(60)
        return "first"

    def run(name: str, work: Callable[[Publish], str]) -> None:
        with app.app_context():
            try:
                got[name] = writer.write(work, name)
            except ZeroDivisionError as error:
                got[name] = error

    threads = [threading.Thread(target=run, args=("", first))]
    threads[0].start()
    assert inside.wait(60)
    threads += [threading.Thread(target=run, args=(name, note(name, order))) for name in names]
    for thread in threads[1:]:
        thread.start()
    while len(writer._waiting) < len(names):
        clock.sleep(0.001)
    go_on.set()
    for thread in threads:
        thread.join(60)
    return got


def test_neighbours_share_one_commit(app: Flask) -> None:
    names = [f"d{number:02}" for number in range(WRITERS)]
    commits: list[object] = []
    with app.app_context():
        event.listen(db.engine, "commit", commits.append)
    order: list[str] = []
    got = write_together(app, GroupWriter(), names[::-1], order)
    assert {name: got[name] for name in names} == {name: name.upper() for name in names}
    assert aliases(app) == set(names)
    assert len(commits) == 2
    assert order == names


def test_one_that_fails_harms_no_neighbour(app: Flask) -> None:
    heard: list[str | None] = []
    events.listen(OperatorSignedOut, lambda told: heard.append(told.session_key))
    names = ["a", "bad-1", "b", "bad-2", "c"]
    got = write_together(app, GroupWriter(), names)
    assert [got[name] for name in ("a", "b", "c")] == ["A", "B", "C"]
    assert [str(got[name]) for name in ("bad-1", "bad-2")] == ["bad-1", "bad-2"]
    assert aliases(app) == {"a", "b", "c"}
    assert sorted(filter(None, heard)) == ["a", "b", "c"]


def test_the_result_is_given_after_the_commit(app: Flask) -> None:
    with app.app_context():
        assert GroupWriter().write(note("sales")) == "SALES"
    assert aliases(app) == {"sales"}


def test_a_lonely_failure_is_raised_where_it_was_asked(app: Flask) -> None:
    writer = GroupWriter()
    with app.app_context():
        with pytest.raises(ZeroDivisionError):
            writer.write(note("bad"))
        assert writer.write(note("next")) == "NEXT"
    assert aliases(app) == {"next"}

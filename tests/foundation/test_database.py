"""Writing: all or nothing, events only for what is true, patience with others, and the same rows on both databases."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError, StatementError

from app.departments.models import Department
from app.domain.events import DomainEvent, OperatorSignedOut
from app.foundation import events
from app.foundation.database import UtcDateTime, db, transaction
from app.foundation.settings import Setting
from app.operators.models import OneTimeLink, Operator

if TYPE_CHECKING:
    from flask import Flask

NOON = datetime(2026, 11, 2, 12, 0, 0, 123456, tzinfo=UTC)
HOLD = """
import sqlite3, sys
line = sqlite3.connect(sys.argv[1], isolation_level=None)
line.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
line.execute("COMMIT")
"""


@dataclass(frozen=True, slots=True)
class Noted(DomainEvent):
    """Something for these tests."""

    what: str


heard: list[str] = []


def note(event: Noted) -> None:
    heard.append(event.what)


@pytest.fixture(autouse=True)
def listening() -> None:
    heard.clear()
    events.listen(Noted, note)


def aliases() -> list[str]:
    found = list(db.session.execute(select(Department.alias).order_by(Department.id)).scalars())
    db.session.rollback()
    return found


def found(alias: str) -> None:
    db.session.add(Department(alias=alias, name=alias))


def test_events_are_delivered_after_the_commit_and_in_order(inside: Flask) -> None:
    seen: list[list[str]] = []
    events.listen(OperatorSignedOut, lambda event: seen.append(aliases()))
    with transaction() as publish:
        found("sales")
        publish(Noted(NOON, "first"))
        publish(OperatorSignedOut(at=NOON, operator_id=1, session_key=None))
        publish(Noted(NOON, "second"))
        assert heard == []
    assert heard == ["first", "second"]
    assert seen[-1] == ["sales"]


def test_a_rollback_drops_rows_and_events(inside: Flask) -> None:
    def fail() -> None:
        with transaction() as publish:
            found("sales")
            db.session.flush()
            publish(Noted(NOON, "never"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (heard, aliases()) == ([], [])
    with transaction() as publish:
        publish(Noted(NOON, "later"))
    assert heard == ["later"]


def test_a_call_inside_another_joins_it(inside: Flask) -> None:
    def fail() -> None:
        with transaction() as outer:
            with transaction() as inner:
                assert inner is outer
                found("sales")
                inner(Noted(NOON, "inner"))
            assert heard == []
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (heard, aliases()) == ([], [])


def test_a_listener_may_write_in_turn(inside: Flask) -> None:
    def answer(event: Noted) -> None:
        if event.what == "ask":
            with transaction() as publish:
                found("answer")
                publish(Noted(NOON, "answered"))

    events.listen(Noted, answer)
    with transaction() as publish:
        publish(Noted(NOON, "ask"))
    assert (heard, aliases()) == (["ask", "answered"], ["answer"])


def test_a_listener_that_raises_does_not_stop_the_others(inside: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def fail(event: Noted) -> None:
        raise ZeroDivisionError

    def also(event: Noted) -> None:
        heard.append("also")

    events.listen(Noted, fail)
    events.listen(Noted, also)
    with caplog.at_level(logging.ERROR), transaction() as publish:
        publish(Noted(NOON, "told"))
    assert {"told", "also"} <= set(heard)
    assert "fail" in caplog.text


def test_nobody_writes_outside_a_transaction(inside: Flask) -> None:
    db.session.add(Department(alias="sales", name="Sales"))
    with pytest.raises(RuntimeError, match="transaction"):
        db.session.commit()
    db.session.rollback()
    for statement in (
        insert(Department).values(alias="a", name="a"),
        update(Department).values(name="b"),
        delete(Department),
    ):
        with pytest.raises(RuntimeError, match="transaction"):
            db.session.execute(statement)
    db.session.rollback()
    assert aliases() == []


def test_a_moment_without_zone_is_refused(inside: Flask) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - that is the point
    with pytest.raises(StatementError, match="time zone"), transaction():
        db.session.execute(insert(OneTimeLink).values(token_hash="x", operator_id=1, expires_at=naive))
    with pytest.raises(StatementError, match="time zone"):
        db.session.execute(select(OneTimeLink).where(OneTimeLink.expires_at > naive))


def test_both_databases_store_the_same(inside: Flask) -> None:
    documents = [0, 1.5, True, [], {}, "text", {"a": [None, {"ü": "😀"}]}, 2**53]
    moments = [NOON, NOON.astimezone(timezone(timedelta(hours=5, minutes=30))), datetime(1, 1, 2, tzinfo=UTC)]
    with transaction():
        for number, document in enumerate(documents):
            db.session.add(Setting(name=f"{number:02}", value=document))
        for number, moment in enumerate(moments):
            fields = {"email": f"{number}@x", "name": "😀\u2028é", "role": "operator", "chosen_state": "online"}
            db.session.add(Operator(**fields, created_at=moment))
    kept = list(db.session.execute(select(Setting.value).order_by(Setting.name)).scalars())
    assert [(each, type(each)) for each in kept] == [(each, type(each)) for each in documents]
    stored = db.session.execute(select(Operator.created_at, Operator.name).order_by(Operator.email)).all()
    assert [row.created_at for row in stored] == [moment.astimezone(UTC) for moment in moments]
    assert {row.created_at.tzinfo for row in stored} == {UTC}
    assert {row.name for row in stored} == {"😀\u2028é"}
    assert UtcDateTime.cache_ok


def test_threads_that_write_at_once_all_succeed(app: Flask) -> None:
    def write(number: int) -> None:
        with app.app_context():
            for turn in range(5):
                with transaction():
                    aliases_before = db.session.execute(select(Department.alias)).scalars().all()
                    found(f"{number}-{turn}-{len(aliases_before) >= 0}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert len(aliases()) == 20


class TestSqlite:
    """What only concerns the file."""

    @pytest.fixture
    def database_url(self, sqlite_url: str) -> str:
        """The file."""
        return sqlite_url

    @pytest.fixture
    def path(self, database_url: str) -> str:
        """Where it is."""
        return database_url.removeprefix("sqlite:///")

    def hold(self, path: str) -> subprocess.Popen[str]:
        """Another process that holds the write lock until it is told to let go."""
        other = subprocess.Popen([sys.executable, "-c", HOLD, path], stdin=-1, stdout=-1, text=True)
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        return other

    def test_a_writer_waits_for_the_lock_of_another_process(self, app: Flask, path: str) -> None:
        other = self.hold(path)
        assert other.stdin is not None
        threading.Timer(0.5, other.stdin.close).start()
        with app.app_context():
            with transaction():
                assert db.session.execute(select(Department.alias)).all() == []
                found("sales")
            assert aliases() == ["sales"]
        other.wait(10)

    def test_reading_goes_on_while_another_process_writes(self, app: Flask, path: str) -> None:
        other = self.hold(path)
        with app.app_context():
            assert aliases() == []
        other.communicate("go\n")

    def test_a_writing_transaction_takes_the_lock_at_its_beginning(self, inside: Flask, path: str) -> None:
        with sqlite3.connect(path, timeout=0, isolation_level=None) as line:
            with transaction(), pytest.raises(sqlite3.OperationalError, match="locked"):
                line.execute("BEGIN IMMEDIATE")
            line.execute("BEGIN IMMEDIATE")
            line.execute("COMMIT")

    def test_the_file_is_kept_with_full_durability(self, inside: Flask) -> None:
        def pragma(name: str) -> object:
            return db.session.execute(text(f"PRAGMA {name}")).scalar()

        assert (pragma("journal_mode"), pragma("synchronous"), pragma("foreign_keys")) == ("wal", 2, 1)
        assert pragma("busy_timeout") == 5000

    def test_a_lock_that_is_never_released_is_answered_with_busy(
        self, app: Flask, path: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = self.hold(path)
        with app.app_context():
            with db.engine.connect() as line:
                line.exec_driver_sql("PRAGMA busy_timeout=100")
            monkeypatch.setitem(app.view_functions, "demo.page", lambda: transaction().__enter__())
            answer = app.test_client().get("/demo/", headers={"Accept": "application/json"})
        other.communicate("go\n")
        assert (answer.status_code, answer.json["error"]["code"]) == (503, "busy")


def test_an_error_inside_leaves_the_session_usable(inside: Flask) -> None:
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(text("select * from no_such_table"))
    with transaction():
        found("after")
    assert aliases() == ["after"]

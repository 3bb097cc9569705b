"""Who upgrades loses nothing: every row of the version before is there afterwards, and every promise still holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from sqlalchemy import JSON, Boolean, Connection, DateTime, Engine, MetaData, Table, create_engine, insert, select, text
from sqlalchemy.exc import IntegrityError

from app.domain.snapshots import InvitationState
from app.factory import create_app
from app.foundation.clock import now as present_moment
from app.foundation.configuration import Configuration
from app.foundation.migrations import alembic_config, upgrade_core
from app.invitations import authoring, queries
from app.invitations.vocabulary import InvitationDraft

ROWS = (1, 2)
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
MEANT: dict[str, dict[str, Any]] = {
    "invitations": {
        "type": "url",
        "state": "live",
        "when_team": "either",
        "departments": ["sales"],
        "conditions": {"all": [{"fact": "page.url", "is": "contains", "value": "/pricing"}]},
        "moment": None,
        "message_html": "<p>Need a hand?</p>",
        "max_shows": 3,
    },
    "impressions": {"state": "dismissed", "ended_at": NOON},
    "impression_log": {"kind": "armed"},
    "visitors": {"ended_at": None},
    "messages": {"kind": "text"},
}
"""Values that mean something; everything else is made up by its type."""


@pytest.fixture
def first_version(database_url: str) -> Iterator[tuple[Engine, dict[str, list[dict[str, Any]]]]]:
    """A database of the first version with two rows in every table, and those rows."""
    command.downgrade(alembic_config(database_url), "0001")
    engine = create_engine(database_url)
    with engine.begin() as connection:
        tables = _tables(connection)
        for table in tables:
            for number in ROWS:
                connection.execute(insert(table).values(_row(table, number)))
        kept = {table.name: _content(connection, table) for table in tables}
    yield engine, kept
    engine.dispose()


def test_no_row_and_no_value_is_lost(
    database_url: str, first_version: tuple[Engine, dict[str, list[dict[str, Any]]]]
) -> None:
    engine, before = first_version
    assert all(len(rows) == len(ROWS) for rows in before.values())
    assert {"invitations", "impressions", "impression_log", "conversions", "chats"} <= set(before)
    upgrade_core(database_url)
    with engine.begin() as connection:
        after = {table.name: _content(connection, table) for table in _tables(connection)}
        if engine.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    for name, rows in before.items():
        old = [{column: row[column] for column in rows[0]} for row in after[name]]
        assert old == rows, name


def test_what_the_first_version_promised_is_still_kept(
    database_url: str, first_version: tuple[Engine, dict[str, list[dict[str, Any]]]]
) -> None:
    engine, before = first_version
    upgrade_core(database_url)
    with engine.connect() as connection:
        tables = {table.name: table for table in _tables(connection)}

    def adds(table: str, **values: Any) -> None:
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                connection.execute(text("PRAGMA foreign_keys=ON"))
            made_up = _row(tables[table], 3)
            row = {column: made_up[column] for column in before[table][0]}
            people = {"visitor_id": 1, "visit_id": 1, "invitation_id": 1, "impression_id": 1}
            named = {name: value for name, value in people.items() if name in row}
            connection.execute(insert(tables[table]).values(row | named | values))

    adds("impressions", ended_at=None)
    with pytest.raises(IntegrityError):
        adds("impressions", id=4, key="another", ended_at=None)
    adds("impressions", id=5, key="a third", ended_at=NOON)
    with pytest.raises(IntegrityError):
        adds("impression_log", id=6, kind="armed")
    adds("impression_log", id=7, kind="shown")
    with pytest.raises(IntegrityError):
        adds("impression_log", id=8, kind="shown", invitation_id=99)
    with pytest.raises(IntegrityError):
        adds("conversions", id=9, goal_id=1)


def test_invitations_of_the_first_version_go_on_as_they_were(
    database_url: str, tmp_path: Any, first_version: tuple[Engine, dict[str, list[dict[str, Any]]]]
) -> None:
    engine, _before = first_version
    engine.dispose()
    upgrade_core(database_url)
    folder = tmp_path / "upgraded"
    folder.mkdir()
    app = create_app(
        Configuration(instance_path=folder, database_url=database_url, secret_key="a secret of tests, long enough")
    )
    with app.app_context():
        details = queries.invitation_details("key 1")
        assert details is not None
        assert details.snapshot.state is InvitationState.LIVE
        assert details.draft == InvitationDraft(
            name="name 1",
            message_html="<p>Need a hand?</p>",
            position=1,
            identifier="identifier 1",
            departments=("sales",),
            language="language 1",
            when_team=details.draft.when_team,
            conditions=MEANT["invitations"]["conditions"],
            sender_name="sender_name 1",
            max_shows=3,
            once_per_visitor=True,
            expires_after=1,
        )
        paused = authoring.pause("key 1", operator_id=None, now=present_moment())
        assert paused.state is InvitationState.PAUSED


def _tables(connection: Connection) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def _content(connection: Connection, table: Table) -> list[dict[str, Any]]:
    rows = connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
    return [dict(row) for row in rows]


def _row(table: Table, number: int) -> dict[str, Any]:
    """A row whose every column says something."""
    meant = MEANT.get(table.name, {})
    return {column.name: meant.get(column.name, _value(column, number)) for column in table.columns}


def _value(column: Any, number: int) -> Any:
    if column.foreign_keys:
        return number
    if isinstance(column.type, JSON):
        return {"number": number}
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, DateTime):
        return NOON
    if column.type.python_type is int:
        return number
    return f"{column.name} {number}"[: getattr(column.type, "length", None) or 50]

"""Everything that is kept about one visitor: exactly the rows that go when the visitor is erased.

The tables are found by their foreign keys, so a table that is added later is part of it without anybody thinking of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from sqlalchemy import ColumnElement, ForeignKey, Select, Table, or_, select

from app.foundation.database import db
from app.foundation.unhurried import unhurried
from app.visitors.queries import VISITORS

HIDDEN_COLUMNS = frozenset({"secret_hash", "stored_name", "client_id", "page_key", "tab_key", "sender_key"})
"""What stands in rows for the machinery only, and what would open a chat."""
BATCH = 1_000


def file_about(visitor_id: int, head: Mapping[str, str]) -> Iterator[bytes]:
    """A JSON document, piece by piece: ``head``, and in ``data`` the rows about a visitor by table, each in its order.

    Times are ISO 8601 in UTC.
    """
    yield b"{\n" + b"".join(b"  %s: %s,\n" % (orjson.dumps(name), orjson.dumps(value)) for name, value in head.items())
    yield b'  "data": {'
    for number, table in enumerate(personal_tables()):
        yield b"%s\n    %s: [" % (b"," if number else b"", orjson.dumps(str(table.name)))
        for place, row in enumerate(unhurried(_rows(table, visitor_id))):
            yield (b",\n" if place else b"\n") + b"      " + orjson.dumps(row, option=orjson.OPT_UTC_Z)
        yield b"]"
        db.session.rollback()  # nobody waits for us while the file is sent
    yield b"\n  }\n}\n"


def personal_tables() -> tuple[Table, ...]:
    """The tables whose rows belong to a visitor, parents first."""
    mine = {VISITORS}
    for table in db.metadata.sorted_tables:
        if any(key.column.table in mine for key in _owning_keys(table)):
            mine.add(table)
    return tuple(table for table in db.metadata.sorted_tables if table in mine)


def _rows(table: Table, visitor_id: int) -> Iterator[dict[str, Any]]:
    columns = [column for column in table.columns if column.name not in HIDDEN_COLUMNS]
    found = select(*columns).where(_belongs(table, visitor_id)).order_by(*table.primary_key.columns)
    for row in db.session.execute(found.execution_options(yield_per=BATCH)):
        named = zip(columns, row, strict=True)
        yield {str(column.name): value for column, value in named if value is not None}


def _belongs(table: Table, visitor_id: int) -> ColumnElement[bool]:
    if table is VISITORS:
        return VISITORS.c.id == visitor_id
    mine = personal_tables()
    keys = [key for key in _owning_keys(table) if key.column.table in mine]
    direct = [key.parent == visitor_id for key in keys if key.column.table is VISITORS]
    return or_(*(direct or [key.parent.in_(_ids(key, visitor_id)) for key in keys]))


def _ids(key: ForeignKey, visitor_id: int) -> Select[Any]:
    return select(key.column).where(_belongs(key.column.table, visitor_id))


def _owning_keys(table: Table) -> list[ForeignKey]:
    """The keys whose rows go with what they point to."""
    return [key for key in table.foreign_keys if key.ondelete == "CASCADE"]

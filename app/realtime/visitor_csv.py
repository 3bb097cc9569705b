"""The list of visitors as a file for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from app.foundation.database import db
from app.foundation.spreadsheets import BYTE_ORDER_MARK, harmless
from app.foundation.unhurried import unhurried
from app.visitors.addresses import UTM_NAMES
from app.visitors.online_list import ListedVisitor
from app.visitors.queries import tags_of

AT_ONCE = 500
HEAD = (
    "id", "name", "email", "page", "title", "page_since", "visit_since", "last_seen", "source",
    *(f"utm_{name}" for name in UTM_NAMES), "country", "city", "device", "browser", "system", "visit", "page_views",
    "identifier", "departments", "tags",
)  # fmt: skip


def csv_of_visitors(visitors: Sequence[ListedVisitor]) -> Iterator[str]:
    """Piece by piece: UTF-8 with a byte order mark, commas, one header line; moments in UTC by ISO 8601.

    A text that a spreadsheet could take for a formula gets an apostrophe in front.
    """
    yield BYTE_ORDER_MARK + _lines([HEAD])
    for start in range(0, len(visitors), AT_ONCE):
        part = visitors[start : start + AT_ONCE]
        tags = tags_of([visitor.id for visitor in part])
        db.session.rollback()  # nobody waits for us while the file is sent
        rows = (_texts(visitor, tags.get(visitor.id, ())) for visitor in unhurried(part))
        yield _lines([harmless(text) for text in row] for row in rows)


def _lines(rows: Iterable[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue()


def _texts(visitor: ListedVisitor, tags: Sequence[str]) -> list[str]:
    values: tuple[object, ...] = (
        visitor.key, visitor.name, visitor.email, visitor.page_url, visitor.page_title, _time(visitor.page_began_at),
        _time(visitor.started_at), _time(visitor.last_seen_at), visitor.referrer, *visitor.utm, visitor.country,
        visitor.city, visitor.device, visitor.browser, visitor.system, visitor.visit_number, visitor.page_views,
        visitor.identifier, ", ".join(visitor.departments), ", ".join(tags),
    )  # fmt: skip
    return ["" if value is None else str(value) for value in values]


def _time(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else ""

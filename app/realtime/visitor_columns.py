"""Which columns the table of visitors has, and which of them somebody wants to see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

COOKIE = "beckon_visitor_columns"
"""What the browser remembers; it says nothing about anybody."""
ROWS = (50, 100, 250, 500)
USUAL_ROWS = 100


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``width`` names its class in the style sheet, ``sort`` the order that its head asks for."""

    id: str
    label: Any
    is_usual: bool = True
    is_numeric: bool = False
    width: str = ""
    sort: str = ""


COLUMNS = (
    Column("page", _l("Page"), width="col-page", sort="page"),
    Column("source", _l("Came from"), width="col-source"),
    Column("place", _l("Place"), width="col-place", sort="country"),
    Column("device", _l("Device"), width="col-device"),
    Column("visit", _l("Visit"), is_usual=False, is_numeric=True, width="col-short", sort="visits"),
    Column("pages", _l("Pages"), is_numeric=True, width="col-short", sort="pages"),
    Column("stay", _l("On site"), is_numeric=True, width="col-time", sort="stay"),
    Column("state", _l("Chat and invitation"), width="col-state"),
    Column("next", _l("Next invitation"), width="col-next"),
    Column("campaign", _l("Campaign"), is_usual=False, width="col-source"),
    Column("tags", _l("Tags"), is_usual=False, width="col-tags"),
    Column("attributes", _l("Told by your site"), is_usual=False, width="col-tags"),
    Column("embed", _l("Embed code"), is_usual=False, width="col-device"),
)
_KNOWN = {column.id: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns somebody sees, in their order, and how many rows a page has."""

    columns: tuple[Column, ...]
    rows: int = USUAL_ROWS

    def shows(self, column_id: str) -> bool:
        """Whether a column is there."""
        return any(column.id == column_id for column in self.columns)

    def as_cookie(self) -> str:
        """What is remembered."""
        return "-".join([str(self.rows), *(column.id for column in self.columns)])


USUAL = Layout(tuple(column for column in COLUMNS if column.is_usual))


def layout_of_cookie(cookie: str) -> Layout:
    """The layout that was remembered; the usual one where nothing sensible was."""
    rows, *ids = cookie.split("-")
    return layout_of(ids, rows) if ids and set(ids) <= set(_KNOWN) else USUAL


def layout_of(ids: Iterable[str], rows: str) -> Layout:
    """The layout of these columns; unknown ones are left out."""
    wanted = set(ids)
    number = int(rows) if rows in {str(each) for each in ROWS} else USUAL_ROWS
    return Layout(tuple(column for column in COLUMNS if column.id in wanted), number)

"""Every table of a report in one form, from which the page and the file are both written."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from flask_babel import gettext as _

from app.foundation.spreadsheets import BYTE_ORDER_MARK, harmless
from app.reports.figures import Base, Counts, Revenue
from app.reports.words import FIGURE_WORDS, part_of

COMPARED = ("shown", "seen", "opened", "clicked", "dismissed", "expired", "replied", "answered", "converted")


class CellKind(StrEnum):
    """What a column holds: words, a number, a number with its rate, an amount of money, a moment, or seconds."""

    TEXT = "text"
    NUMBER = "number"
    FIGURE = "figure"
    MONEY = "money"
    MOMENT = "moment"
    DURATION = "duration"


@dataclass(frozen=True, slots=True)
class Share:
    """A number with its rate; ``rate`` is None where there is nothing to be a part of."""

    number: int
    rate: float | None


Cell = str | int | float | Share | Decimal | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``of`` says what the rates of figures are parts of, or which part a duration is of many; ``currency``
    belongs to money."""

    label: str
    kind: CellKind = CellKind.TEXT
    of: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line; ``href`` is where its first cell leads."""

    cells: tuple[Cell, ...]
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a name for its file; ``text`` explains it, ``none`` is said where it has no rows."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    text: str = ""
    none: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a table of figures before it is written out."""

    label: str
    counts: Counts
    revenue: Revenue = field(default_factory=Revenue)
    href: str | None = None
    before: tuple[int, ...] = ()


def figure_table(
    id: str,  # noqa: A002 - it is the table's id
    title: str,
    first: str,
    entries: Sequence[Entry],
    base: Base,
    *,
    text: str = "",
    none: str = "",
    names: Sequence[str] = COMPARED,
    before: Sequence[str] = (),
    has_money: bool = False,
) -> Table:
    """Figures line by line: ``before`` are labels of plain numbers, then come the figures and the money."""
    currencies = sorted({each for entry in entries for each in entry.revenue.by_currency}) if has_money else []
    columns = [
        Column(first),
        *(Column(label, CellKind.NUMBER) for label in before),
        *(figure_column(name, base) for name in names),
        *(Column(money_label(each), CellKind.MONEY, currency=each) for each in currencies),
    ]
    rows = tuple(
        Row(
            (
                entry.label,
                *entry.before,
                *(share(entry.counts, name, base) for name in names),
                *(entry.revenue.by_currency.get(each) for each in currencies),
            ),
            entry.href,
        )
        for entry in entries
    )
    return Table(id, title, tuple(columns), rows, text, none)


def figure_column(name: str, base: Base) -> Column:
    """The column of a figure with its rate."""
    return Column(str(FIGURE_WORDS[name]), CellKind.FIGURE, of=part_of(name, base))


def share(counts: Counts, name: str, base: Base) -> Share:
    """A figure with its rate."""
    return Share(getattr(counts, name), counts.rate(name, base))


def money_label(currency: str) -> str:
    """What a column of money is called."""
    return str(_("Revenue %(currency)s", currency=currency) if currency else _("Value"))


def csv_of(table: Table) -> str:
    """The table as a file for spreadsheets: UTF-8 with a byte order mark, commas, one header line.

    A figure has two columns, the number and its rate as a part of 1. Numbers are written plainly, moments in UTC by
    ISO 8601, durations in seconds. A text that a spreadsheet could take for a formula gets an apostrophe in front.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([harmless(label) for column in table.columns for label in _labels(column)])
    for row in table.rows:
        cells = (_written(cell, column) for cell, column in zip(row.cells, table.columns, strict=True))
        writer.writerow([text for texts in cells for text in texts])
    return BYTE_ORDER_MARK + written.getvalue()


def _labels(column: Column) -> Iterable[str]:
    if column.kind is CellKind.FIGURE:
        return (column.label, f"{column.label} {column.of}")
    return (f"{column.label} ({column.of})" if column.of else column.label,)


def _written(cell: Cell, column: Column) -> Iterable[str]:
    if isinstance(cell, Share):
        return (str(cell.number), "" if cell.rate is None else f"{cell.rate:.6f}")
    if column.kind is CellKind.FIGURE:
        return ("", "")
    return (_TEXT_OF.get(type(cell), str)(cell),)


_TEXT_OF: dict[type, Callable[[object], str]] = {
    str: lambda cell: harmless(str(cell)),
    float: lambda cell: f"{cell:.0f}",
    type(None): lambda _cell: "",
    datetime: lambda cell: cell.isoformat(timespec="seconds") if isinstance(cell, datetime) else "",
    Decimal: lambda cell: f"{cell:f}",
}

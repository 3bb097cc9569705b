"""Tables of reports as files to download."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response

from app.domain.errors import NotFound
from app.domain.translation import N_
from app.reports.periods import Period
from app.reports.tables import Table, csv_of


def csv_response(tables: Iterable[Table], wanted: str, name: str, period: Period) -> Response:
    """The table with this id as a CSV file; raises NotFound."""
    table = next((each for each in tables if each.id == wanted), None)
    if table is None:
        raise NotFound(N_("There is no such table."))
    response = Response(csv_of(table), mimetype="text/csv")
    filename = f"{name[:60]}-{table.id}-{period.first}-{period.last}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response

"""Tables of reports as files to download."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import Response

from app.domain.errors import NotFound
from app.domain.snapshots import OperatorSnapshot
from app.domain.translation import N_
from app.foundation.database import transaction
from app.operators import audit
from app.reports.periods import Period
from app.reports.tables import Table, csv_of


def csv_response(
    tables: Iterable[Table], wanted: str, name: str, period: Period, operator: OperatorSnapshot, now: datetime
) -> Response:
    """The table with this id as a CSV file; the audit log remembers which operator took it. Raises NotFound."""
    table = next((each for each in tables if each.id == wanted), None)
    if table is None:
        raise NotFound(N_("There is no such table."))
    with transaction():
        told = {"table": table.id, "from": str(period.first), "until": str(period.last)}
        audit.record(operator, audit.Action.STATISTICS_EXPORTED, name, told, now=now)
    response = Response(csv_of(table), mimetype="text/csv")
    filename = f"{name[:60]}-{table.id}-{period.first}-{period.last}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response

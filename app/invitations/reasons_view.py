"""The part of an invitation's page that says why it did not show lately, over 7 or 30 days."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from app.foundation import clock
from app.invitations.explaining_log import PERIODS, ReasonTotals, reason_totals


@dataclass(frozen=True, slots=True)
class ReasonsPart:
    """The totals, and the address of each period with whether it is the one shown."""

    totals: ReasonTotals
    periods: tuple[tuple[int, str, bool], ...]


def reasons_lately(key: str) -> ReasonsPart:
    """The totals of the period that the address asks for (``days``); a global of the templates."""
    asked = request.args.get("days", "")
    totals = reason_totals(key, clock.now(), int(asked) if asked in map(str, PERIODS) else PERIODS[0])
    address = f"{url_for('invitations.edit', key=key)}?days="
    periods = tuple((days, f"{address}{days}#reasons", days == totals.days) for days in PERIODS)
    return ReasonsPart(totals, periods)

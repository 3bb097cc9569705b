"""The words of goals: what a goal is made of, what may be reported, and what became of a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.invitations.draft_parts import CountedFrom
from app.plugin_api.goals import SightingSource

__all__ = [
    "LARGEST_VALUE",
    "MICROS",
    "CountedFrom",
    "GoalDetails",
    "GoalDraft",
    "GoalListing",
    "ReportLine",
    "ReportOutcome",
    "Worth",
    "amount_of",
    "worth_of",
]

MICROS = 1_000_000
LARGEST_VALUE = Decimal(1_000_000_000)


class ReportOutcome(StrEnum):
    """What became of a report; only the first is a conversion. The codes are public."""

    COUNTED = "counted"
    DUPLICATE = "duplicate"
    LATE = "late"
    NOT_INVITED = "not_invited"
    UNKNOWN_GOAL = "unknown_goal"


@dataclass(frozen=True, slots=True)
class GoalDraft:
    """What an administrator writes about a goal."""

    name: str
    key: str
    kind: str = "event"
    settings: Mapping[str, Any] = field(default_factory=dict)
    window_seconds: int = 86_400
    counted_from: CountedFrom = CountedFrom.SHOWN
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class GoalDetails:
    """A goal as it is stored."""

    id: int
    draft: GoalDraft
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class GoalListing:
    """One line of the list; the counts are about the last 30 days."""

    details: GoalDetails
    counted: int
    duplicate: int
    late: int
    not_invited: int
    value_by_currency: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line of the log of reports."""

    at: datetime
    identifier: str
    goal_name: str | None
    source: SightingSource
    outcome: ReportOutcome
    credited: int
    value: Decimal | None
    currency: str | None
    visitor_key: str | None


@dataclass(frozen=True, slots=True)
class Worth:
    """What a conversion is worth: ``micros`` are millionths of ``currency`` (ISO 4217), which may be unknown."""

    micros: int | None = None
    currency: str | None = None


def worth_of(value: object, currency: object) -> Worth:
    """A reported value and currency; raises ``InvalidInput`` naming ``value`` or ``currency``."""
    code = _currency(currency)
    if value is None or value == "":
        return Worth(None, code)
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise InvalidInput(N_("The value must be a number."), field="value", code="wrong_type")
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        raise InvalidInput(N_("The value must be a number, such as 49.90."), field="value", code="wrong_form") from None
    if not amount.is_finite() or abs(amount) > LARGEST_VALUE:
        raise InvalidInput(N_("The value is out of range."), field="value", code="out_of_range")
    return Worth(int((amount * MICROS).to_integral_value(ROUND_HALF_EVEN)), code)


def amount_of(micros: int | None) -> Decimal | None:
    """Millionths as a number without superfluous zeros."""
    if micros is None:
        return None
    amount = (Decimal(micros) / MICROS).normalize()
    return amount.quantize(Decimal(1)) if amount == amount.to_integral() else amount


def _currency(raw: object) -> str | None:
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str) or not (len(raw) == 3 and raw.isascii() and raw.isalpha()):
        raise InvalidInput(
            N_("The currency must have three letters, such as EUR."), field="currency", code="wrong_form"
        )
    return raw.upper()

"""What the page or the customer's server told about a visitor, with the time it was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, select

from app.foundation.database import db
from app.visitors.models import VisitorAttribute

_ATTRIBUTES = cast(Table, VisitorAttribute.__table__)
_OF_VISITOR = select(_ATTRIBUTES.c.name, _ATTRIBUTES.c.value, _ATTRIBUTES.c.changed_at).where(
    _ATTRIBUTES.c.visitor_id == bindparam("visitor_id")
)


@dataclass(frozen=True, slots=True)
class KnownAttribute:
    """One attribute: a text, a number, yes or no, or several texts, and since when it has been so."""

    name: str
    value: Any
    at: datetime


def known_attributes(visitor_id: int) -> tuple[KnownAttribute, ...]:
    """Everything that was told about a visitor."""
    rows = db.session.execute(_OF_VISITOR, {"visitor_id": visitor_id})
    return tuple(
        KnownAttribute(row.name, tuple(row.value) if isinstance(row.value, list) else row.value, row.changed_at)
        for row in rows
    )

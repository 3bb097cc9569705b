"""What operators want to hear of, and the browsers that take push messages for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.alerts.models import AlertWishes, PushSubscription
from app.alerts.wishes import stored_wishes
from app.domain.alerts import AlertPreferences
from app.foundation.database import db


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A browser that takes push messages: where they go and the keys that seal them."""

    id: int
    operator_id: int
    endpoint: str
    public_key: str
    secret: str
    browser: str
    created_at: datetime


def wishes_of(operator_id: int) -> AlertPreferences:
    """What one operator wants."""
    return wishes_of_many([operator_id])[operator_id]


def wishes_of_many(operator_ids: Sequence[int]) -> dict[int, AlertPreferences]:
    """What each of these operators wants."""
    rows = db.session.execute(select(AlertWishes).where(AlertWishes.operator_id.in_(operator_ids))).scalars()
    found = {row.operator_id: stored_wishes(row.document) for row in rows}
    return {each: found.get(each) or AlertPreferences() for each in operator_ids}


def subscribers(operator_ids: Sequence[int]) -> tuple[Subscriber, ...]:
    """The browsers of these operators, the oldest first."""
    rows = db.session.execute(
        select(PushSubscription).where(PushSubscription.operator_id.in_(operator_ids)).order_by(PushSubscription.id)
    ).scalars()
    return tuple(
        Subscriber(row.id, row.operator_id, row.endpoint, row.public_key, row.secret, row.browser, row.created_at)
        for row in rows
    )

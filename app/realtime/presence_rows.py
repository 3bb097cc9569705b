"""Presence as desks read it: who is there, why somebody is away, and what an operator can say about themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.chats.wire import wire_time
from app.departments.hours import hours_of_departments
from app.departments.queries import all_departments
from app.domain import opening_hours
from app.domain.roles import Permission
from app.domain.snapshots import OperatorSnapshot
from app.foundation import settings
from app.foundation.login import may
from app.operators.presence import REASONS
from app.operators.queries import operators
from app.operators.standing import OFFLINE, Standing, pauses_of, standing_of, standings


def presence_row(operator: OperatorSnapshot, standing: Standing) -> dict[str, Any]:
    """One colleague with state, reason and whether nobody touches their desk."""
    return {"id": operator.id, "name": operator.name, **standing_document(standing)}


def standing_document(standing: Standing) -> dict[str, Any]:
    """State, reason and idleness."""
    return {"state": standing.state.value, "reason": standing.reason, "is_idle": standing.is_idle}


def presence_page(operator: OperatorSnapshot, now: datetime) -> dict[str, Any]:
    """What the presence menu shows: oneself, the departments one serves, the colleagues, and the site's reasons."""
    found = standings(now)
    return {
        "now": wire_time(now),
        "me": {"id": operator.id, "name": operator.name, **standing_document(standing_of(operator.id, now))},
        "departments": _departments(operator, now),
        "colleagues": [
            presence_row(each, found.get(each.id, OFFLINE))
            for each in operators()
            if each.is_active and each.id != operator.id
        ],
        "reasons": settings.get(REASONS),
        "may_set_others": may(operator, Permission.SET_PRESENCE),
    }


def _departments(operator: OperatorSnapshot, now: datetime) -> list[dict[str, Any]]:
    pauses = pauses_of([operator.id], now).get(operator.id, {})
    hours = {each.department_id: each for each in hours_of_departments(None)}
    return [
        {
            "id": each.id,
            "name": each.name,
            "paused_until": wire_time(pauses[each.id]) if each.id in pauses else None,
            "is_open": opening_hours.is_open(hours[each.id].hours, now),
        }
        for each in all_departments()
        if not operator.departments or each.id in operator.departments
    ]

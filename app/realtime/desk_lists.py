"""The whole state of a desk as one document: its lists, each with its first page and its number, and who is there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.chats.lists import ListName, beginning_of_day, lists_of, totals_of
from app.chats.missed import missed_since
from app.chats.targets import answer_targets
from app.chats.wire import wire_time
from app.departments.queries import all_departments
from app.domain.roles import Permission
from app.domain.snapshots import OperatorSnapshot, VisitorSnapshot
from app.foundation import settings
from app.foundation.login import may
from app.operators.queries import operators_standing
from app.operators.standing import OFFLINE, pauses_of
from app.realtime.desk_rows import desk_chat, visitor_rows
from app.realtime.presence_rows import presence_row, standing_document
from app.visitors.queries import visitors_online, visitors_online_count

VISITORS_ON_DESK = 60


def desk_state(operator: OperatorSnapshot, now: datetime) -> dict[str, Any]:
    """Everything that a desk shows in its lists.

    ``chats`` has the first chats of each list and ``totals`` how many there are; ``visitors`` are the latest 60 of
    ``visitors_online``. The number of questions to the database is the same however long the lists are.
    """
    present = operators_standing(now)
    began = day_began(now)
    lists = lists_of(operator, began)
    targets = answer_targets()
    own = next((standing for who, standing in present if who.id == operator.id), OFFLINE)
    return {
        "now": wire_time(now),
        "day_began": wire_time(began),
        "me": {
            "id": operator.id,
            "name": operator.name,
            **standing_document(own),
            "pauses": sorted(pauses_of([operator.id], now).get(operator.id, {})),
            "departments": list(operator.departments),
            "permissions": [each.value for each in Permission if may(operator, each)],
        },
        "operators": [presence_row(who, standing) for who, standing in present],
        "departments": [{"id": each.id, "name": each.name} for each in all_departments()],
        "targets": {"amber": targets.amber_seconds, "red": targets.red_seconds},
        "chats": {name.value: [desk_chat(chat) for chat in found.chats] for name, found in lists.items()},
        "totals": {name.value: found.total for name, found in lists.items()},
        "missed": missed_since(operator, began),
        "visitors": visitor_rows(_visitors(operator, now)),
        "visitors_online": visitors_online_count(now),
    }


def _visitors(operator: OperatorSnapshot, now: datetime) -> tuple[VisitorSnapshot, ...]:
    return visitors_online(now, VISITORS_ON_DESK) if may(operator, Permission.SEE_VISITORS) else ()


def desk_totals(operator: OperatorSnapshot, now: datetime) -> dict[str, Any]:
    """How many chats are in each list, and how many visitors are online."""
    totals = totals_of(operator, day_began(now))
    return {
        "now": wire_time(now),
        "totals": {name.value: totals[name] for name in ListName},
        "visitors_online": visitors_online_count(now),
    }


def day_began(now: datetime) -> datetime:
    """When the present day began by the site's clock."""
    return beginning_of_day(now, settings.recent("site.time_zone"))

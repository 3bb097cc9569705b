"""Panels learn at once when the team comes or goes: one answer for all panels that ask the same departments.

By people at the desk and by the clock; who finds nobody learns when the departments open again.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from app.chats.wire import wire_time
from app.foundation import clock
from app.foundation.sockets import socketio
from app.operators.queries import team_is_online
from app.operators.standing import team_back_at
from app.realtime import rooms

_panels: Counter[tuple[int, ...]] = Counter()
_told: dict[tuple[int, ...], dict[str, Any]] = {}


def panel_joined(departments: tuple[int, ...]) -> None:
    """A panel of these departments is listening."""
    _panels[departments] += 1


def panel_left(departments: tuple[int, ...]) -> None:
    """A panel has gone."""
    _panels[departments] -= 1
    if _panels[departments] <= 0:
        del _panels[departments]
        _told.pop(departments, None)


def tell_panels() -> None:
    """Tell every panel of this process whether its team is online, where that has changed."""
    now = clock.now()
    for departments in list(_panels):
        team = team_document(departments, now)
        if _told.get(departments) != team:
            _told[departments] = team
            socketio.emit("team", team, to=rooms.of_departments(departments), namespace=rooms.VISITORS)


def team_document(departments: tuple[int, ...], now: datetime) -> dict[str, Any]:
    """Whether the team is online; ``back_at`` where hours keep it away."""
    if team_is_online(departments or None, now):
        return {"online": True}
    back_at = team_back_at(departments or None, now)
    return {"online": False, **({} if back_at is None else {"back_at": wire_time(back_at)})}

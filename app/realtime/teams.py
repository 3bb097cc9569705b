"""Panels learn at once when the team comes or goes: one answer for all panels that ask the same departments."""

from __future__ import annotations

from collections import Counter

from app.foundation import clock
from app.foundation.sockets import socketio
from app.operators.queries import team_is_online
from app.realtime import rooms

_panels: Counter[tuple[int, ...]] = Counter()
_told: dict[tuple[int, ...], bool] = {}


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
        is_online = team_is_online(departments or None, now)
        if _told.get(departments) is not is_online:
            _told[departments] = is_online
            socketio.emit(
                "team",
                {"online": is_online},
                to=rooms.of_departments(departments),
                namespace=rooms.VISITORS,
            )

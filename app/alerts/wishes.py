"""Wishes for alerts as JSON: how they are kept, how browsers read them, and what may be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.alerts import POSSIBLE, USUAL, AlertPreferences, Occasion, Way
from app.domain.errors import InvalidInput
from app.domain.translation import N_

BOUNDS = {"volume": (0, 100), "email_after_minutes": (1, 240), "idle_minutes": (0, 240)}
SWITCHES = ("only_unfocused", "quiet_when_away", "push_when_closed")


def wishes_document(preferences: AlertPreferences) -> dict[str, Any]:
    """The form in which wishes are stored and travel."""
    matrix = {
        occasion.value: [way.value for way in Way if way in preferences.matrix.get(occasion, frozenset())]
        for occasion in Occasion
    }
    return {
        "matrix": matrix,
        **{name: getattr(preferences, name) for name in (*BOUNDS, *SWITCHES)},
    }


def stored_wishes(document: Any) -> AlertPreferences:
    """Wishes as they were stored; what this version does not know is left out, what is missing is usual."""
    if not isinstance(document, Mapping):
        return AlertPreferences()
    kept = document.get("matrix")
    matrix = dict(USUAL)
    for occasion in Occasion:
        ways = kept.get(occasion.value) if isinstance(kept, Mapping) else None
        if isinstance(ways, list):
            matrix[occasion] = frozenset(way for way in POSSIBLE[occasion] if way.value in ways)
    plain = {name: document[name] for name in BOUNDS if type(document.get(name)) is int}
    switches = {name: document[name] for name in SWITCHES if type(document.get(name)) is bool}
    return AlertPreferences(matrix=matrix, **plain, **switches)


def check_wishes(preferences: AlertPreferences) -> None:
    """Raise InvalidInput for a number that is out of bounds."""
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(preferences, name) <= most:
            raise InvalidInput(
                N_("must be from %(least)s to %(most)s"), field=name, values={"least": least, "most": most}
            )

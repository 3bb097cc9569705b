"""The pages that belong together as settings: each feature registers its own, and all of them show the same tabs."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import LazyString

from app.domain.roles import Permission, Role
from app.domain.snapshots import OperatorSnapshot
from app.foundation.login import meets


@dataclass(frozen=True, slots=True)
class SettingsPlace:
    """One tab of the settings; lower ``order`` stands further ahead."""

    endpoint: str
    label: str | LazyString
    order: int
    permission: Role | Permission = Permission.MANAGE_SETTINGS


_places: dict[str, SettingsPlace] = {}


def register(place: SettingsPlace) -> None:
    """Add a tab; registering the same page again replaces it."""
    _places[place.endpoint] = place


def is_settings(endpoint: str | None) -> bool:
    """Whether a page is one of the settings, so that the rail marks them."""
    return endpoint in _places or (endpoint or "").partition(".")[0] in {each.partition(".")[0] for each in _places}


def tabs(operator: OperatorSnapshot | None) -> list[dict[str, object]]:
    """The tabs that an operator sees, as ``ui.tabs`` takes them; none where there is only one."""
    allowed = [each for each in _places.values() if operator is not None and meets(operator, each.permission)]
    found: list[dict[str, object]] = [
        {
            "label": each.label,
            "href": url_for(each.endpoint),
            "current": (request.endpoint or "").partition(".")[0] == each.endpoint.partition(".")[0],
        }
        for each in sorted(allowed, key=lambda each: (each.order, each.endpoint))
    ]
    return found if len(found) > 1 else []

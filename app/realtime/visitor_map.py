"""The visitors on a map of the world: one dot for each city, or for the country where no city is known."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from app.foundation.locale_names import country_name
from app.realtime.visitor_filter import NOWHERE, VisitorFilter
from app.visitors.country_places import COUNTRY_PLACES
from app.visitors.online_list import ListedVisitor

WIDTH, HEIGHT = 1000, 394
NORTH = 84.0
"""The map is plate carrée from 84° north to 58° south, as ``static/world.svg`` is drawn."""
SMALLEST, LARGEST = 4.0, 26.0
MOST_PLACES = 500


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A place with its visitors; ``x``, ``y`` and ``radius`` are None where nobody knows where it lies."""

    name: str
    country: str | None
    number: int
    query: dict[str, str]
    x: float | None = None
    y: float | None = None
    radius: float = 0.0


def map_places(visitors: Sequence[ListedVisitor], wanted: VisitorFilter) -> list[MapPlace]:
    """The places of these visitors, the fullest first; the address of each shows who is there."""
    groups: dict[tuple[str, str], list[ListedVisitor]] = defaultdict(list)
    for visitor in visitors:
        groups[visitor.country or "", visitor.city or ""].append(visitor)
    fullest = max((len(group) for group in groups.values()), default=1)
    places = [_place(country, city, group, fullest, wanted) for (country, city), group in groups.items()]
    return sorted(places, key=lambda place: (place.country is None, -place.number, place.name))[:MOST_PLACES]


def at(latitude: float, longitude: float) -> tuple[float, float]:
    """Where a point of the earth lies on the map."""
    scale = WIDTH / 360
    return round((longitude + 180) * scale, 1), round((NORTH - latitude) * scale, 1)


def _place(country: str, city: str, group: Sequence[ListedVisitor], fullest: int, wanted: VisitorFilter) -> MapPlace:
    name = ", ".join(part for part in (city, country_name(country) or "") if part)
    query = wanted.as_query(view="", country=country or NOWHERE, city=city)
    known = next(((each.latitude, each.longitude) for each in group if each.latitude is not None), None)
    middle = COUNTRY_PLACES.get(country)
    latitude, longitude = known if known is not None and known[1] is not None else middle or (None, None)
    if latitude is None or longitude is None:
        return MapPlace(name, country or None, len(group), query)
    x, y = at(latitude, longitude)
    radius = SMALLEST + (LARGEST - SMALLEST) * math.sqrt(len(group) / fullest) * min(1.0, fullest / 20)
    return MapPlace(name, country, len(group), query, x, min(max(y, 0), HEIGHT), round(radius, 1))

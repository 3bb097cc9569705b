"""Country and city of an address, looked up in a local file; nothing is asked of anybody else."""

from __future__ import annotations

import ipaddress
import logging
from dataclasses import dataclass
from functools import lru_cache

import maxminddb

POLE_DEGREES = 90
DATE_LINE_DEGREES = 180
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address is; ``country`` is ISO 3166-1 alpha-2, ``city`` the English name. ``None`` = not known.

    ``latitude`` and ``longitude`` are given for a city only, in degrees and rounded to a tenth.
    """

    country: str | None = None
    city: str | None = None
    latitude: float | None = None
    longitude: float | None = None


NOWHERE = Place()


def place_of(address: str | None, database_path: str | None) -> Place:
    """Looks an address up in a GeoLite2 or DB-IP file; anything that is no address or not in the file is nowhere."""
    if not address or not database_path:
        return NOWHERE
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return NOWHERE
    reader = _reader(database_path)
    if reader is None:
        return NOWHERE
    try:
        found = reader.get(ip)
    except (ValueError, maxminddb.InvalidDatabaseError):
        return NOWHERE
    if not isinstance(found, dict):
        return NOWHERE
    country = _text(found.get("country"), "iso_code")
    city = _city(found.get("city"))
    latitude, longitude = _position(found.get("location")) if city else (None, None)
    return Place(country[:2].upper() if country else None, city, latitude, longitude)


def _city(record: object) -> str | None:
    return _text(record.get("names"), "en") if isinstance(record, dict) else None


def _position(record: object) -> tuple[float | None, float | None]:
    if not isinstance(record, dict):
        return None, None
    latitude, longitude = record.get("latitude"), record.get("longitude")
    if not isinstance(latitude, float | int) or not isinstance(longitude, float | int):
        return None, None
    if not (abs(latitude) <= POLE_DEGREES and abs(longitude) <= DATE_LINE_DEGREES):
        return None, None
    return round(float(latitude), 1), round(float(longitude), 1)


def _text(record: object, name: str) -> str | None:
    value = record.get(name) if isinstance(record, dict) else None
    return value if isinstance(value, str) and value else None


@lru_cache(maxsize=4)
def _reader(path: str) -> maxminddb.Reader | None:
    try:
        return maxminddb.open_database(path)
    except (OSError, maxminddb.InvalidDatabaseError) as problem:
        _log.warning("The GeoIP database cannot be read; visitors stay without country: %s", problem)
        return None

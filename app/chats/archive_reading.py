"""Reads what is looked for from the address of the archive's page, and writes it there again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.chats.archive_filter import ArchiveFilter, Kind
from app.chats.archive_finding import Cursor
from app.chats.cursors import cursor_of, written_cursor
from app.chats.offline_queries import OfflineState
from app.domain.snapshots import ChatState
from app.foundation.text import clean_line

NAMES = ("q", "kind", "from", "to", "operator", "department", "visitor", "rating", "tag", "invitation", "state", "page",
         "country")  # fmt: skip
"""What can stand in the address, in the order of the form."""
LONGEST = 400
MOST_DIGITS = 15
FIRST_YEAR, LAST_YEAR = 1970, 9000
RATINGS = ("any", "great", "average", "poor")
OF_OFFLINE = tuple(each.value for each in OfflineState if each is not OfflineState.CLOSED)
STATES = (*(each.value for each in ChatState), "missed", *OF_OFFLINE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter with the words it was made from; ``given`` holds only what says something."""

    filter: ArchiveFilter
    given: Mapping[str, str]


def read_wanted(asked: Mapping[str, str], time_zone: str) -> Wanted:
    """What an address asks for; days are those of the site's clock, and what cannot be read asks for nothing."""
    given = {name: clean_line(asked.get(name, ""), LONGEST) for name in NAMES}
    zone = ZoneInfo(time_zone)
    since, last = _day(given["from"]), _day(given["to"])
    operator_id, department_id = _number(given["operator"]), _number(given["department"])
    kept = {
        **given,
        "from": since.isoformat() if since else "",
        "to": last.isoformat() if last else "",
        "operator": str(operator_id or ""),
        "department": str(department_id or ""),
        "kind": given["kind"] if given["kind"] in {each.value for each in Kind} else "",
        "rating": given["rating"] if given["rating"] in RATINGS else "",
        "state": given["state"] if given["state"] in STATES else "",
        "country": given["country"].upper()[:2],
    }
    wanted = ArchiveFilter(
        text=kept["q"],
        kind=Kind(kept["kind"]) if kept["kind"] else None,
        since=_begin(since, zone) if since else None,
        until=_begin(last + timedelta(days=1), zone) if last else None,
        operator_id=operator_id,
        department_id=department_id,
        visitor=kept["visitor"],
        rating=kept["rating"],
        tag=kept["tag"],
        invitation=kept["invitation"],
        state=kept["state"],
        page=kept["page"],
        country=kept["country"],
    )
    return Wanted(wanted, {name: value for name, value in kept.items() if value})


def read_cursor(text: str | None) -> Cursor | None:
    """Where a page begins; None for its head."""
    kind, _, rest = (text or "").partition("-")
    found = cursor_of(rest)
    if found is None or kind not in {each.value for each in Kind}:
        return None
    return Cursor(found[0], Kind(kind), found[1])


def write_cursor(cursor: Cursor) -> str:
    """The cursor as it stands in the address."""
    return f"{cursor.kind.value}-{written_cursor(cursor.at, cursor.number)}"


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None

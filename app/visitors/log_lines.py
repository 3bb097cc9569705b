"""Reads one line of a web server's log (combined format): a page view, an asset, a crawler, or skipped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from urllib.parse import parse_qsl

from app.visitors.crawlers import is_machine

LONGEST_LINE = 16_384
_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_LINE = re.compile(rf"(\S+) \S+ .*?\[([^\]]{{20,40}})\] {_QUOTED} (\d{{3}}) (?:\d+|-) {_QUOTED} {_QUOTED}(?: .*)?")
_TIME = re.compile(r"(\d{2})/([A-Z][a-z]{2})/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EXTENSION = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,9})$")
_PAGE_WORDS = "html htm xhtml shtml php php5 phtml asp aspx jsp jspx do cgi pl cfm"
_PAGE_EXTENSIONS = frozenset(_PAGE_WORDS.split())
_LONG_ASSET_EXTENSIONS = frozenset(("torrent", "webmanifest"))
_LONGEST_USUAL_EXTENSION = 5
_FEED_NAMES = frozenset(("feed", "rss", "atom", "rss2", "rss.xml"))
_FEED_PARAMETERS = frozenset(("flav", "feed", "format", "type"))
_FEED_VALUE = re.compile(r"rss|atom|rdf|xml|json|feed", re.IGNORECASE)
_SHOWN = frozenset((200, 304))


class LineKind(StrEnum):
    """What a line stands for; every line is exactly one of these."""

    PAGE_VIEW = "page_view"
    ASSET = "asset"
    CRAWLER = "crawler"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line. The fields after ``reason`` are filled for page views; ``target`` is path and query."""

    kind: LineKind
    reason: str | None = None
    address: str = ""
    at: datetime | None = None
    target: str = ""
    referrer: str = ""
    user_agent: str = ""


def read_line(text: str) -> LogLine:
    """Judge a line, in this order.

    Not in the combined format: skipped. A crawler's or script's user agent, or none: crawler. A path with the
    extension of a picture, script, download or feed: asset. Else a page view, if it is a GET answered with 200 or 304;
    redirects, errors, and other methods are skipped.
    """
    if len(text) > LONGEST_LINE:
        return _skipped(f"longer than {LONGEST_LINE} characters")
    found = _LINE.fullmatch(text)
    if found is None:
        return _skipped("empty" if not text.strip() else "not in the combined log format")
    address, written_at, wanted, status, referrer, user_agent = found.groups()
    at = _moment(written_at)
    if at is None:
        return _skipped(f"no readable time: {written_at}")
    if user_agent == "-" or is_machine(user_agent):
        return LogLine(LineKind.CRAWLER)
    method, _, rest = wanted.partition(" ")
    target = rest.rpartition(" ")[0] if rest.rpartition(" ")[2].startswith("HTTP/") else rest
    if not target.startswith(("/", "http://", "https://")):
        return _skipped("no readable request")
    if is_asset(target):
        return LogLine(LineKind.ASSET)
    if method != "GET":
        return _skipped(f"method {method[:20]}")
    if int(status) not in _SHOWN:
        return _skipped(f"status {status}")
    return LogLine(
        LineKind.PAGE_VIEW, None, address, at, target, "" if referrer == "-" else referrer, user_agent
    )  # fmt: skip


def is_asset(target: str) -> bool:
    """True when a path (with its query) is a picture, style, script, download or feed, and no page.

    A file name with an extension of at most five characters that begins with a letter is an asset, unless it is one
    that pages have (``.html``, ``.php`` …); an address that ends with a slash is no file.
    """
    path, _, query = target.partition("#")[0].partition("?")
    extension = _EXTENSION.search(path.rpartition("/")[2])
    if extension is not None:
        word = extension[1].lower()
        if word in _PAGE_EXTENSIONS:
            return False
        if len(word) <= _LONGEST_USUAL_EXTENSION or word in _LONG_ASSET_EXTENSIONS:
            return True
    name = path.rstrip("/").rpartition("/")[2]
    if name.lower() in _FEED_NAMES:
        return True
    return any(
        parameter.lower() in _FEED_PARAMETERS and _FEED_VALUE.match(value)
        for parameter, value in parse_qsl(query[:2000], errors="replace")
    )


def _moment(text: str) -> datetime | None:
    found = _TIME.fullmatch(text)
    if found is None or found[2] not in _MONTHS:
        return None
    day, month, year, hour, minute, second, sign, zone_hours, zone_minutes = found.groups()
    offset = timedelta(hours=int(zone_hours), minutes=int(zone_minutes))
    try:
        zone = timezone(-offset if sign == "-" else offset)
        local = datetime(
            int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), tzinfo=zone
        )
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _skipped(reason: str) -> LogLine:
    return LogLine(LineKind.SKIPPED, reason)

"""Feeds a web server's access log through the code that records live page views, to begin with real history."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from pathlib import Path

from app.domain.errors import InvalidInput
from app.foundation import secrets
from app.foundation.database import transaction
from app.visitors.addresses import host_of
from app.visitors.log_lines import LineKind, LogLine, read_line
from app.visitors.recording import record_page_view
from app.visitors.reports import PageReport

Progress = Callable[[int], None]

DISORDER = timedelta(minutes=10)
"""Servers write a line when a request ends: lines may be out of order by so much."""

BATCH = 250
_PROGRESS_LINES = 200
_LOOK_AHEAD_LINES = 5_000
_WAITING = tuple[datetime, int, LogLine, str]


@dataclass(frozen=True, slots=True)
class SkippedLine:
    """A line that was not used, with the reason; lines count from 1."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportCount:
    """What a log held. Every line is exactly one of page view, asset, crawler or skipped."""

    lines: int
    page_views: int
    assets: int
    crawlers: int
    skipped: int
    visitors: int
    visits: int
    skipped_lines: tuple[SkippedLine, ...] = field(default=(), repr=False)

    def as_document(self) -> dict[str, int]:
        """The figures as programs read them."""
        return {
            "lines": self.lines,
            "page_views": self.page_views,
            "assets": self.assets,
            "crawlers": self.crawlers,
            "skipped": self.skipped,
            "visitors": self.visitors,
            "visits": self.visits,
        }


def import_access_log(path: Path, progress: Progress = lambda _bytes: None, *, site: str | None = None) -> ImportCount:
    """Record the page views of a log in the combined format, with the log's times, and count its lines.

    A visitor is an address together with a user agent; neither is stored, only their keyed hash. ``site`` is the
    address of the logged site (``https://example.org``); without it the host that most referrers name is taken.
    Importing the same log again records nothing twice. ``progress`` is told the bytes read so far.
    """
    try:
        base = (site or _guess_site(path)).rstrip("/")
        importer = _Importer(base)
        for number, text, bytes_read in _lines(path):
            importer.take(number, text)
            if number % _PROGRESS_LINES == 0:
                progress(bytes_read)
        importer.finish()
        progress(path.stat().st_size)
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror or error}", field="access_log") from error
    return importer.count()


class _Importer:
    """Sorts lines into classes, puts page views in order of time, and records them in batches."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._kinds: Counter[LineKind] = Counter()
        self._skipped: list[SkippedLine] = []
        self._waiting: list[_WAITING] = []
        self._latest: datetime | None = None
        self._batch: list[_WAITING] = []
        self._visitors: set[str] = set()
        self._visits: set[int] = set()
        self._seen_lines: Counter[str] = Counter()

    def take(self, number: int, text: str) -> None:
        line = read_line(text)
        self._kinds[line.kind] += 1
        if line.kind is LineKind.SKIPPED:
            self._skipped.append(SkippedLine(number, line.reason or ""))
        if line.kind is not LineKind.PAGE_VIEW or line.at is None:
            return
        heappush(self._waiting, (line.at, number, line, self._page_key(text)))
        self._latest = line.at if self._latest is None else max(self._latest, line.at)
        while self._waiting and self._latest - self._waiting[0][0] > DISORDER:
            self._record(heappop(self._waiting))

    def finish(self) -> None:
        while self._waiting:
            self._record(heappop(self._waiting))
        self._write_batch()

    def count(self) -> ImportCount:
        kinds = self._kinds
        return ImportCount(
            lines=kinds.total(),
            page_views=kinds[LineKind.PAGE_VIEW],
            assets=kinds[LineKind.ASSET],
            crawlers=kinds[LineKind.CRAWLER],
            skipped=kinds[LineKind.SKIPPED],
            visitors=len(self._visitors),
            visits=len(self._visits),
            skipped_lines=tuple(self._skipped),
        )

    def _page_key(self, text: str) -> str:
        """The same line of the same log is the same page view; a line that stands twice is two."""
        mark = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
        self._seen_lines[mark] += 1
        return f"log-{mark}-{self._seen_lines[mark]}"

    def _record(self, waiting: _WAITING) -> None:
        self._batch.append(waiting)
        if len(self._batch) >= BATCH:
            self._write_batch()

    def _write_batch(self) -> None:
        with transaction() as publish:
            for at, _number, line, page_key in self._batch:
                visitor_key = _visitor_key(line)
                outcome = record_page_view(
                    publish, self._report(line, page_key), visitor_key=visitor_key, new_key=visitor_key, now=at
                )
                self._visitors.add(visitor_key)
                self._visits.add(outcome.visit_id)
        self._batch.clear()

    def _report(self, line: LogLine, page_key: str) -> PageReport:
        return PageReport(
            url=self._base + line.target if line.target.startswith("/") else line.target,
            page_key=page_key,
            referrer=line.referrer,
            user_agent=line.user_agent,
            address=line.address,
            keeps_user_agent=False,
        )


def _visitor_key(line: LogLine) -> str:
    """A key that only this installation can derive from an address and a user agent."""
    signed = secrets.sign("traffic-log", hashlib.sha256(f"{line.address} {line.user_agent}".encode()).hexdigest())
    return "log" + hashlib.sha256(signed.encode()).hexdigest()[:29]


def _lines(path: Path) -> Iterator[tuple[int, str, int]]:
    bytes_read = 0
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            bytes_read += len(raw)
            yield number, raw.decode("utf-8", "replace").rstrip("\r\n"), bytes_read


def _guess_site(path: Path) -> str:
    hosts: Counter[str] = Counter()
    for number, text, _bytes in _lines(path):
        if number > _LOOK_AHEAD_LINES:
            break
        parts = text.rsplit('"', 4)
        if len(parts) == 5 and (host := host_of(parts[1])):
            hosts[host] += 1
    return f"http://{hosts.most_common(1)[0][0]}" if hosts else "http://localhost"

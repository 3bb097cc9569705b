"""Importing an access log: every line is one of four kinds, and the figures agree with a count made another way."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from sqlalchemy import func, select

from app.foundation.database import db
from app.visitors.log_lines import LineKind, is_asset, read_line
from app.visitors.models import PageView, Visit, Visitor
from app.visitors.traffic_log import SkippedLine, import_access_log

if TYPE_CHECKING:
    from flask import Flask

LOG = Path(__file__).parents[2].parent / "shared" / "data" / "access.log"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def line(
    target: str = "/", *, at: str = "17/May/2015:10:05:03 +0000", address: str = "192.0.2.1", status: int = 200,
    method: str = "GET", referrer: str = "-", user_agent: str = FIREFOX,
) -> str:  # fmt: skip
    return f'{address} - - [{at}] "{method} {target} HTTP/1.1" {status} 123 "{referrer}" "{user_agent}"'


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(text + "\n" for text in lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        (line("/"), LineKind.PAGE_VIEW, None),
        (line("/a.html?x=1"), LineKind.PAGE_VIEW, None),
        (line("/projects/tool-2.0"), LineKind.PAGE_VIEW, None),
        (line("/a", status=304), LineKind.PAGE_VIEW, None),
        (line('/a\\"b'), LineKind.PAGE_VIEW, None),
        (line("/style.css?v=3"), LineKind.ASSET, None),
        (line("/logo.PNG", status=404), LineKind.ASSET, None),
        (line("/blog/?flav=rss20"), LineKind.ASSET, None),
        (line("/a", user_agent="Googlebot/2.1 (+http://www.google.com/bot.html)"), LineKind.CRAWLER, None),
        (line("/style.css", user_agent="-"), LineKind.CRAWLER, None),
        (line("/a", status=301), LineKind.SKIPPED, "status 301"),
        (line("/a", method="POST"), LineKind.SKIPPED, "method POST"),
        (line("/a", at="32/May/2015:10:05:03 +0000"), LineKind.SKIPPED, "no readable time: 32/May/2015:10:05:03 +0000"),
        ("", LineKind.SKIPPED, "empty"),
        ("\x16\x03\x01", LineKind.SKIPPED, "not in the combined log format"),
        (line("/a")[:80], LineKind.SKIPPED, "not in the combined log format"),
        (line("/" + "a" * 20_000), LineKind.SKIPPED, "longer than 16384 characters"),
    ],
)
def test_every_line_is_exactly_one_kind(text: str, kind: LineKind, reason: str | None) -> None:
    found = read_line(text)
    assert (found.kind, found.reason) == (kind, reason)


def test_the_time_of_the_line_counts_in_its_own_zone() -> None:
    assert read_line(line(at="17/May/2015:10:05:03 +0530")).at == datetime(2015, 5, 17, 4, 35, 3, tzinfo=UTC)


def test_page_views_are_recorded_with_the_times_of_the_log(inside: Flask, tmp_path: Path) -> None:
    log = write(
        tmp_path / "access.log",
        line("/one?token=x", referrer="https://www.google.com/"),
        line("/logo.png", referrer="http://shop.test/one"),
        line("/two", at="17/May/2015:10:35:03 +0000", referrer="http://shop.test/one"),
        line("/three", at="17/May/2015:11:05:04 +0000", referrer="http://shop.test/two"),
        line("/one", address="192.0.2.2"),
        line("/gone", status=404),
    )
    progress: list[int] = []
    count = import_access_log(log, progress.append)
    assert count.as_document() == {
        "lines": 6, "page_views": 4, "assets": 1, "crawlers": 0, "skipped": 1, "visitors": 2, "visits": 3,
    }  # fmt: skip
    assert count.skipped_lines == (SkippedLine(6, "status 404"),)
    assert progress[-1] == log.stat().st_size
    visits = db.session.execute(select(Visit.number, Visit.referrer, Visit.started_at).order_by(Visit.id)).all()
    assert (visits[0].referrer, visits[0].started_at) == (
        "https://www.google.com/", datetime(2015, 5, 17, 10, 5, 3, tzinfo=UTC),
    )  # fmt: skip
    assert sorted(visit.number for visit in visits) == [1, 1, 2]
    assert "http://shop.test/one" in db.session.execute(select(PageView.url)).scalars().all()


def test_lines_that_are_a_little_out_of_order_belong_to_one_visit(inside: Flask, tmp_path: Path) -> None:
    log = write(
        tmp_path / "access.log",
        line("/b", at="17/May/2015:10:05:47 +0000"),
        line("/a", at="17/May/2015:10:05:12 +0000"),
    )
    assert import_access_log(log).visits == 1
    landing = db.session.execute(select(Visit.landing_url)).scalar_one()
    assert landing.endswith("/a")


def test_importing_the_same_log_again_records_nothing_twice(inside: Flask, tmp_path: Path) -> None:
    log = write(tmp_path / "access.log", line("/a"), line("/a"), line("/b", address="192.0.2.2"))
    first = import_access_log(log)
    assert import_access_log(log) == first
    stored = [db.session.execute(select(func.count()).select_from(table)).scalar_one() for table in (Visitor, PageView)]
    assert stored == [2, 3]


def test_addresses_and_user_agents_of_a_log_are_not_stored(inside: Flask, tmp_path: Path) -> None:
    import_access_log(write(tmp_path / "access.log", line("/a", address="198.51.100.77")))
    rows = [db.session.execute(select(table.__table__)).all() for table in (Visitor, Visit, PageView)]
    assert "198.51" not in repr(rows)
    assert "Gecko" not in repr(rows)


PlainView = tuple[float, str, str, str, str]
"""Seconds, address, user agent, target and referrer of a page view."""


def independent_page_views(path: Path) -> Iterator[PlainView]:
    """The page views of a log by plain means, in the order of its lines."""
    for _kind, view in _plain_lines(path):
        if view is not None:
            yield view


def _plain_lines(path: Path) -> Iterator[tuple[str, PlainView | None]]:
    crawlers = re.compile("|".join(entry["pattern"] for entry in CRAWLER_USER_AGENTS_DATA))
    words = ("bot/", "bot ", "bot;", "crawl", "spider", "slurp", "scraper", "feed", "rss", "phantomjs", "wget", "curl",
             "python", "libwww", "java/", "monitor", "preview", "validator", "archiver", "+http")  # fmt: skip
    for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
        pieces = text.split('"')
        if len(pieces) != 7:
            yield "skipped", None
            continue
        head, request, answer, referrer, _blank, user_agent, _end = pieces
        lowered = user_agent.lower()
        is_listed = any(word in lowered for word in words) or crawlers.search(user_agent)
        is_contact = "compatible;" in lowered and "http" in lowered and "msie" not in lowered
        if not user_agent.startswith(("Mozilla/", "Opera/")) or is_listed or is_contact:
            yield "crawlers", None
            continue
        method, target, _protocol = request.split(" ")
        path_part, _, query = target.partition("?")
        name = path_part.split("/")[-1]
        ending = name.rsplit(".", 1)[1].lower() if "." in name else ""
        is_file = ending[:1].isalpha() and ending.isalnum() and (len(ending) < 6 or ending == "torrent")
        is_page_name = not is_file or ending in ("html", "xhtml", "php", "cgi")
        if not is_page_name or re.search(r"(^|&)(flav|feed|format|type)=(rss|atom|xml|json|feed)", query):
            yield "assets", None
        elif method == "GET" and answer.split()[0] in ("200", "304"):
            moment = datetime.strptime(head[head.index("[") + 1 : head.index("]")], "%d/%b/%Y:%H:%M:%S %z")
            yield "page_views", (moment.timestamp(), head.split()[0], user_agent, target, referrer)
        else:
            yield "skipped", None


def independent_count(path: Path) -> dict[str, int]:
    """The same figures by plain means: split at blanks and quotes, group in a dictionary, sort, compare seconds."""
    figures: Counter[str] = Counter()
    opened: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for kind, view in _plain_lines(path):
        figures["lines"] += 1
        figures[kind] += 1
        if view is not None:
            opened[view[1], view[2]].append(view[0])
    figures["visitors"] = len(opened)
    for moments in opened.values():
        ordered = sorted(moments)
        figures["visits"] += 1 + sum(later - earlier > 1800 for earlier, later in pairwise(ordered))
    return dict(figures)


def test_the_figures_of_a_real_log_agree_with_an_independent_count(inside: Flask) -> None:
    if not LOG.is_file():
        pytest.skip("the access log is not beside the project")
    count = import_access_log(LOG)
    assert count.as_document() == independent_count(LOG)
    assert count.page_views + count.assets + count.crawlers + count.skipped == count.lines
    assert len(count.skipped_lines) == count.skipped
    stored = [
        db.session.execute(select(func.count()).select_from(table)).scalar_one() for table in (PageView, Visitor, Visit)
    ]
    assert stored == [count.page_views, count.visitors, count.visits]


@pytest.mark.parametrize("target", ["/feed", "/feed/", "/a.jar", "/x.tar.gz", "/robots.txt", "/favicon.ico?x"])
def test_downloads_and_feeds_are_no_pages(target: str) -> None:
    assert is_asset(target)

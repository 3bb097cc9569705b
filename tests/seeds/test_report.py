"""What the customer's documents say about reporting, sentence by sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.invitations.writing import details
from tests.operators.people import Desk
from tests.seeds.conftest import PAGE, Writes, granted
from tests.widget.conftest import Browser

if TYPE_CHECKING:
    from flask import Flask

CRAWLER = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The figures are held against both databases in `tests/reports/test_figures.py`."""
    return sqlite_url


def figures_of(writer: Desk, key: str) -> dict[str, str]:
    """The report's figures over today, as its file gives them."""
    answer = writer.opens(f"/invitations/{key}/report/over-time.csv?days=1")
    assert answer.status_code == 200
    heading, *lines = (line.split(",") for line in answer.text.removeprefix("\ufeff").splitlines())
    numbers = (line for line in lines if len(line) == len(heading))
    columns = list(zip(*numbers, strict=True))
    return {
        name: str(sum(float(each or 0) for each in column))
        for name, column in zip(heading[1:], columns[1:], strict=True)
    }


def test_track_performance_in_the_report_tab_opens_clicks_replies_and_delivery_rates(
    app: Flask, writer: Desk, writes: Writes, browser: Browser, panel: dict[str, str]
) -> None:
    """Track performance in the Report tab: opens, clicks, replies, and delivery rates."""
    key = writes()
    browser.opens(PAGE)
    shown: Any = granted(browser, key)
    told = {"impression": shown["impression"]}
    for _ in range(2):  # a browser that is not sure says it again
        browser.signals({"kind": "shown", **told}, {"kind": "seen", **told})
        browser.signals({"kind": "clicked", "link": "https://shop.example/sale", **told}, {"kind": "opened", **told})
    body = {"client_id": "first", "text": "Hello", "page": {"url": PAGE}, **told}
    authorised = panel | {"Authorization": f"Bearer {browser.token}"}
    assert browser.client.post("/widget/v1/chats", json=body, headers=authorised).status_code == 201

    figures = figures_of(writer, key)
    page = writer.opens(f"/invitations/{key}/report").text

    assert 'aria-current="page">Report</a>' in page
    assert "https://shop.example/sale" in page
    for name in ("Shown", "Seen", "Opened", "Clicked", "Replied"):
        assert figures[name] == "1.0", name
    assert figures["Answered by a person"] == "0.0"


def test_you_will_see_conversion_statistic(writer: Desk, writes: Writes, browser: Browser) -> None:
    """You will see conversion statistic in proactive invitation statistic modal window."""
    key = writes(conversion_event="ordered", conversion_within="2", conversion_unit="hours")
    browser.opens(PAGE)
    told = {"impression": granted(browser, key)["impression"]}
    browser.signals({"kind": "shown", **told}, {"kind": "seen", **told})
    browser.signals({"kind": "conversion", "id": "ordered", "value": "49.90", "currency": "EUR"})

    page = writer.opens(f"/invitations/{key}/report").text

    assert figures_of(writer, key)["Converted"] == "1.0"
    assert "Revenue: €49.90" in page


def test_crawlers_and_tried_out_drafts_are_in_no_figure(app: Flask, writer: Desk, writes: Writes) -> None:
    """Crawlers are never counted, and neither is what somebody looks at while writing."""
    key = writes()
    crawler = Browser(app.test_client(), headers=CRAWLER)
    crawler.opens(PAGE)
    writer.opens(f"/invitations/{key}")

    assert details(app, key).snapshot.key == key
    assert crawler.token is None
    assert "It is live and waits for a visitor" in writer.opens(f"/invitations/{key}/report").text

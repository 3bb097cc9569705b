"""What follows an invitation: somebody waits and is spoken to, and orders within the time that counts, or too late."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import Street
from tests.services.browsers import NewContext
from tests.services.servers import BeckonServer, HostSite, StartBeckon

INVITATIONS = [
    {
        "key": "pricing",
        "name": "Pricing",
        "state": "live",
        "conditions": {"all": [{"fact": "page.url", "is": "contains", "value": "/pricing"}]},
        "message": {"html": "<p>Which plan fits you?</p>"},
        "wait": {"message": "Someone will be with you", "timeout": 1, "timeout_message": "Still looking", "repeat": 2},
        "conversion": {"event": "ordered", "within": 3_600},
    },
    {
        "key": "newsletter",
        "name": "Newsletter",
        "state": "live",
        "conditions": {"all": [{"fact": "page.url", "is": "contains", "value": "/news"}]},
        "message": {"html": "<p>Would you like our newsletter?</p>"},
        "conversion": {"event": "signed_up", "within": 1},
    },
]
LONGER_THAN_THE_WINDOW_MS = 1_500
ARRIVES_SECONDS = 60


def applies(server: BeckonServer) -> None:
    """Launch the invitations from a file."""
    file = server.instance.parent / "invitations.json"
    file.write_text(json.dumps({"version": 1, "invitations": INVITATIONS}), encoding="utf-8")
    server.command("invitations", "apply", str(file))


def test_who_waits_is_spoken_to_and_an_order_counts_within_its_window_only(
    start_beckon: StartBeckon, start_host_site: Callable[..., HostSite], new_context: NewContext
) -> None:
    street = Street(start_beckon(), start_host_site(), new_context)
    applies(street.server)
    pricing, news = street.page("pricing.html", "Pricing"), street.page("news.html", "News")
    anna = street.operator()

    customer = street.visitor()
    customer.page.goto(pricing)
    expect(customer.invitation).to_contain_text("Which plan fits you?")
    customer.replies("The small one?")
    customer.reads("Someone will be with you")
    customer.reads("Still looking")
    anna.opens_chat_of("The small one?")
    anna.reads("Automatic message")
    anna.accepts()
    anna.writes("Yes")
    customer.reads("Yes")
    customer.page.evaluate("Beckon('conversion', 'ordered', {value: 49.90, currency: 'EUR'})")

    reader = street.visitor()
    reader.page.goto(news)
    expect(reader.invitation).to_contain_text("newsletter")
    reader.page.wait_for_timeout(LONGER_THAN_THE_WINDOW_MS)
    reader.page.evaluate("Beckon('conversion', 'signed_up')")

    goals = anna.page.context.new_page()

    def log_says(event: str, outcome: str) -> bool:
        goals.goto(f"{street.server.url}/goals")
        row = goals.locator("#goal-log tbody tr", has_text=event)
        return row.count() == 1 and outcome in row.inner_text()

    for event, outcome in (("ordered", "Counted for 1 invitation"), ("signed_up", "Too late")):
        deadline = time.monotonic() + ARRIVES_SECONDS
        while not log_says(event, outcome):
            assert time.monotonic() < deadline, f"the report of {event} did not arrive"
    expect(goals.locator("#own-goals tbody tr", has_text="Pricing")).to_contain_text("1")
    assert customer.errors == reader.errors == []

"""Time passes, laptops sleep, tabs come and go: the page's clocks and the visit keep step with the server's."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.embed.conftest import Shop, Visitor

pytestmark = pytest.mark.browser

JUMPING_CLOCK = """
  window.skipped = 0;
  const now = performance.now.bind(performance);
  performance.now = () => now() + window.skipped;
"""
LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"
TIMES = {"visitors": ["last_seen_at"], "visits": ["last_activity_at", "counted_until"]}


@contextmanager
def writing(shop: Shop) -> Iterator[sqlite3.Connection]:
    """The server's database, locked before anything is read: a lock that is taken later can fail at once."""
    path = shop.server.instance / "beckon.sqlite"
    with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as opened:
        opened.execute("BEGIN IMMEDIATE")
        yield opened
        opened.execute("COMMIT")


def invites(shop: Shop, key: str, position: int, *conditions: dict[str, Any]) -> None:
    """A live invitation for the embed code with the identifier ``clocks``, as another worker would have saved it."""
    changes = {"key": key, "name": key, "position": position, "identifier": "clocks", "when_team": "either",
               "message_html": f"<p>I am {key}</p>", "conditions": json.dumps({"all": list(conditions)})}  # fmt: skip
    with writing(shop) as rows:
        rows.execute("CREATE TEMP TABLE copied AS SELECT * FROM invitations ORDER BY id LIMIT 1")
        rows.execute("UPDATE copied SET id = (SELECT max(id) + 1 FROM invitations)")
        rows.execute(f"UPDATE copied SET {', '.join(f'{name} = ?' for name in changes)}", list(changes.values()))
        rows.execute("INSERT INTO invitations SELECT * FROM copied")
        rows.execute("UPDATE invitation_set SET version = version + 1")


def half_an_hour_passes_on_the_server(shop: Shop) -> None:
    """Everything that the server knows of visitors is 31 minutes older."""
    with writing(shop) as rows:
        for table, columns in TIMES.items():
            for column in columns:
                for row_id, at in rows.execute(f"SELECT id, {column} FROM {table}").fetchall():
                    earlier = datetime.fromisoformat(at) - timedelta(minutes=31)
                    rows.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (earlier.isoformat(" "), row_id))


def with_jumping_clock(shop: Shop) -> Visitor:
    context = shop.new_context()
    context.add_init_script(JUMPING_CLOCK)
    return shop.visitor(context)


def arrives_until_armed(visitor: Visitor, address: str, *keys: str) -> None:
    """Open the page until the server has heard of the invitations, which takes a second."""
    for _ in range(100):
        if {one["key"] for one in visitor.arrives(address)["armed"]} >= set(keys):
            return
        visitor.page.wait_for_timeout(250)
    raise AssertionError(f"{keys} were not armed")


def test_a_page_left_alone_for_31_minutes_and_then_used_begins_a_new_visit_without_a_reload(shop: Shop) -> None:
    visitor = with_jumping_clock(shop)
    assert visitor.arrives(shop.page("alone.html"))["visit"]["number"] == 1
    half_an_hour_passes_on_the_server(shop)
    visitor.page.evaluate(f"window.skipped = {31 * 60 * 1000}; window.born = 1")

    answer = visitor.announces(lambda: visitor.page.mouse.move(100, 100))

    assert (answer["visit"]["number"], answer["visit"]["page_views"]) == (2, 1)
    assert visitor.page.evaluate("born") == 1


def test_who_reads_another_tab_all_the_while_is_in_the_same_visit(shop: Shop) -> None:
    visitor = with_jumping_clock(shop)
    visitor.arrives(shop.page("reading.html"))
    visitor.page.evaluate(f"window.skipped = {31 * 60 * 1000}")
    with visitor.page.expect_response(lambda response: response.url.endswith("/embed/v1/signal")) as answer:
        visitor.page.mouse.move(100, 100)
    assert answer.value.json()["visit"]["page_views"] == 1
    visitor.page.wait_for_load_state("networkidle")
    assert len(visitor.announced) == 1


def test_what_happens_in_another_tab_arms_an_invitation_in_this_one_when_it_is_looked_at(shop: Shop) -> None:
    invites(shop, "two-tabs", 1, {"fact": "visit.page_views", "is": "at_least", "value": 2},
            {"fact": "page.url", "is": "contains", "value": "/tab-a"})  # fmt: skip
    options = {"identifier": "clocks"}
    visitor = with_jumping_clock(shop)
    visitor.arrives(shop.page("tab-a.html", options=options))
    other = visitor.another_tab()
    other.arrives(shop.page("other.html", options=options))

    def looks_again() -> bool:
        """Until the server has heard of the invitation, which takes a second, and the answer has come."""
        visitor.page.evaluate(LOOK_AGAIN)
        visitor.page.wait_for_timeout(500)
        return visitor.invitation.is_visible()

    visitor.until(looks_again)
    expect(other.invitation).to_have_count(0)


def test_the_first_in_line_that_needs_300_seconds_does_not_hold_up_the_second_that_needs_5(shop: Shop) -> None:
    where = {"fact": "page.url", "is": "contains", "value": "/line"}
    invites(shop, "line-first", 1, where, {"fact": "page.seconds", "is": "greater", "value": 300})
    invites(shop, "line-second", 2, where, {"fact": "page.seconds", "is": "greater", "value": 5})
    visitor = with_jumping_clock(shop)
    arrives_until_armed(visitor, shop.page("line.html", options={"identifier": "clocks"}), "line-first", "line-second")
    visitor.page.evaluate("window.skipped = 6000")
    visitor.page.evaluate(LOOK_AGAIN)
    expect(visitor.invitation).to_contain_text("I am line-second")


def test_a_forgotten_visitor_is_somebody_new_on_the_next_page(shop: Shop) -> None:
    visitor = shop.visitor()
    address = shop.page("forgotten.html")
    token = visitor.arrives(address)["token"]
    assert visitor.arrives(address)["visit"]["page_views"] == 2
    key = token.split(".")[0]
    shop.desk.submits(f"/visitors/{key}/forget", sure="yes")

    answer = visitor.arrives(address)

    assert answer["token"] != token
    assert (answer["visit"]["number"], answer["visit"]["page_views"]) == (1, 1)
    assert visitor.arrives(address)["token"] == answer["token"]


def test_who_waits_for_an_answer_is_told_inside_the_chat_and_an_answer_ends_the_waiting(shop: Shop) -> None:
    where = {"fact": "page.url", "is": "contains", "value": "/waiting"}
    invites(shop, "waiting", 1, where, {"fact": "chat.unanswered_seconds", "is": "greater", "value": 2})
    invites(shop, "on-arrival", 9, where, {"fact": "page.seconds", "is": "greater", "value": 3600})
    visitor = shop.visitor()
    arrives_until_armed(visitor, shop.page("waiting.html", options={"identifier": "clocks"}), "on-arrival")
    visitor.launcher.click()
    visitor.writes("Is anybody there?")

    expect(visitor.log).to_contain_text("I am waiting")

    chat = shop.accepts("I am waiting")
    shop.says(chat, "Here I am")
    expect(visitor.log).to_contain_text("Here I am")
    assert visitor.errors == []

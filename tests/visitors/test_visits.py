"""What a visit is: activities that are at most 30 minutes apart, over all tabs of a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.domain import events
from app.foundation.events import listen
from app.visitors import queries

if TYPE_CHECKING:
    from app.foundation.clock import FrozenClock


@pytest.mark.parametrize(("pause_seconds", "expected_visit"), [(1799.999, 1), (1800, 1), (1800.001, 2), (1801, 2)])
def test_a_pause_of_exactly_30_minutes_is_the_same_visit(
    somebody: Any, clock: FrozenClock, pause_seconds: float, expected_visit: int
) -> None:
    somebody.opens()
    clock.advance(pause_seconds)
    assert somebody.opens().visitor.visit_number == expected_visit


def test_page_views_count_within_the_visit_and_start_again_with_the_next(somebody: Any, clock: FrozenClock) -> None:
    assert somebody.opens().visitor.page_views == 1
    clock.advance(60)
    assert somebody.opens().visitor.page_views == 2
    clock.advance(1801)
    again = somebody.opens()
    assert (again.visitor.visit_number, again.visitor.page_views, again.is_new_visit) == (2, 1, True)


def test_a_heartbeat_keeps_the_visit_alive(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens()
    for _ in range(3):
        clock.advance(1700)
        somebody.is_active()
    assert somebody.opens().visitor.visit_number == 1


def test_all_tabs_share_the_visit(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens(tab="one-tab")
    clock.advance(1000)
    somebody.opens(tab="another-tab")
    clock.advance(1000)
    assert somebody.opens(tab="one-tab").visitor.visit_number == 1


def test_a_page_left_alone_and_used_after_31_minutes_starts_a_visit_without_a_reload(
    somebody: Any, clock: FrozenClock
) -> None:
    somebody.opens("https://shop.test/long-read?utm_source=news", title="Long read")
    clock.advance(31 * 60)
    visitor = somebody.is_active()
    assert (visitor.visit_number, visitor.page_views) == (2, 1)
    assert visitor.landing_url == "https://shop.test/long-read?utm_source=news"
    assert visitor.utm == {"source": "news"}
    assert [page.visit_number for page in queries.page_history(visitor.id)] == [2, 1]


def test_the_page_view_that_follows_such_a_sign_of_life_is_not_counted_twice(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens("https://shop.test/long-read")
    clock.advance(31 * 60)
    somebody.is_active()
    outcome = somebody.opens("https://shop.test/long-read")
    assert outcome.is_repeat
    assert outcome.visitor.page_views == 1


def test_the_same_beacon_sent_twice_records_one_page_view(somebody: Any) -> None:
    first = somebody.opens(page_key="the-same-page")
    second = somebody.opens(page_key="the-same-page")
    assert second.is_repeat
    assert (second.page_view_id, second.visitor.page_views) == (first.page_view_id, 1)
    assert len(queries.page_history(first.visitor.id)) == 1


def test_time_counts_while_a_page_is_open_and_not_while_the_visitor_is_away(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens()
    clock.advance(30)
    somebody.leaves()
    clock.advance(600)
    back = somebody.opens()
    assert back.visit_seconds == 30
    clock.advance(20)
    assert somebody.opens().visit_seconds == 50


def test_two_tabs_open_at_once_count_their_time_once(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens(tab="one-tab")
    clock.advance(10)
    somebody.opens(tab="another-tab")
    clock.advance(10)
    somebody.is_active("page-1")
    somebody.is_active("page-2")
    clock.advance(10)
    assert somebody.opens(tab="one-tab").visit_seconds == 30


def test_a_navigation_inside_the_site_leaves_no_gap_in_the_time(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens()
    clock.advance(10)
    somebody.leaves()
    clock.advance(2)
    assert somebody.opens().visit_seconds == 12


def test_a_visit_is_announced_once_and_every_page_view_too(somebody: Any, clock: FrozenClock) -> None:
    heard: list[str] = []
    listen(events.VisitStarted, lambda event: heard.append(f"visit {event.visitor.visit_number}"))
    listen(events.PageviewRecorded, lambda event: heard.append(event.page.url))
    somebody.opens("https://shop.test/a")
    clock.advance(5)
    somebody.opens("https://shop.test/b")
    assert heard == ["visit 1", "https://shop.test/a", "https://shop.test/b"]


def test_an_unknown_key_makes_a_new_visitor_with_a_key_of_our_own(somebody: Any) -> None:
    somebody.key = "made-up"
    outcome = somebody.opens()
    assert outcome.is_new_visitor
    assert outcome.visitor.key != "made-up"

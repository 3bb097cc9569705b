"""What is known about a visit: where it came from, the browser, the place, and what pages said."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import inspect, select, text

from app.domain.errors import InvalidInput, NotFound
from app.foundation.clock import now
from app.foundation.configuration import configuration
from app.foundation.database import db, transaction
from app.visitors import queries, service
from app.visitors.agents import Hints
from app.visitors.event_queries import undefined_events
from app.visitors.geography import place_of
from app.visitors.models import PageView, ReceivedOutcome
from app.visitors.rows import row

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock

GEOIP = Path(__file__).parents[2].parent / "shared" / "data" / "GeoLite2-City-Test.mmdb"


@pytest.fixture
def geoip(inside: Flask) -> None:
    """A server with a GeoIP database."""
    if not GEOIP.is_file():
        pytest.skip("the GeoIP test database is not beside the project")
    inside.extensions["beckon.configuration"] = dataclasses.replace(configuration(), geoip_database=GEOIP)


def test_the_referrer_that_led_here_is_kept_for_the_visit(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens(referrer="https://www.google.com/search?q=shoes")
    clock.advance(10)
    visitor = somebody.opens(referrer="https://elsewhere.test/").visitor
    assert visitor.referrer == "https://www.google.com/search?q=shoes"


@pytest.mark.parametrize("own", ["https://shop.test/a", "https://www.shop.test/", "http://blog.shop.test/x"])
def test_own_domains_are_no_referrer(somebody: Any, own: str) -> None:
    assert somebody.opens("https://shop.test/b", referrer=own).visitor.referrer is None


def test_new_utm_values_within_a_visit_replace_all_five_together(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens("https://shop.test/?utm_source=a&utm_campaign=b")
    clock.advance(5)
    assert somebody.opens("https://shop.test/c").visitor.utm == {"source": "a", "campaign": "b"}
    clock.advance(5)
    assert somebody.opens("https://shop.test/?UTM_Term=x&utm_source=&utm_term=y").visitor.utm == {"term": "x"}


def test_the_landing_page_is_the_first_page_of_the_visit(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens("https://shop.test/landing?x=1")
    clock.advance(5)
    assert somebody.opens("https://shop.test/next").visitor.landing_url == "https://shop.test/landing?x=1"


def test_browser_system_and_device_are_labels(somebody: Any) -> None:
    visitor = somebody.opens(hints=Hints(platform="Windows", platform_version="15.0.0")).visitor
    assert (visitor.browser, visitor.system, visitor.device) == ("Chrome 141", "Windows 11", "desktop")


def test_country_and_city_come_from_the_local_file_and_the_address_is_not_stored(
    somebody: Any, geoip: None, clock: FrozenClock
) -> None:
    visitor = somebody.opens(address="81.2.69.142").visitor
    assert (visitor.country, visitor.city) == ("GB", "London")
    for table in inspect(db.engine).get_table_names():
        stored = db.session.execute(text(f'SELECT * FROM "{table}"')).all()
        assert "81.2.69" not in repr(stored)


@pytest.mark.parametrize("address", [None, "", "127.0.0.1", "<script>", "81.2.69.142, 1.1.1.1", "999.1.1.1"])
def test_an_address_that_is_unknown_or_no_address_is_nowhere(somebody: Any, geoip: None, address: str | None) -> None:
    visitor = somebody.opens(address=address).visitor
    assert (visitor.country, visitor.city) == (None, None)


def test_a_geoip_file_that_cannot_be_read_leaves_visitors_without_country(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mmdb"
    broken.write_bytes(b"no database")
    assert place_of("81.2.69.142", str(broken)).country is None


def test_language_and_time_zone_are_checked(somebody: Any) -> None:
    visitor = somebody.opens(languages=["<b>", "zh-hans-cn", "de"], time_zone="Europe/Berlin").visitor
    assert (visitor.language, visitor.time_zone) == ("zh-Hans-CN", "Europe/Berlin")
    somebody.key = None
    assert somebody.opens(time_zone="Mars/Olympus").visitor.time_zone is None


def test_a_changed_title_shows_in_the_page_history(somebody: Any) -> None:
    somebody.opens(title="Loading…")
    with transaction() as publish:
        service.rename_page(publish, somebody.key, "page-1", "Red shoes\u0000", now())
    visitor = queries.visitor_by_key(somebody.key)
    assert visitor is not None
    assert visitor.page is not None
    assert visitor.page.title == "Red shoes"
    assert queries.page_history(visitor.id)[0].title == "Red shoes"


def test_a_title_is_cut_between_letters(somebody: Any) -> None:
    somebody.opens(title="e\u0301x" + "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 2000)
    stored = db.session.execute(select(PageView.title)).scalar_one()
    assert len(stored) <= 300
    assert not stored.endswith("\u200d")


def test_tags_are_kept_once_whatever_their_case(somebody: Any) -> None:
    somebody.opens()
    with transaction() as publish:
        service.tag(publish, somebody.key, "VIP", now())
        service.tag(publish, somebody.key, "vip", now())
        service.tag(publish, somebody.key, "Größe", now())
        service.untag(publish, somebody.key, "GRÖSSE", now())
    visitor = queries.visitor_by_key(somebody.key)
    assert visitor is not None
    assert visitor.tags == ("VIP",)


def test_attributes_are_texts_numbers_yes_or_no_and_lists_of_texts(somebody: Any) -> None:
    visitor = somebody.opens().visitor
    with transaction() as publish:
        service.set_attributes(
            publish, somebody.key, {"plan": "gold", "seats": 3, "trial": False, "uses": ["a", "b"], "gone": 1}, now()
        )
        service.set_attributes(publish, somebody.key, {"gone": None, "plan": "silver"}, now())
    assert queries.attributes_of(visitor.id) == {"plan": "silver", "seats": 3, "trial": False, "uses": ["a", "b"]}


@pytest.mark.parametrize("wrong", [{"a": {"b": 1}}, {"": 1}, {"constructor": 1}, {"a": [1]}])
def test_other_attributes_are_refused(somebody: Any, wrong: dict[str, Any]) -> None:
    somebody.opens()
    with pytest.raises(InvalidInput), transaction() as publish:
        service.set_attributes(publish, somebody.key, wrong, now())


def test_unknown_events_and_goals_are_counted_and_nothing_else(somebody: Any) -> None:
    somebody.opens()
    with transaction() as publish:
        for _ in range(2):
            outcome = service.receive_event(publish, somebody.key, service.Report("typo", "1"), now())
    assert outcome is ReceivedOutcome.UNKNOWN_EVENT
    assert [(one.identifier, one.times) for one in undefined_events(now() - timedelta(hours=1))] == [("typo", 2)]


def test_nothing_is_recorded_about_a_visitor_who_does_not_exist(inside: Flask, clock: FrozenClock) -> None:
    with pytest.raises(NotFound), transaction() as publish:
        service.record_activity(publish, "nobody", "page-1", now())


def test_the_row_of_the_online_list_has_the_documented_keys(somebody: Any) -> None:
    visitor = somebody.opens("https://shop.test/a", title="A").visitor
    found = row(visitor)
    assert list(found) == [
        "key", "name", "page", "referrer", "country", "city", "device", "browser", "system", "language",
        "visit_number", "page_views", "visit_started_at", "last_seen_at", "tags", "invitation", "chat",
    ]  # fmt: skip
    assert found["page"] == {"url": "https://shop.test/a", "title": "A"}
    assert found["visit_started_at"] == "2026-11-02T12:00:00Z"

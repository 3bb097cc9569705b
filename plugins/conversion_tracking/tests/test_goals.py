"""What each way of recognising a goal sees, and what it lets pass."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.plugin_api import Sighting, SightingSource
from plugins.conversion_tracking.goals import GOAL_KINDS, named, on_page

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reported", "is_reached"), [("ordered", True), ("ORDERED", True), ("ordered2", False), (None, False)]
)
def test_a_named_goal_is_reached_by_its_identifier_in_any_case(reported: str | None, is_reached: bool) -> None:
    sighting = Sighting(SightingSource.SCRIPT, NOW, identifier=reported)
    assert named("ordered", {})(sighting) is is_reached


@pytest.mark.parametrize(
    ("pattern", "url", "is_reached"),
    [
        ("/done", "https://shop.example/done/?gclid=1#top", True),
        ("shop.example/done", "http://shop.example/done", True),
        ("shop.example/done", "https://other.example/done", False),
        ("/orders/*/done", "https://shop.example/orders/7/done", True),
        ("/orders/*/done", "https://shop.example/orders/done", False),
        ("/done*", "https://shop.example/done/2026?order=7", True),
        ("/done", "https://shop.example/done?order=7", False),
    ],
)
def test_a_page_is_reached_where_the_whole_address_fits_the_pattern(pattern: str, url: str, is_reached: bool) -> None:
    sighting = Sighting(SightingSource.PAGE, NOW, url=url)
    assert on_page("done", {"page": pattern})(sighting) is is_reached


def test_a_goal_of_the_server_does_not_hear_the_page() -> None:
    by_id = {kind.id: kind.sources for kind in GOAL_KINDS}
    assert by_id["server"] == (SightingSource.SERVER,)
    assert SightingSource.PAGE not in by_id["event"]

"""What this plugin adds: four facts, one invitation type, and addresses compared the way people write them."""

from __future__ import annotations

import pytest

from app.plugin_api.comparing import parse
from plugins.url_targeting import plugin
from plugins.url_targeting.conditions import (
    ADDRESS,
    FACTS,
    PAGE_URL,
    comes_from,
    contains,
    equals,
    matches_glob,
    matches_regex,
    page_clues,
    starts,
)

PRICING = parse("https://shop.example/pricing?plan=pro&utm_source=mail")


def test_the_plugin_registers_its_facts() -> None:
    assert [fact.id for fact in plugin.register_conditions()] == [
        "page.url",
        "page.title",
        "visit.referrer",
        "visit.source_url",
    ]


def test_the_invitation_type_offers_facts_that_exist() -> None:
    (url,) = plugin.register_invitation_types()
    assert url.id == "url"
    assert url.facts[0] == PAGE_URL.id


@pytest.mark.parametrize(
    ("make", "pattern"),
    [
        (equals, "/pricing?plan=pro"),
        (equals, "/pri*"),
        (starts, "shop.example/pricing"),
        (contains, "plan=pro"),
        (matches_glob, "*/pricing?plan=*"),
        (matches_regex, r"^/pricing\?plan=(pro|basic)"),
        (comes_from, "shop.example"),
    ],
)
def test_a_pattern_fits_the_page(make, pattern: str) -> None:
    assert make(pattern)(PRICING)


@pytest.mark.parametrize("name", ["equals", "contains", "starts", "glob"])
def test_the_index_can_look_for_an_address(name: str) -> None:
    comparison = ADDRESS.comparison(name)
    assert comparison is not None
    assert comparison.clues is not None
    clues = comparison.clues("/pricing")
    assert clues
    assert set(clues[0]) <= set(page_clues("https://shop.example/pricing/"))


def test_only_the_title_is_left_to_the_browser() -> None:
    assert [fact.id for fact in FACTS if fact.is_fast] == ["page.title"]


def test_regular_expressions_never_travel_to_a_browser() -> None:
    comparison = PAGE_URL.comparison("regex")
    assert comparison is not None
    assert comparison.evaluators == {"server"}

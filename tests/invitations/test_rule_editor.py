"""The rule in the editor: shown as it is, saved as it was, changed by buttons without script, refused by place."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from app.departments.service import create_department
from app.domain.roles import Role
from app.foundation import clock
from app.foundation.database import transaction
from app.invitations import queries
from app.invitations.rule_reading import rule_form_of
from app.invitations.rule_writing import write_rule
from app.plugin_host import host
from app.visitors import service as visitors
from app.visitors.reports import PageReport
from tests.domain.rules.strategies import RULES
from tests.invitations.writing import Fields, details, form, saved
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

NESTED = {
    "any": [
        {"all": [{"fact": "page.url", "is": "contains", "value": "/a"}, {"fact": "widget.open", "is": False}]},
        {"not": {"fact": "geo.country", "is": "equals", "value": ["DE", "AT"]}},
        {"not": {"any": [{"fact": "visitor.tag", "is": "contains", "value": "vip"}]}},
        {"fact": "event.count", "event": "login_failed", "within": 1800, "is": "at_least", "value": 5},
        {"fact": "visitor.attribute.plan", "is": "equals", "value": 12},
    ]
}
STRANGE = {
    "all": [{"fact": "weather.sunny", "is": "likely", "how": {"much": [1]}}, {"any": [{"fact": "x.y", "is": 1}]}]
}
SEED = {
    "all": [
        {"fact": "visitor.visits", "is": "greater", "value": 1},
        {"fact": "page.url", "is": "contains", "value": "/pricing.html"},
        {"fact": "page.seconds", "is": "greater", "value": 10},
        {"not": {"fact": "chat.history", "is": "exists"}},
    ]
}
"""The first seed's example, as the buttons of the page build it."""


@pytest.fixture
def writer(app: Flask) -> Desk:
    """A supervisor's browser with the editor open."""
    desk = desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))
    desk.opens("/invitations/new")
    return desk


def press(writer: Desk, page: str, action: str, changes: dict[str, Any] | None = None, path: str = "new") -> str:
    """Press a button of the form without script; the page that comes back."""
    return writer.submits(f"/invitations/{path}", Fields(page).sending(changes, action=action)).text


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=RULES)
def test_every_rule_is_shown_in_zones_that_say_the_same_rule_again(app: Flask, rule: dict[str, Any]) -> None:
    with app.test_request_context():
        facts = host().registry.facts
        shown = rule_form_of(rule, facts)
        assert shown is not None
        written = write_rule(shown, facts)

    assert (written.document, written.errors) == (rule, {})


@pytest.mark.parametrize("rule", [NESTED, STRANGE, SEED, {}, {"all": []}, {"not": NESTED}, {"all": [NESTED, SEED]}])
def test_a_rule_that_is_opened_and_saved_unchanged_is_the_same_rule(
    app: Flask, writer: Desk, rule: dict[str, Any]
) -> None:
    key = saved(app, conditions=rule)
    before = details(app, key).draft.conditions

    page = writer.opens(f"/invitations/{key}").text
    response = writer.submits(f"/invitations/{key}", Fields(page).sending(action="save", name="Renamed"))

    assert response.status_code == 302
    assert (details(app, key).draft.name, details(app, key).draft.conditions) == ("Renamed", before)


def test_a_condition_of_a_plugin_that_is_off_stays_visible(app: Flask, writer: Desk) -> None:
    page = html.unescape(writer.opens(f"/invitations/{saved(app, conditions=STRANGE)}").text)

    assert "<strong>weather.sunny</strong>" in page
    assert "It is kept as it is and never holds." in page


def test_the_seeds_example_is_built_without_script(app: Flask, writer: Desk) -> None:
    page = writer.opens("/invitations/new").text
    (url,) = Fields(page).rows
    page = press(writer, page, "add-row:when", {f"{url}-value": "/pricing.html"})
    seconds = Fields(page).rows[1]
    page = press(writer, page, "refresh", {f"{seconds}-fact": "page.seconds"})
    page = press(writer, page, "add-row:who", {f"{seconds}-value": "10"})
    visits = Fields(page).rows[0]
    page = press(writer, page, "add-row:unless", {f"{visits}-value": "1"})
    chats = Fields(page).rows[-1]
    page = press(writer, page, "refresh", {f"{chats}-fact": "chat.history"})
    sent = Fields(page).sending(action="save", name="Pricing help", message_html="Need a hand?")

    assert writer.submits("/invitations/new", sent).status_code == 302
    assert details(app, "pricing-help").draft.conditions == SEED


def test_groups_and_rows_are_added_moved_and_removed_and_nothing_typed_is_lost(writer: Desk) -> None:
    page = writer.opens("/invitations/new").text
    (url,) = Fields(page).rows
    page = press(writer, page, "add-group:when", {f"{url}-value": "half a word", "name": "Half"})
    group = next(part[6:] for part in Fields(page).all("part") if part.startswith("group:"))
    inside = Fields(page).rows[1]

    moved = Fields(press(writer, page, f"down:{url}"))
    out = Fields(press(writer, page, f"up:{inside}"))
    removed = Fields(press(writer, page, f"remove:{group}"))

    assert moved.all("part") == ["who", "when", f"group:{group}", f"row:{url}", f"row:{inside}", "end", "unless"]
    assert out.all("part") == ["who", "when", f"row:{url}", f"row:{inside}", f"group:{group}", "end", "unless"]
    assert (removed.rows, removed.one("name"), removed.one(f"{url}-value")) == ([url], "Half", "half a word")


def test_moving_a_row_of_a_saved_rule_changes_its_place(app: Flask, writer: Desk) -> None:
    key = saved(app, conditions=SEED)
    page = writer.opens(f"/invitations/{key}").text
    page = press(writer, page, f"up:{Fields(page).rows[2]}", path=key)

    writer.submits(f"/invitations/{key}", Fields(page).sending(action="save"))

    facts = [part.get("fact") for part in details(app, key).draft.conditions["all"]]
    assert facts == ["visitor.visits", "page.seconds", "page.url", None]


@pytest.mark.parametrize(
    ("fields", "message", "path"),
    [
        ({"c1-fact": "no.such"}, "Choose what to look at", "conditions.all[0].fact"),
        ({"c1-comparison": "sounds"}, "cannot be compared like this", "conditions.all[0].is"),
        ({"c1-comparison": "regex", "c1-value": "(a+)+$"}, "repeats a part", "conditions.all[0].value"),
        ({"c1-fact": "page.seconds", "c1-comparison": "less", "c1-value": "soon"}, "Write a number.", "all[0].value"),
        ({"c1-fact": "clock.time", "c1-comparison": "between", "c1-value": "9-5"}, "09:00-17:00", "all[0].value"),
        ({"c1-fact": "event.count", "c1-comparison": "at_least", "c1-value": "1"}, "Fill in “event”", "[0].event"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_row_with_the_place_in_the_rule(
    writer: Desk, fields: dict[str, str], message: str, path: str
) -> None:
    typed = {"part": ["who", "when", "row:c1", "unless"], "c1-fact": "page.url", "c1-comparison": "contains"}
    response = writer.submits("/invitations/new", form(**{**typed, "c1-value": "typed", **fields}))

    page = html.unescape(response.text)
    assert response.status_code == 422
    assert message in page.partition('id="error-c1"')[2].partition("</p>")[0]
    assert path in page.partition('id="error-c1"')[2].partition("</p>")[0]
    assert fields.get("c1-value", "typed") in page


def test_every_row_that_is_wrong_says_so_at_once(writer: Desk) -> None:
    parts = ["who", "row:c1", "group:c2", "row:c3", "end", "when", "unless"]
    page = writer.submits("/invitations/new", form(part=parts, **{"c2-kind": "any"})).text

    assert 'id="error-c1"' in page
    assert "conditions.all[1].any[0].fact" in page


def deep(levels: int) -> dict[str, Any]:
    """A rule of so many levels."""
    rule: dict[str, Any] = {"fact": "x.y", "is": 1}
    for _level in range(levels):
        rule = {"not": rule}
    return rule


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"nested": json.dumps({"all": [{"fact": "x.y", "is": 1}] * 10_000})}, "at most 500 parts"),
        ({"nested": json.dumps(deep(200))}, "levels deep"),
        ({"part": ["who", *(f"group:g{number}" for number in range(200))]}, "levels deep"),
    ],
)
def test_a_rule_that_is_too_long_or_too_deep_is_refused(writer: Desk, fields: dict[str, Any], message: str) -> None:
    response = writer.submits("/invitations/new", form(**fields))

    assert response.status_code == 422
    assert message in html.unescape(response.text)


def test_what_is_offered_to_pick_is_in_the_readers_language(app: Flask, writer: Desk) -> None:
    with app.app_context():
        create_department("sales", "Verkauf")
    german = {"Accept-Language": "de"}

    def offered(address: str) -> list[dict[str, str]]:
        return writer.opens(f"/invitations/suggestions/{address}", headers=german).json["suggestions"]

    assert offered("countries?q=deutschl") == [{"value": "DE", "label": "Deutschland"}]
    assert offered("languages?q=de")[0] == {"value": "de", "label": "Deutsch"}
    assert offered("departments") == [{"value": "sales", "label": "Verkauf"}]
    assert offered("no-such-thing") == []


def test_pages_titles_and_campaigns_seen_lately_are_offered(app: Flask, writer: Desk) -> None:
    visit(app, "https://shop.test/pricing?utm_source=letter")

    def offered(kind: str) -> list[str]:
        return [each["value"] for each in writer.opens(f"/invitations/suggestions/{kind}").json["suggestions"]]

    assert offered("pages") == ["https://shop.test/pricing?utm_source=letter"]
    assert (offered("utm_source"), offered("titles"), offered("tags")) == (["letter"], ["A page"], [])


def test_an_address_is_tried_with_the_real_evaluator_and_against_the_pages_seen(app: Flask, writer: Desk) -> None:
    for url in ("https://shop.test/Pricing/", "https://shop.test/pricings", "https://shop.test/about"):
        visit(app, url)
    row = {"part": ["who", "row:c1"], "c1-fact": "page.url", "c1-comparison": "equals", "c1-value": "/pricing"}

    answer = writer.submits("/invitations/address-test", {**row, "url": "SHOP.test/pricing/?utm_source=x"}).json

    said = [line["words"] for line in answer["lines"]]
    assert said[:2] == ["This address fits.", "It is read as shop.test/pricing/?utm_source=x."]
    assert "1 of 3 pages of the last 30 days fits." in said
    assert [[page["url"] for page in each["pages"]] for each in answer["lists"]] == [
        ["https://shop.test/Pricing/"],
        ["https://shop.test/pricings"],
    ]


def test_an_address_is_tried_without_script(writer: Desk) -> None:
    page = writer.opens("/invitations/new").text
    (url,) = Fields(page).rows
    tried = press(
        writer, page, f"test:{url}", {f"{url}-value": "/pric*", f"{url}-comparison": "glob", f"{url}-test": "/x"}
    )

    assert "This address does not fit." in tried
    assert Fields(tried).one(f"{url}-value") == "/pric*"


def visit(app: Flask, url: str) -> None:
    """Somebody opens a page."""
    with app.app_context(), transaction() as publish:
        report = PageReport(url=url, page_key="page-00001", tab_key="tab-1", title="A page")
        visitors.record_page_view(publish, report, visitor_key=None, now=clock.now())


def test_every_fact_of_the_registry_is_offered_with_help_and_fields(app: Flask, writer: Desk) -> None:
    page = writer.opens("/invitations/new").text

    for fact in host_facts(app):
        assert f'data-fact-parts="{fact}"' in page
    assert 'name="@@-parameter-event"' in page


def host_facts(app: Flask) -> list[str]:
    with app.app_context():
        return [fact.id for fact in host().registry.facts]


def test_the_editor_says_how_many_the_form_would_reach_without_saving_it(app: Flask, writer: Desk) -> None:
    nobody = writer.submits("/invitations/new/forecast", form())
    assert (nobody.status_code, "No visitors were recorded in these days." in nobody.text) == (200, True)
    with app.app_context(), transaction() as publish:
        for number, url in enumerate(("https://shop.test/pricing", "https://shop.test/")):
            report = PageReport(url=url, page_key=f"page-{number}")
            visitors.record_page_view(publish, report, visitor_key=None, now=clock.now())
    told = writer.submits("/invitations/new/forecast", form()).text
    assert "<strong>1</strong> of 2 visitors match on at least one page." in told
    assert ">https://shop.test/pricing</bdi>" in told
    wrong = writer.submits("/invitations/new/forecast", form(value=[""]))
    assert (wrong.status_code, "When 1: " in wrong.text) == (422, True)
    with app.app_context():
        assert queries.all_details() == ()

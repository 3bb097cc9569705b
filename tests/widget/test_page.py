"""The page view endpoint: what it answers, whom it counts, and how fast one visitor may go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.foundation.database import db
from app.visitors import queries
from app.visitors.models import PageView, Visitor

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock


def stored_rows(app: Flask) -> tuple[int, int]:
    with app.app_context():
        found = [db.session.execute(select(func.count()).select_from(one)).scalar_one() for one in (Visitor, PageView)]
    return found[0], found[1]


def test_the_answer_holds_what_the_page_needs(browser: Any) -> None:
    response = browser.opens("https://shop.test/a", title="A", embed={"identifier": "shop", "department": ["sales"]})
    assert response.status_code == 200
    answer = response.json
    assert set(answer) == {
        "token",
        "tracking",
        "visit",
        "team",
        "chat",
        "widget",
        "armed",
        "events",
        "facts",
        "ask_again_after",
        "push",
    }
    assert answer["tracking"] is True
    assert answer["visit"] == {"number": 1, "page_views": 1, "seconds": 0.0}
    assert answer["team"] == {"online": False}
    assert (answer["chat"], answer["armed"]) == (None, [])
    assert set(answer["widget"]) == {"language", "direction", "panel_url", "variables", "texts"}
    assert answer["widget"]["panel_url"] == "/embed/panel?identifier=shop&department=sales"


def test_any_page_of_the_web_may_call_without_cookies_and_without_a_preflight(browser: Any) -> None:
    response = browser.opens()
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Set-Cookie" not in response.headers


def test_a_refusal_can_be_read_by_the_page_too(browser: Any) -> None:
    response = browser.opens(title=5)
    assert response.status_code == 422
    assert response.json["error"]["field"] == "title"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"colour": "red"}, "colour"), ({"page_id": "x"}, "page_id"), ({"embed": {"department": "a"}}, "embed.department"),
     ({"storage": "some"}, "storage"), ({"visitor": {"attributes": {"a": {"b": 1}}}}, "attributes.a")],
)  # fmt: skip
def test_a_wrong_field_is_named(browser: Any, fields: dict[str, Any], field: str) -> None:
    response = browser.opens(**fields)
    assert (response.status_code, response.json["error"]["field"]) == (422, field)


def test_the_token_leads_back_to_the_same_visitor(browser: Any, app: Flask, clock: FrozenClock) -> None:
    first = browser.opens().json
    clock.advance(5)
    second = browser.opens().json
    assert second["token"] == first["token"]
    assert second["visit"]["page_views"] == 2
    assert stored_rows(app) == (1, 2)


def test_a_made_up_token_is_a_new_visitor(browser: Any, app: Flask) -> None:
    first = browser.opens().json["token"]
    browser.token = first[:-1] + ("A" if first[-1] != "A" else "B")
    assert browser.opens().json["visit"]["number"] == 1
    assert browser.token != first
    assert stored_rows(app)[0] == 2


def test_the_same_page_sent_twice_is_one_page_view(browser: Any, app: Flask) -> None:
    browser.opens()
    answer = browser.opens(page_id="page-00001").json
    assert answer["visit"]["page_views"] == 1
    assert stored_rows(app) == (1, 1)


@pytest.mark.parametrize(
    "headers",
    [{"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}, {"User-Agent": ""},
     {"User-Agent": "curl/8"}, {"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"Sec-GPC": "1"}],
)  # fmt: skip
def test_machines_prerenders_and_people_who_do_not_want_it_are_not_tracked(
    browser: Any, app: Flask, headers: dict[str, str]
) -> None:
    answer = browser.opens(headers=headers).json
    assert (answer["tracking"], answer["token"], answer["armed"]) == (False, None, [])
    assert answer["visit"] == {"number": None, "page_views": None, "seconds": None}
    assert answer["widget"]["texts"]["open_chat"] == "Open chat"
    assert stored_rows(app) == (0, 0)


def test_without_consent_nothing_is_stored(browser: Any, app: Flask) -> None:
    assert browser.opens(storage="none").json["tracking"] is False
    assert stored_rows(app) == (0, 0)


def test_a_visitor_who_opened_the_chat_has_consented(browser: Any, app: Flask, panel: dict[str, str]) -> None:
    browser.token = browser.client.post("/widget/v1/session", json={}, headers=panel).json["token"]
    assert browser.opens(storage="none").json["tracking"] is True
    assert stored_rows(app) == (1, 1)


def test_tags_and_visitor_fields_of_the_embed_code_are_kept(browser: Any, app: Flask) -> None:
    browser.opens(
        tags=["vip", "VIP", " "], visitor={"name": "Ann\u0000", "email": "ann@example.org", "attributes": {"n": 3}}
    )
    with app.app_context():
        visitor = queries.recent_visitors()[0]
        assert (visitor.name, visitor.tags) == ("Ann", ("vip",))
        assert queries.attributes_of(visitor.id) == {"n": 3}


def test_one_visitor_opens_at_most_a_page_a_second_with_a_burst_of_twenty(browser: Any, clock: FrozenClock) -> None:
    answers = [browser.opens().status_code for _ in range(25)]
    assert answers == [200] * 21 + [429] * 4
    clock.advance(1)
    assert [browser.opens().status_code for _ in range(2)] == [200, 429]


def test_the_language_is_that_of_the_embed_code(browser: Any) -> None:
    assert browser.opens(embed={"language": "deu"}).json["widget"]["language"] == "de"
    assert browser.opens(embed={"language": "xx"}).json["widget"]["language"] == "en"


def test_a_preflight_is_answered_for_those_who_send_one(browser: Any) -> None:
    response = browser.client.options("/embed/v1/page", headers={"Origin": "https://shop.test"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Allow-Headers"] == "Content-Type"

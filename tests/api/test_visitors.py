"""The API's visitors: lists in pages, one with everything known, the explanation, and forgetting somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from app.api import tokens
from app.api.operations import API_PACE
from app.domain.roles import Role
from app.foundation.clock import FrozenClock
from app.foundation.clock import now as present_moment
from app.foundation.database import transaction
from app.invitations.vocabulary import WhenTeam
from app.visitors import service as visitors
from tests.invitations.writing import saved
from tests.realtime.test_visitors_page import arrives

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

PRICING = {"all": [{"fact": "page.url", "is": "contains", "value": "/pricing"}]}
Ask = Callable[..., "TestResponse"]


@pytest.fixture
def ask(app: Flask, clock: FrozenClock) -> Ask:
    """A program with a token; time stands still."""
    API_PACE.forget()
    with app.app_context():
        token = tokens.create_token("program", Role.ADMINISTRATOR, present_moment())
    client = app.test_client(use_cookies=False)

    def asked(path: str, method: str = "GET") -> TestResponse:
        return client.open(f"/api/v1{path}", method=method, headers={"Authorization": f"Bearer {token}"})

    return asked


def test_visitors_come_in_pages_until_there_are_no_more(app: Flask, ask: Ask) -> None:
    keys = [arrives(app) for _each in range(5)]
    found: list[str] = []
    cursor, pages = "", 0
    while pages < 9:
        page = ask(f"/visitors?limit=2{f'&cursor={cursor}' if cursor else ''}").json
        found += [each["id"] for each in page["data"]]
        pages, cursor = pages + 1, page["next_cursor"]
        if cursor is None:
            break
    assert (found, pages) == (keys[::-1], 3)


def test_only_those_who_are_here_are_listed_when_asked_for(app: Flask, ask: Ask, clock: FrozenClock) -> None:
    gone = arrives(app)
    clock.advance(7200)
    here = arrives(app)
    assert [(each["id"], each["is_online"]) for each in ask("/visitors").json["data"]] == [(here, True), (gone, False)]
    assert [each["id"] for each in ask("/visitors?online=true").json["data"]] == [here]


def test_one_visitor_has_everything_that_is_known(app: Flask, ask: Ask) -> None:
    key = arrives(app, "Ada")
    with app.app_context(), transaction() as publish:
        visitors.set_attributes(publish, key, {"plan": "gold"}, present_moment())
        visitors.tag(publish, key, "vip", present_moment())
    known = ask(f"/visitors/{key}").json
    assert (known["id"], known["name"], known["tags"], known["attributes"]) == (key, "Ada", ["vip"], {"plan": "gold"})
    assert known["page"] == {"url": "https://shop.test/pricing?plan=pro", "title": "Plans"}
    assert known["last_seen_at"] == "2026-11-02T12:00:00.000Z"


def test_what_the_site_hides_from_operators_is_hidden_from_their_programs_too(app: Flask, ask: Ask) -> None:
    key = arrives(app)
    with app.app_context():
        with transaction() as publish:
            visitors.set_attributes(publish, key, {"plan": "gold", "lhc.var.margin": "12"}, present_moment())
        token = tokens.create_token("desk helper", Role.OPERATOR, present_moment())
    headers = {"Authorization": f"Bearer {token}"}
    operators = app.test_client(use_cookies=False).get(f"/api/v1/visitors/{key}", headers=headers)

    assert operators.json["attributes"] == {"plan": "gold"}
    assert ask(f"/visitors/{key}").json["attributes"] == {"plan": "gold", "lhc.var.margin": "12"}


def test_a_forgotten_visitor_is_gone(app: Flask, ask: Ask) -> None:
    key = arrives(app)
    done = ask(f"/visitors/{key}", "DELETE")
    assert (done.status_code, done.data) == (204, b"")
    assert ask(f"/visitors/{key}").status_code == 404
    assert ask(f"/visitors/{key}", "DELETE").status_code == 404


def test_the_explanation_names_the_first_blocker_and_supposes(app: Flask, ask: Ask) -> None:
    saved(app, launched=True, when_team=WhenTeam.EITHER, conditions={
        "all": [*PRICING["all"], {"fact": "visitor.visits", "is": "greater", "value": 1}]
    })  # fmt: skip
    key = arrives(app)
    (as_it_is,) = ask(f"/visitors/{key}/explain").json["invitations"]
    supposed = ask(f"/visitors/{key}/explain?invitation=pricing-help&set.visitor.visits=2").json
    assert (as_it_is["outlook"], as_it_is["would_be_granted"]) == ("blocked", False)
    assert as_it_is["blocker"] == ("1 of 2 conditions hold; number of the visit is 1; the rule says it is more than 1.")
    url, visits = as_it_is["tree"]["children"]
    assert (url["verdict"], visits["verdict"], visits["wanted"], visits["actual"]) == ("true", "false", 1, 1)
    assert (visits["is"], visits["known_by"], visits["known_at"]) == ("greater", "server", "2026-11-02T12:00:00.000Z")
    assert supposed["supposed"] == {"visitor.visits": 2}
    assert supposed["invitations"][0]["outlook"] == "ready"


@pytest.mark.parametrize(
    ("path", "status", "code", "field"),
    [
        ("/visitors?limit=0", 422, "invalid", "limit"),
        ("/visitors?limit=201", 422, "invalid", "limit"),
        ("/visitors?limit=ten", 422, "invalid", "limit"),
        ("/visitors?cursor=tomorrow", 422, "invalid", "cursor"),
        ("/visitors?cursor=%C3%A4", 422, "invalid", "cursor"),
        ("/visitors?online=yes", 422, "invalid", "online"),
        ("/visitors?page=2", 422, "unknown_parameter", "page"),
        ("/visitors/nobody", 404, "unknown_visitor", "visitor"),
        ("/visitors/KEY?fields=all", 422, "unknown_parameter", "fields"),
        ("/visitors/nobody/explain", 404, "unknown_visitor", "visitor"),
        ("/visitors/KEY/explain?invitation=none", 404, "unknown_invitation", "invitation"),
        ("/visitors/KEY/explain?set.weather=rain", 422, "unknown_fact", "set.weather"),
        ("/visitors/KEY/explain?set.visitor.visits=many", 422, "wrong_type", "set.visitor.visits"),
        ("/visitors/KEY/explain?set.visitor.visits=1.5", 422, "not_whole", "set.visitor.visits"),
        ("/visitors/KEY/explain?set.geo.country=Germany", 422, None, "set.geo.country"),
        ("/visitors/KEY/explain?set.team.online=maybe", 422, "not_an_option", "set.team.online"),
        ("/visitors/KEY/explain?set.clock.weekday=mon", 422, "unknown_fact", "set.clock.weekday"),
        ("/visitors/KEY/explain?set.now=soon", 422, "wrong_form", "set.now"),
        ("/visitors/KEY/explain?set.now=9999-12-31T23:59:59", 422, "wrong_form", "set.now"),
        ("/visitors/KEY/explain?set.page.seconds=1e300", 422, "out_of_range", "set.page.seconds"),
        ("/visitors/KEY/explain?set.page.seconds=nan", 422, "wrong_type", "set.page.seconds"),
        ("/visitors/KEY/explain?set.event.login=-1", 422, "out_of_range", "set.event.login"),
        (f"/visitors/KEY/explain?set.page.url={'a' * 2001}", 422, "too_long", "set.page.url"),
        ("/nothing", 404, "not_found", None),
    ],
)
def test_what_cannot_be_accepted_is_refused_by_name(
    app: Flask, ask: Ask, path: str, status: int, code: str | None, field: str | None
) -> None:
    answer = ask(path.replace("KEY", arrives(app)))
    error = answer.json["error"]
    assert (answer.status_code, error.get("field")) == (status, field)
    assert code is None or error["code"] == code
    assert error["message"]


def test_a_wrong_method_says_which_are_right(ask: Ask) -> None:
    answer = ask("/visitors", "POST")
    assert (answer.status_code, answer.json["error"]["code"]) == (405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]


def test_supposing_by_events_and_the_clock(app: Flask, ask: Ask) -> None:
    rule: dict[str, Any] = {
        "all": [
            {"fact": "clock.weekday", "is": "in", "value": "thu"},
            {"fact": "event.count", "event": "login_failed", "within": 60, "is": "at_least", "value": 2},
        ]
    }
    saved(app, launched=True, when_team=WhenTeam.EITHER, conditions=rule)
    key = arrives(app)

    def outlook(query: str) -> str:
        return str(ask(f"/visitors/{key}/explain?{query}").json["invitations"][0]["outlook"])

    assert outlook("") == "blocked"
    assert outlook("set.event.login_failed=2&set.now=2026-12-24T09:00") == "ready"
    assert outlook("set.event.login_failed=1&set.now=2026-12-24T09:00") == "waiting"
    assert outlook("set.event.login_failed=2&set.now=2026-12-25T09:00") == "blocked"

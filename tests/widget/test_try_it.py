"""Trying an invitation: a signed link, a made-up visitor, the same decisions as for a real one, and no trace."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.domain.errors import Forbidden
from app.domain.roles import Role
from app.foundation import clock as time
from app.foundation.database import db
from app.invitations import authoring, queries
from app.invitations.draft_parts import Content, Experiment, Schedule, Variant
from app.invitations.vocabulary import InvitationDraft, WhenTeam
from app.operators import service as operators
from app.widget import pace
from app.widget.try_it_link import LIFETIME, address_with, link_of, new_link, token_of

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from app.foundation.clock import FrozenClock

PASSWORD = "a long enough password"
PRICING = "https://shop.test/pricing"
RULE = {"all": [{"fact": "page.url", "is": "contains", "value": "/pricing"},
                {"fact": "page.seconds", "is": "greater", "value": 10},
                {"fact": "geo.country", "is": "equals", "value": "DE"}]}  # fmt: skip


@dataclass
class Tried:
    """A draft, its author's session, and a page that tries it."""

    app: Flask
    client: FlaskClient
    key: str
    operator_id: int
    session_key: str
    pretend: dict[str, str] = field(default_factory=dict)

    def token(self, version: int = 1) -> str:
        with self.app.app_context():
            return token_of(new_link(self.key, version, self.operator_id, self.session_key, time.now()))

    def asks(self, what: str, token: str | None = None, **more: Any) -> Any:
        body = {"trial": token or self.token(), "url": PRICING, "title": "Pricing", "pretend": self.pretend} | more
        return self.client.post(f"/embed/v1/try/{what}", json=body)

    def explains(self, **more: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.asks("explain", **more).json
        return answer


@pytest.fixture(autouse=True)
def unspent() -> None:
    pace.TRY_PACE.forget()


@pytest.fixture
def tried(app: Flask) -> Tried:
    with app.app_context():
        author = operators.create_operator(
            email="ann@example.org", name="Ann", role=Role.SUPERVISOR, department_ids=[], now=time.now()
        )
        operators.set_password(author.id, PASSWORD, time.now())
        session_key = operators.sign_in("ann@example.org", PASSWORD, time.now())
        draft = InvitationDraft(
            name="Pricing", message_html="<p>Need a hand?</p>", when_team=WhenTeam.EITHER, conditions=RULE
        )
        made = authoring.create_invitation(draft, operator_id=None, now=time.now())
    return Tried(app, app.test_client(use_cookies=False), made.key, author.id, session_key)


def rows_of_every_table() -> dict[str, int]:
    return {
        table.name: db.session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in db.metadata.sorted_tables
    }


def test_a_link_names_what_it_is_good_for(tried: Tried) -> None:
    with tried.app.app_context():
        link = link_of(tried.token(), time.now())
    assert (link.invitation_key, link.version, link.operator_id) == (tried.key, 1, tried.operator_id)


def test_a_link_does_not_tell_the_session_that_it_hangs_on(tried: Tried) -> None:
    assert tried.session_key not in tried.token()


def test_a_made_up_or_altered_link_is_refused(tried: Tried) -> None:
    good = tried.token()
    for token in (good[:-1], good + "A", "x", "a~b.c", good.replace("~1~", "~2~", 1), "é" * 20, "a" * 300):
        answer = tried.asks("explain", token=token)
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "try_it_link"), token


def test_a_link_ends_after_half_an_hour(clock: FrozenClock, tried: Tried) -> None:
    token = tried.token()
    clock.advance(LIFETIME.total_seconds() - 1)
    assert tried.asks("explain", token=token).status_code == 200
    clock.advance(1)
    assert tried.asks("explain", token=token).json["error"]["code"] == "try_it_expired"


def test_a_link_ends_when_its_maker_signs_out(tried: Tried) -> None:
    token = tried.token()
    with tried.app.app_context():
        operators.sign_out(tried.operator_id, tried.session_key, time.now())
    answer = tried.asks("explain", token=token)
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "try_it_signed_out")


def test_a_link_made_by_one_session_is_none_of_another_operator(tried: Tried) -> None:
    with tried.app.app_context():
        token = token_of(new_link(tried.key, 1, tried.operator_id + 1, tried.session_key, time.now()))
        with pytest.raises(Forbidden):
            link_of(token, time.now())


def test_a_link_ends_when_the_invitation_is_saved_again(tried: Tried) -> None:
    token = tried.token()
    with tried.app.app_context():
        details = queries.invitation_details(tried.key)
        authoring.change_invitation(tried.key, details.draft, expected_version=1, operator_id=None, now=time.now())
    answer = tried.asks("page", token=token)
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "try_it_changed")


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://shop.test/pricing?a=1", "https://shop.test/pricing?a=1#?beckon-try=T"),
        ("https://shop.test/#/cart", "https://shop.test/#/cart?beckon-try=T"),
        ("https://shop.test/#/cart?step=2", "https://shop.test/#/cart?step=2&beckon-try=T"),
    ],
)
def test_the_token_stands_where_no_server_sees_it_and_routers_read_a_parameter(url: str, wanted: str) -> None:
    assert address_with(url, "T") == wanted


def test_a_draft_is_armed_for_the_made_up_visitor_without_its_words(tried: Tried) -> None:
    tried.pretend = {"geo.country": "DE"}
    answer = tried.asks("page")
    assert [each["key"] for each in answer.json["armed"]] == [tried.key]
    assert answer.json["pretended"] == {"geo.country": "DE"}
    assert "Need a hand" not in answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_what_the_server_knows_to_be_false_is_not_armed(tried: Tried) -> None:
    tried.pretend = {"geo.country": "FR"}
    assert tried.asks("page").json["armed"] == []


def test_the_explanation_is_a_tree_with_every_verdict_and_a_sentence(tried: Tried) -> None:
    tried.pretend = {"geo.country": "DE"}
    told = tried.explains(facts={"page.seconds": 4})
    assert [part["tone"] for part in told["tree"]["parts"]] == ["good", "open", "good"]
    assert told["sentence"] == "2 of 3 conditions hold; waits for 6 s more on the page."
    assert (told["is_ready"], round(told["changes_in"], 2)) == (False, 6.0)
    assert told["invitation"] == {"name": "Pricing", "state": "draft"}


def test_a_claim_brings_the_words_only_when_all_holds(tried: Tried) -> None:
    assert tried.asks("claim", facts={"page.seconds": 11}).json == {"granted": False, "reason": "conditions"}
    tried.pretend = {"geo.country": "DE"}
    granted = tried.asks("claim", facts={"page.seconds": 11}).json
    assert (granted["granted"], granted["invitation"]["text"]) == (True, "Need a hand?")


def test_the_made_up_visitor_is_restrained_as_a_real_one(tried: Tried) -> None:
    tried.pretend = {"geo.country": "DE"}
    facts = {"page.seconds": 11}
    assert tried.asks("claim", facts=facts, has_dismissed=True).json["reason"] == "closed_in_visit"
    assert tried.explains(facts=facts, has_dismissed=True)["tone"] == "bad"


def test_the_team_can_be_pretended(tried: Tried) -> None:
    for wanted in (True, False):
        tried.pretend = {"team.online": str(wanted).lower()}
        assert tried.explains()["team"] == {"online": wanted}


def test_the_clock_of_a_try_it_runs_ahead(clock: FrozenClock, tried: Tried) -> None:
    def site_time(**more: Any) -> str:
        (field,) = [each for each in tried.explains(**more)["fields"] if each["name"] == "now"]
        return str(field["present"])

    assert site_time() == "2026-11-02T12:00"
    assert site_time(shift_ms=90 * 60_000) == "2026-11-02T13:30"
    tried.pretend = {"now": "2026-12-24T09:00"}
    assert site_time(shift_ms=60_000) == "2026-12-24T09:01"


def test_a_pretended_value_that_cannot_be_is_named_at_its_field(tried: Tried) -> None:
    tried.pretend = {"visitor.visits": "many"}
    told = tried.explains()
    (wrong,) = [each for each in [*told["fields"], *told["more"]] if each["error"]]
    assert wrong["name"] == "visitor.visits"


def test_a_complete_try_it_leaves_every_table_as_it_was(tried: Tried) -> None:
    tried.pretend = {"geo.country": "DE"}
    with tried.app.app_context():
        before = rows_of_every_table()
    for _each in range(2):
        tried.asks("page", events=[{"id": "login", "seconds_ago": 1}], tags=["vip"], visits=3, page_views=4)
        tried.explains(facts={"page.seconds": 1})
        assert tried.asks("claim", facts={"page.seconds": 11}).json["granted"] is True
        tried.client.get("/embed/try/panel?language=de")
    with tried.app.app_context():
        assert rows_of_every_table() == before


def test_a_page_that_is_asked_too_often_has_to_wait(clock: FrozenClock, tried: Tried) -> None:
    token = tried.token()
    codes = [tried.asks("explain", token=token).status_code for _each in range(61)]
    assert (set(codes[:60]), codes[60]) == ({200}, 429)
    clock.advance(1)
    assert tried.asks("explain", token=token).status_code == 200


def test_a_document_that_is_not_one_is_refused(tried: Tried) -> None:
    for body in ("{", "[]", '{"trial": 1, "url": ""}', '{"url": ""}', '{"trial": "x", "url": "", "shift_ms": 1e30}'):
        answer = tried.client.post("/embed/v1/try/page", data=body)
        assert answer.status_code in (400, 422), body
        assert answer.json["error"]["message"]


def test_any_variant_is_tried_by_choice_and_nothing_is_withheld(tried: Tried) -> None:
    warm = Variant(key="warm", message=Content(html="<p>Hello there!</p>"))
    with tried.app.app_context():
        details = queries.invitation_details(tried.key)
        assert details is not None
        draft = replace(details.draft, experiment=Experiment(holdout_percent=50, original_weight=0, variants=(warm,)))
        authoring.change_invitation(tried.key, draft, expected_version=1, operator_id=None, now=time.now())
    token = tried.token(version=2)
    shown = {}
    for variant in ("", "warm"):
        tried.pretend = {"geo.country": "DE"} | ({"variant": variant} if variant else {})
        answer = tried.asks("claim", token=token, facts={"page.seconds": 11.0}).json
        shown[variant] = answer["invitation"]["text"]
        field = next(each for each in tried.explains(token=token)["fields"] if each["name"] == "variant")
        assert (field["options"], field["typed"]) == ([["warm", "warm"]], variant)
    assert shown == {"": "Need a hand?", "warm": "Hello there!"}


def test_outside_its_hours_it_waits_and_says_when_it_opens(clock: FrozenClock, tried: Tried) -> None:
    opens = f"{time.now() + timedelta(hours=2):%Y-%m-%dT%H:%M}"
    with tried.app.app_context():
        details = queries.invitation_details(tried.key)
        assert details is not None
        draft = replace(details.draft, schedule=Schedule(start=opens))
        authoring.change_invitation(tried.key, draft, expected_version=1, operator_id=None, now=time.now())
    tried.pretend = {"geo.country": "DE"}
    page = tried.asks("page", token=tried.token(version=2)).json
    assert (page["armed"], page["ask_again_after"]) == ([], 7200)
    assert "until its schedule opens" in str(tried.explains(token=tried.token(version=2)))

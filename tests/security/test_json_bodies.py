"""Every address that reads JSON reads it strictly, and nothing anybody sends makes it fall over."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.widget import pace
from tests.operators.people import Desk
from tests.security.addresses import address
from tests.security.conftest import House
from tests.security.declared import JSON_BODIES, ROUTES, VISITOR, routes
from tests.security.hostile import body_of, cases

if TYPE_CHECKING:
    from werkzeug.test import TestResponse


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Bodies are judged before the database is asked; what they leave there is the matter of other tests."""
    return sqlite_url


PLAIN_TEXT_IS_FINE = {
    "embed.page", "embed.claim", "embed.signal", "embed.listen", "embed.manual",
    "try_it.claim", "try_it.explain", "try_it.page",
}  # fmt: skip
"""Pages of other origins speak in plain text; no cookie lends these addresses any authority."""

NAMES = (
    "client_id",
    "text",
    "id",
    "state",
    "page_id",
    "tab_id",
    "url",
    "token",
    "key",
    "signals",
    "kind",
    "impression",
)
MEANINGLESS = 422
"""What is answered where a case asks for 404 about a field that the address does not know."""


class Speaker:
    """Sends bodies to every JSON address, each as the one who may."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.desk: Desk = house.desk("administrator")
        self.desk.opens("/no-such-page")
        found = {endpoint: address(house, endpoint, rule) for endpoint, rule in routes(house.app, "POST")}
        self.paths = {endpoint: found[endpoint] for endpoint in JSON_BODIES if endpoint in found}

    def sends(self, endpoint: str, body: bytes, kind: str = "application/json") -> TestResponse:
        """One body to one address."""
        for each in (pace.PAGE_PACE, pace.SIGNAL_PACE, pace.NEWCOMER_PACE, pace.PANEL_PACE):
            each.forget()
        options: dict[str, Any] = {"data": body, "content_type": kind}
        if ROUTES[endpoint] != VISITOR:
            return self.desk.client.post(self.paths[endpoint], headers={"X-CSRFToken": self.desk.token}, **options)
        return self.house.sales.client.post(self.paths[endpoint], headers=self.house.sales.headers, **options)


@pytest.fixture
def speaker(house: House) -> Speaker:
    """Somebody with every key."""
    return Speaker(house)


def assert_in_order(answer: TestResponse, said: str) -> None:
    assert answer.status_code < 500 or answer.status_code == 503, said  # there is no mail server here
    assert answer.mimetype == "application/json"
    if answer.status_code >= 400:
        assert answer.json is not None
        assert set(answer.json) == {"error"}
        assert {"code", "message"} <= set(answer.json["error"]) <= {"code", "message", "field", "by"}


def test_every_json_address_is_known(speaker: Speaker) -> None:
    assert set(speaker.paths) == set(JSON_BODIES)
    for endpoint, body in JSON_BODIES.items():
        assert_in_order(speaker.sends(endpoint, json.dumps(body).encode()), endpoint)


@pytest.mark.parametrize("case", cases("json_body"))
def test_hostile_bodies_are_refused_everywhere(case: dict[str, Any], speaker: Speaker) -> None:
    is_plain = "text/plain" in case.get("send", "")
    body, kind = (b'{"a": 1}', "text/plain") if is_plain else (body_of(case), "application/json")
    for endpoint in speaker.paths:
        answer = speaker.sends(endpoint, body, kind)
        assert_in_order(answer, f"{case['id']} to {endpoint}")
        wanted = {404: MEANINGLESS, "strip": MEANINGLESS}.get(case["want"], case["want"])
        if is_plain and endpoint in PLAIN_TEXT_IS_FINE:
            wanted = MEANINGLESS
        allowed = {wanted} | (
            {404} if case["want"] == 404 or (endpoint, case["id"]) == ("panel.seen", "J11") else set()
        )
        assert answer.status_code in allowed, f"{case['id']} to {endpoint}"
    honest = speaker.sends("panel.post_message", b'{"client_id": "honest-message", "text": "Still there?"}')
    assert honest.status_code == 200


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
    | st.sampled_from(["\x00", "\ud83d", "a" * 6000, "<script>", 2**63, -(2**63) - 1, 10**30, 1e308, -1, 0, "", " "]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8) | st.sampled_from(NAMES), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, body: dict[str, Any]) -> bytes:
    """An honest body with something wrong in it, now and then not even JSON."""
    changed = copy.deepcopy(body)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from([*changed, *NAMES]) | st.text(max_size=10))
        if draw(st.booleans()):
            changed.pop(name, None)
        else:
            changed[name] = draw(VALUES)
    text = json.dumps(changed).encode()
    if draw(st.integers(0, 4)):
        return text
    place = draw(st.integers(0, len(text)))
    return text[:place] + draw(st.binary(max_size=5)) + text[place + draw(st.integers(0, 3)) :]


def test_no_body_whatever_makes_an_address_fall_over(speaker: Speaker) -> None:
    @settings(max_examples=120)
    @given(st.sampled_from(sorted(speaker.paths)).flatmap(lambda e: st.tuples(st.just(e), mutated(JSON_BODIES[e]))))
    def nothing_falls_over(sent: tuple[str, bytes]) -> None:
        endpoint, body = sent
        assert_in_order(speaker.sends(endpoint, body), f"{endpoint}: {body!r}")

    nothing_falls_over()

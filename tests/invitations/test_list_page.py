"""The list of invitations: what it says about each, launching and pausing, and who may see it."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest

from app.domain.snapshots import Role
from tests.invitations.writing import details, hostile, saved
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

POSTS = (
    "/invitations/new",
    "/invitations/sentence",
    "/invitations/{key}",
    "/invitations/{key}/launch",
    "/invitations/{key}/pause",
)


@pytest.fixture
def supervisor(app: Flask) -> Desk:
    """The browser of somebody who may write invitations."""
    return desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))


@pytest.fixture
def operator(app: Flask) -> Desk:
    """The browser of somebody who may not."""
    return desk_of(app, account(app, "Olga"))


def test_an_empty_list_says_what_invitations_are_for_and_offers_one_button(supervisor: Desk) -> None:
    page = supervisor.opens("/invitations").text

    assert "No invitations yet" in page
    assert page.count('href="/invitations/new"') == 1


def test_each_line_says_position_name_state_type_rule_and_audience(app: Flask, supervisor: Desk) -> None:
    saved(app, launched=True, position=7, identifier="shop", language="de")

    page = html.unescape(supervisor.opens("/invitations").text)

    for said in ("7", "Pricing help", "Live", "On certain pages", "Page address contains “/pricing”."):
        assert said in page
    assert "Only embed codes with the identifier “shop” and the language “de”" in page


def test_the_list_is_in_the_order_in_which_invitations_are_considered(app: Flask, supervisor: Desk) -> None:
    for name, position in (("Third", 30), ("First", 10), ("Second", 20)):
        saved(app, name=name, position=position)

    page = supervisor.opens("/invitations").text

    assert page.index(">First<") < page.index(">Second<") < page.index(">Third<")


def test_launching_and_pausing_from_the_list(app: Flask, supervisor: Desk) -> None:
    key = saved(app)
    supervisor.opens("/invitations")

    supervisor.submits(f"/invitations/{key}/launch")
    assert details(app, key).snapshot.state.value == "live"
    supervisor.submits(f"/invitations/{key}/pause")
    assert details(app, key).snapshot.state.value == "paused"


def test_pausing_a_draft_says_why_it_cannot_be(app: Flask, supervisor: Desk) -> None:
    key = saved(app)
    supervisor.opens("/invitations")

    response = supervisor.submits(f"/invitations/{key}/pause", follow_redirects=True)

    assert "A draft was never launched" in response.text


@pytest.mark.parametrize("path", POSTS)
def test_every_post_is_refused_without_its_token(app: Flask, supervisor: Desk, path: str) -> None:
    key = saved(app)
    supervisor.token = ""

    response = supervisor.submits(path.format(key=key), {"name": "Forged"})

    assert response.status_code == 400
    assert (details(app, key).draft.name, details(app, key).snapshot.state.value) == ("Pricing help", "draft")


@pytest.mark.parametrize("path", ["/invitations", "/invitations/new", "/invitations/{key}"])
def test_operators_get_a_page_that_says_they_may_not(app: Flask, operator: Desk, path: str) -> None:
    response = operator.opens(path.format(key=saved(app)))

    assert response.status_code == 403
    assert "Your role does not allow this".lower() in response.text.lower()


@pytest.mark.parametrize("path", POSTS)
def test_operators_cannot_write(app: Flask, operator: Desk, path: str) -> None:
    key = saved(app)

    assert operator.submits(path.format(key=key)).status_code == 403
    assert details(app, key).snapshot.state.value == "draft"


def test_operators_do_not_see_the_entry(operator: Desk) -> None:
    assert 'href="/invitations"' not in operator.opens("/visitors").text


def test_who_is_not_signed_in_is_asked_to(client) -> None:
    response = client.get("/invitations")

    assert response.status_code == 302
    assert response.location.startswith("/login")


def test_hostile_names_are_plain_text(app: Flask, supervisor: Desk) -> None:
    for text in hostile("nick") + hostile("admin"):
        saved(app, name=text)

    page = supervisor.opens("/invitations").text

    assert "<img src=x" not in page
    assert "<script>__xss" not in page
    assert "<svg onload" not in page
    assert "' onfocus=" not in page


def test_an_unknown_invitation_is_not_found(supervisor: Desk) -> None:
    assert supervisor.opens("/invitations/nothing").status_code == 404
    assert supervisor.submits("/invitations/nothing/launch").status_code == 404

"""The list of invitations: what it says about each, launching and pausing, and who may see it."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.domain.roles import Role
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
    "/invitations/{key}/move",
    "/invitations/{key}/duplicate",
    "/invitations/bulk",
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


def names_of(page: str) -> list[str]:
    """The names in the list, from top to bottom."""
    return re.findall(r'invitation-name" href="[^"]*"><bdi>([^<]*)</bdi>', page)


def test_the_list_is_narrowed_by_words_state_and_campaign(app: Flask, supervisor: Desk) -> None:
    saved(app, name="Spring sale on desks", launched=True, campaign="Spring")
    saved(app, name="Spring sale on chairs", campaign="Spring")
    saved(app, name="Welcome back", launched=True)

    assert names_of(supervisor.opens("/invitations?q=SALE+desk").text) == ["Spring sale on desks"]
    assert names_of(supervisor.opens("/invitations?state=draft").text) == ["Spring sale on chairs"]
    assert names_of(supervisor.opens("/invitations?campaign=Spring&state=live").text) == ["Spring sale on desks"]
    assert "Nothing fits this filter" in supervisor.opens("/invitations?q=winter").text


@pytest.mark.parametrize("query", ["page=99999999999999", "page=-1", "page=x", "state=gone&type=x", "q=%25%5F%27%22"])
def test_a_senseless_filter_is_no_error(app: Flask, supervisor: Desk, query: str) -> None:
    saved(app)

    assert supervisor.opens(f"/invitations?{query}").status_code == 200


def test_without_script_an_invitation_goes_one_place_up_or_down(app: Flask, supervisor: Desk) -> None:
    keys = [saved(app, name=name, position=10) for name in ("First", "Second", "Third")]
    page = supervisor.opens("/invitations").text
    forms = re.findall(r'action="/invitations/([a-z-]+)/move">(.*?)</form>', page, re.DOTALL)
    up = next(form for key, form in forms if key == keys[1] and "Move up" in form)
    before = re.findall(r'name="before" value="([^"]*)"', up)

    supervisor.submits(f"/invitations/{keys[1]}/move", {"before": before[0]})

    assert names_of(supervisor.opens("/invitations").text) == ["Second", "First", "Third"]


def test_moving_before_one_that_is_gone_is_not_found_and_changes_nothing(app: Flask, supervisor: Desk) -> None:
    key = saved(app)
    supervisor.opens("/invitations")

    assert supervisor.submits(f"/invitations/{key}/move", {"before": "gone"}).status_code == 404


def test_a_copy_is_a_draft_with_everything_of_the_original(app: Flask, supervisor: Desk) -> None:
    key = saved(app, launched=True, position=7, campaign="Spring", max_shows=3)
    supervisor.opens("/invitations")

    response = supervisor.submits(f"/invitations/{key}/duplicate")

    copy = details(app, response.location.rpartition("/")[2])
    assert (copy.draft.name, copy.snapshot.state.value) == ("Copy of Pricing help", "draft")
    assert replace(copy.draft, name="Pricing help") == details(app, key).draft


def test_the_ticked_ones_are_paused_and_the_others_go_on(app: Flask, supervisor: Desk) -> None:
    live = [saved(app, name=name, launched=True) for name in ("First", "Second", "Third")]
    draft = saved(app, name="Draft")
    supervisor.opens("/invitations")

    page = supervisor.submits(
        "/invitations/bulk", {"key": [*live[:2], draft], "action": "pause"}, follow_redirects=True
    ).text

    assert [details(app, key).snapshot.state.value for key in (*live, draft)] == ["paused", "paused", "live", "draft"]
    assert "2 invitations are paused." in page
    assert "“Draft” was left as it was" in html.unescape(page)


def test_the_way_back_leads_to_the_list_as_it_was_and_nowhere_else(app: Flask, supervisor: Desk) -> None:
    key = saved(app)
    supervisor.opens("/invitations")

    for back, leads_to in (("/invitations?state=draft", "/invitations?state=draft"), ("//evil.test", "/invitations")):
        assert supervisor.submits(f"/invitations/{key}/move", {"back": back}).location == leads_to


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

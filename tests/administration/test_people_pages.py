"""The pages about operators and roles: inviting, changing, and what they refuse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.domain.roles import PRESETS, Permission, Role
from app.domain.snapshots import OperatorSnapshot
from app.foundation import settings
from app.operators import own_roles, queries
from tests.operators.people import Desk, account, desk_of, own_role
from tests.services.mail_server import MailServer

if TYPE_CHECKING:
    from flask import Flask

LINK = re.compile(r"/set-password/[\w-]{43}")
BEN = {"name": "Ben", "email": "ben@example.org", "role": "supervisor", "capacity": "2"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The services behind these pages run on both databases elsewhere."""
    return sqlite_url


@pytest.fixture
def adam(app: Flask) -> OperatorSnapshot:
    return account(app, "Adam", role=Role.ADMINISTRATOR)


@pytest.fixture
def desk(app: Flask, adam: OperatorSnapshot) -> Desk:
    """The administrator's browser, on the page of the team."""
    made = desk_of(app, adam)
    made.opens("/operators")
    return made


def test_an_invitation_shows_its_link_once_and_it_works(app: Flask, desk: Desk) -> None:
    shown = desk.submits("/operators/new", BEN).text
    link = LINK.findall(shown)[0]
    listed = desk.opens("/operators").text
    assert "ben@example.org" in listed
    assert link not in listed
    guest = desk_of(app)
    guest.opens(link)
    password = {"password": "Ben's own password", "repeated": "Ben's own password"}
    assert guest.submits(link, password).location == "/"
    assert guest.opens("/embed-code").status_code == 200, "a supervisor may"
    assert guest.opens("/operators").status_code == 403


def test_an_invitation_is_mailed_where_the_site_sends_mail(app: Flask, desk: Desk, mail_server: MailServer) -> None:
    with app.app_context():
        settings.change_all({"mail.host": "127.0.0.1", "mail.port": mail_server.port, "mail.encryption": "none"})
    assert "on its way to ben@example.org" in desk.submits("/operators/new", BEN).text


def test_a_form_that_cannot_be_says_why_beside_the_field(app: Flask, adam: OperatorSnapshot, desk: Desk) -> None:
    for wrong, status in (
        ({"email": "no address"}, 422), ({"email": adam.email}, 409), ({"role": "emperor"}, 422), ({"name": " "}, 422),
        ({"capacity": "-1"}, 422), ({"capacity": "many"}, 422), ({"departments": "99"}, 422), ({"role": "own:1"}, 422),
    ):  # fmt: skip
        assert desk.submits("/operators/new", BEN | wrong).status_code == status, wrong
    with app.app_context():
        assert len(queries.operators()) == 1


def test_the_team_is_searched(app: Flask, desk: Desk) -> None:
    account(app, "Benedikt")
    found = desk.opens("/operators?q=BENED example").text
    assert "Benedikt" in found
    assert "Nobody fits" in desk.opens("/operators?q=nobody").text


def test_the_last_administrator_is_told_why_not(app: Flask, adam: OperatorSnapshot, desk: Desk) -> None:
    answer = desk.submits(f"/operators/{adam.id}", {"name": "Adam", "role": "operator"})
    assert (answer.status_code, "last administrator" in answer.text) == (409, True)
    desk.submits(f"/operators/{adam.id}/delete")
    assert "their own account" in desk.opens(f"/operators/{adam.id}").text
    assert desk.is_signed_in()


def test_somebody_is_switched_off_and_on_and_deleted(app: Flask, desk: Desk) -> None:
    ben = account(app, "Ben")
    theirs = desk_of(app, ben)
    desk.submits(f"/operators/{ben.id}/switch", {"wanted": "off"})
    assert not theirs.is_signed_in()
    assert desk_of(app).signs_in(ben).status_code == 403
    desk.submits(f"/operators/{ben.id}/switch", {"wanted": "on"})
    assert desk_of(app).signs_in(ben).status_code == 302
    assert desk.submits(f"/operators/{ben.id}/delete").location == "/operators"
    assert desk.opens(f"/operators/{ben.id}").status_code == 404


def test_a_role_is_made_given_changed_and_taken_away(app: Flask, desk: Desk) -> None:
    ben = account(app, "Ben")
    form = {"name": "Archivist", "base": "operator", "permissions": ["archive.see", "archive.export"]}
    assert desk.submits("/operators/roles/new", form).location == "/operators/roles"
    with app.app_context():
        (role,) = own_roles.own_roles()
    assert desk.submits(f"/operators/{ben.id}", {"name": "Ben", "role": f"own:{role.id}"}).status_code == 302
    theirs = desk_of(app, ben)
    assert theirs.opens("/visitors").status_code == 403
    desk.submits(f"/operators/roles/{role.id}", form | {"permissions": ["visitors.see"]})
    assert theirs.opens("/visitors").status_code == 200, "it holds with the next page"
    desk.submits(f"/operators/roles/{role.id}/delete")
    assert "still has this role" in desk.opens(f"/operators/roles/{role.id}").text
    assert desk.submits("/operators/roles/new", form | {"permissions": ["no.such"]}).status_code == 422


def test_who_manages_people_alone_is_offered_no_more_than_they_have(app: Flask, adam: OperatorSnapshot) -> None:
    role = own_role(app, "Office", PRESETS[Role.OPERATOR] | {Permission.MANAGE_OPERATORS})
    desk = desk_of(app, account(app, "Hanna", own_role=role))
    page = desk.opens("/operators/new").text
    assert 'value="operator"' in page
    assert 'value="supervisor"' not in page
    assert 'value="admin"' not in page
    assert "may do more than you" in desk.opens(f"/operators/{adam.id}").text
    taken = desk.submits("/operators/roles/new", {"name": "All", "base": "operator", "permissions": "settings.manage"})
    assert taken.status_code == 422
    assert desk.opens("/operators/rules").status_code == 403
    assert "Sign-in rules" not in desk.opens("/operators").text


def test_the_rail_shows_what_the_role_opens(app: Flask) -> None:
    role = own_role(app, "Goals alone", {Permission.MANAGE_GOALS})
    page = desk_of(app, account(app, "Gina", own_role=role)).opens("/goals").text
    rail = page[page.index('class="rail-places"') : page.index('class="rail-foot"')]
    assert set(re.findall(r'href="(/[\w-]*)"', rail)) == {"/", "/goals"}

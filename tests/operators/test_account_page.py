"""One's own account: details, password, and the browsers in which one is signed in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.domain.snapshots import OperatorSnapshot
from app.foundation import clock as now_clock
from app.operators import queries, sessions
from tests.operators.people import PASSWORD, Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock

MARK = re.compile(r"/account/sessions/([0-9a-f]{24})/end")
NEW = "another good password"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The services behind these pages run on both databases elsewhere."""
    return sqlite_url


@pytest.fixture
def home(app: Flask, anna: OperatorSnapshot) -> Desk:
    """Anna's browser, on her account's page."""
    desk = desk_of(app, anna)
    desk.opens("/account")
    return desk


def details(anna: OperatorSnapshot, **other: str) -> dict[str, str]:
    return {"details-name": anna.name, "details-email": anna.email, "details-language": "", **other}


def test_a_new_name_needs_no_password_and_a_new_address_does(app: Flask, anna: OperatorSnapshot, home: Desk) -> None:
    assert home.submits("/account", details(anna, **{"details-name": "Annabel"})).status_code == 302
    renamed = details(anna, **{"details-email": "New@example.org"})
    refused = home.submits("/account", renamed)
    assert (refused.status_code, "not your present password" in refused.text) == (422, True)
    assert home.submits("/account", renamed | {"details-present": PASSWORD}).status_code == 302
    with app.app_context():
        assert queries.operator_by_email("new@example.org") is not None


def test_an_address_of_somebody_else_is_refused(app: Flask, anna: OperatorSnapshot, home: Desk) -> None:
    ben = account(app, "Ben")
    taken = details(anna, **{"details-email": ben.email.upper(), "details-present": PASSWORD})
    assert home.submits("/account", taken).status_code == 409


def test_the_console_speaks_the_chosen_language(anna: OperatorSnapshot, home: Desk) -> None:
    home.headers["Accept-Language"] = "en"
    assert '<html lang="en"' in home.opens("/account").text
    home.submits("/account", details(anna, **{"details-language": "de"}))
    assert '<html lang="de"' in home.opens("/account").text
    assert home.submits("/account", details(anna, **{"details-language": "xx"})).status_code == 422


def test_a_new_password_ends_every_other_session(app: Flask, anna: OperatorSnapshot, home: Desk) -> None:
    elsewhere = desk_of(app, anna)
    form = {"change-present": PASSWORD, "change-password": NEW, "change-repeated": NEW}
    assert home.submits("/account/password", form | {"change-present": "wrong"}).status_code == 422
    assert elsewhere.is_signed_in()
    assert home.submits("/account/password", form).status_code == 302
    assert home.is_signed_in()
    assert not elsewhere.is_signed_in()
    assert desk_of(app).signs_in(anna, NEW).status_code == 302


def test_the_present_password_cannot_be_guessed_here_either(home: Desk) -> None:
    form = {"change-present": "wrong", "change-password": NEW, "change-repeated": NEW}
    assert [home.submits("/account/password", form).status_code for _ in range(10)][-1] == 429


def test_sessions_are_listed_with_browser_and_masked_address(app: Flask, anna: OperatorSnapshot, home: Desk) -> None:
    other = desk_of(app, headers={"User-Agent": FIREFOX}, address="203.0.113.77")
    other.signs_in(anna)
    page = home.opens("/account").text
    assert "Firefox 140" in page
    assert "203.0.113.0" in page
    assert "203.0.113.77" not in page
    assert len(MARK.findall(page)) == 1, "this browser has no button"
    assert home.submits(f"/account/sessions/{MARK.findall(page)[0]}/end").status_code == 302
    assert not other.is_signed_in()
    assert home.is_signed_in()


def test_nobody_ends_sessions_of_others(app: Flask, anna: OperatorSnapshot, home: Desk) -> None:
    desk_of(app, anna)
    mark = MARK.findall(home.opens("/account").text)[0]
    ben = desk_of(app, account(app, "Ben"))
    for wrong in (mark, mark[:10], "%", "_" * 24):
        assert ben.submits(f"/account/sessions/{wrong}/end").status_code == 404
    assert len(MARK.findall(home.opens("/account").text)) == 1


def test_all_others_are_signed_out_at_once(app: Flask, anna: OperatorSnapshot, home: Desk) -> None:
    others = [desk_of(app, anna) for _ in range(3)]
    home.submits("/account/sessions/end-others")
    assert home.is_signed_in()
    assert not any(each.is_signed_in() for each in others)


def test_the_last_use_is_written_down_by_and_by(app: Flask, anna: OperatorSnapshot, clock: FrozenClock) -> None:
    desk = desk_of(app, anna)
    began = clock.at
    clock.advance(3600)
    desk.opens("/account")
    with app.app_context():
        assert sessions.sessions_of(anna.id, None, now_clock.now())[0].last_used_at == began
        sessions.write_uses()
        assert sessions.sessions_of(anna.id, None, now_clock.now())[0].last_used_at == clock.at

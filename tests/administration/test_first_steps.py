"""The first steps of a new site, on the empty desk: for those who set it up, until all is done or put away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.administration.first_steps import PUT_AWAY, first_steps
from app.domain.roles import Role
from app.foundation import settings
from app.foundation.database import transaction
from app.operators.queries import operator_by_email
from tests.operators.people import account, desk_of

if TYPE_CHECKING:
    from flask import Flask


def test_an_administrator_reads_what_is_to_do_and_an_operator_does_not(app: Flask) -> None:
    page = desk_of(app, account(app, "Ann", role=Role.ADMINISTRATOR)).opens("/").text
    for words in ("First steps", "0 of 4 done", "Paste the embed code", "Launch your first invitation", "Set up mail"):
        assert words in page
    second = desk_of(app, account(app, "Olga"))
    assert "First steps" not in second.opens("/").text


def test_a_step_is_done_by_doing_it(app: Flask) -> None:
    ann = account(app, "Ann", role=Role.ADMINISTRATOR)
    account(app, "Olga")
    with app.app_context():
        operator = operator_by_email(ann.email)
        with app.test_request_context():
            assert [each.is_done for each in first_steps(operator)] == [False, False, True, False]
    assert "1 of 4 done" in desk_of(app, ann).opens("/").text


def test_who_sets_up_the_site_puts_the_list_away_for_good(app: Flask) -> None:
    desk = desk_of(app, account(app, "Ann", role=Role.ADMINISTRATOR))
    desk.opens("/")
    assert desk.submits("/settings/first-steps/put-away", {}).location == "/"
    assert "First steps" not in desk.opens("/").text


def test_a_list_that_was_put_away_is_not_even_counted(app: Flask) -> None:
    ann = account(app, "Ann", role=Role.ADMINISTRATOR)
    with app.app_context(), app.test_request_context():
        with transaction():
            settings.change_all({PUT_AWAY: True})
        assert first_steps(operator_by_email(ann.email)) == ()

"""Two-factor sign-in: setting it up, the second step, what is refused, and the ways out of a lock-out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from pyotp import TOTP
from sqlalchemy import select

from app.cli import beckon
from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot
from app.foundation import settings
from app.foundation.clock import FrozenClock, now
from app.foundation.database import db
from app.operators import managing, service, two_factor
from app.operators.models import AuditEntry, RecoveryCode, SecondFactor
from app.operators.signing_in import SECOND_STEP_LASTS
from tests.operators.people import PASSWORD, Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

KEY = re.compile(r'<code class="mono">([A-Z2-7 ]+)</code>')
TOKEN = re.compile(r'name="token"[^>]* value="([^"]+)"')
CODES = re.compile(r"\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b")


def code_at(secret: str, clock: FrozenClock) -> str:
    return str(TOTP(secret).at(clock.at))


def set_up(desk: Desk, clock: FrozenClock) -> tuple[str, list[str]]:
    """Switch it on as a person does; returns the app's secret and the recovery codes."""
    page = desk.opens("/account/two-factor").text
    secret = KEY.findall(page)[0].replace(" ", "")
    answer = desk.submits("/account/two-factor", {"token": TOKEN.findall(page)[0], "code": code_at(secret, clock)})
    assert answer.status_code == 200
    return secret, CODES.findall(answer.text)


def second_step(app: Flask, who: OperatorSnapshot, code: str) -> Desk:
    """A browser that gave the right password and then this code."""
    desk = desk_of(app)
    assert desk.signs_in(who).location == "/login/code"
    desk.opens("/login/code")
    desk.submits("/login/code", {"code": code})
    return desk


def test_a_code_is_asked_for_after_the_password(app: Flask, anna: OperatorSnapshot, clock: FrozenClock) -> None:
    secret, codes = set_up(desk_of(app, anna), clock)
    assert len(set(codes)) == 10
    clock.advance(60)
    desk = desk_of(app)
    assert desk.signs_in(anna, path="/login?next=/account").location == "/login/code?next=/account"
    assert not desk.is_signed_in()
    desk.opens("/login/code?next=/account")
    assert desk.submits("/login/code?next=/account", {"code": "000000"}).status_code == 403
    spaced = f"{code_at(secret, clock)[:3]} {code_at(secret, clock)[3:]}"
    assert desk.submits("/login/code?next=/account", {"code": spaced}).location == "/account"
    assert desk.is_signed_in()


def test_a_code_is_good_once_and_not_for_long(app: Flask, anna: OperatorSnapshot, clock: FrozenClock) -> None:
    secret, _codes = set_up(desk_of(app, anna), clock)
    assert not second_step(app, anna, code_at(secret, clock)).is_signed_in(), "it was used to switch it on"
    clock.advance(60)
    code = code_at(secret, clock)
    assert second_step(app, anna, code).is_signed_in()
    assert not second_step(app, anna, code).is_signed_in()
    clock.advance(300)
    old = code_at(secret, clock)
    clock.advance(90)
    assert not second_step(app, anna, old).is_signed_in()


def test_a_recovery_code_is_good_once_and_kept_as_a_hash(
    app: Flask, anna: OperatorSnapshot, clock: FrozenClock
) -> None:
    _secret, codes = set_up(desk_of(app, anna), clock)
    assert second_step(app, anna, codes[0].upper().replace("-", " ")).is_signed_in()
    assert not second_step(app, anna, codes[0]).is_signed_in()
    with app.app_context():
        stored = db.session.execute(select(RecoveryCode.code_hash)).scalars().all()
        assert len(stored) == 9
        assert not any(code in each or code.replace("-", "") in each for code in codes for each in stored)


def test_the_secret_is_in_no_table_and_on_no_page_again(app: Flask, anna: OperatorSnapshot, clock: FrozenClock) -> None:
    desk = desk_of(app, anna)
    secret, codes = set_up(desk, clock)
    with app.app_context():
        rows = [tuple(row) for table in db.metadata.sorted_tables for row in db.session.execute(select(table))]
        assert secret not in repr(rows)
    assert desk.opens("/account/two-factor").location == "/account#two-factor"
    page = desk.opens("/account").text
    assert secret not in page
    assert codes[0] not in page


def test_somebody_elses_setup_cannot_be_finished(app: Flask, anna: OperatorSnapshot, clock: FrozenClock) -> None:
    ben = desk_of(app, account(app, "Ben"))
    page = ben.opens("/account/two-factor").text
    secret, token = KEY.findall(page)[0].replace(" ", ""), TOKEN.findall(page)[0]
    desk = desk_of(app, anna)
    desk.opens("/account/two-factor")
    assert desk.submits("/account/two-factor", {"token": token, "code": code_at(secret, clock)}).status_code == 422
    with app.app_context():
        assert db.session.execute(select(SecondFactor)).first() is None


def test_codes_cannot_be_guessed(app: Flask, anna: OperatorSnapshot, clock: FrozenClock) -> None:
    secret, _codes = set_up(desk_of(app, anna), clock)
    clock.advance(60)
    desk = desk_of(app)
    desk.signs_in(anna)
    desk.opens("/login/code")
    answers = [desk.submits("/login/code", {"code": f"{number:06}"}).status_code for number in range(11)]
    assert answers[0] == 403
    assert answers[-1] == 429
    assert desk.submits("/login/code", {"code": code_at(secret, clock)}).status_code == 429


@pytest.mark.parametrize("happening", ["time", "password", "switched off"])
def test_the_second_step_does_not_wait_for_ever(
    app: Flask, anna: OperatorSnapshot, clock: FrozenClock, happening: str
) -> None:
    secret, _codes = set_up(desk_of(app, anna), clock)
    desk = desk_of(app)
    desk.signs_in(anna)
    desk.opens("/login/code")
    with app.app_context():
        if happening == "time":
            clock.advance(SECOND_STEP_LASTS.total_seconds())
        elif happening == "password":
            service.set_password(anna.id, "another one entirely", now())
        else:
            managing.switch(anna.id, None, now(), is_active=False)
    clock.advance(60)
    assert desk.submits("/login/code", {"code": code_at(secret, clock)}).location.startswith("/login")
    assert not desk.is_signed_in()


def test_a_site_that_requires_it_shows_nothing_else_before(app: Flask, clock: FrozenClock) -> None:
    adam, anna = account(app, "Adam", role=Role.ADMINISTRATOR), account(app, "Anna")
    with app.app_context():
        settings.change(two_factor.REQUIRED, two_factor.ADMINISTRATORS)
    assert desk_of(app, anna).opens("/").status_code == 200
    desk = desk_of(app, adam)
    assert desk.opens("/").location == "/account/two-factor"
    assert desk.opens("/desk/state").json["error"]["code"] == "two_factor_needed"
    assert desk.opens("/account").location == "/account/two-factor"
    set_up(desk, clock)
    assert desk.opens("/").status_code == 200
    assert desk.submits("/account/two-factor/off", {"off-present": PASSWORD}).status_code == 409


def test_it_is_switched_off_with_the_password_only(app: Flask, anna: OperatorSnapshot, clock: FrozenClock) -> None:
    desk = desk_of(app, anna)
    set_up(desk, clock)
    desk.opens("/account")
    assert desk.submits("/account/two-factor/off", {"off-present": "wrong"}).status_code == 422
    assert len(CODES.findall(desk.submits("/account/two-factor/codes", {"codes-present": PASSWORD}).text)) == 10
    assert desk.submits("/account/two-factor/off", {"off-present": PASSWORD}).status_code == 302
    assert desk_of(app).signs_in(anna).location == "/"
    with app.app_context():
        actions = db.session.execute(select(AuditEntry.action).order_by(AuditEntry.id)).scalars().all()
        assert [each for each in actions if each.startswith("two_factor")] == [
            "two_factor.switched_on", "two_factor.recovery_codes_made", "two_factor.switched_off"
        ]  # fmt: skip


def test_the_terminal_lets_somebody_in_again(
    app: Flask, anna: OperatorSnapshot, clock: FrozenClock, terminal: CliRunner
) -> None:
    desk = desk_of(app, anna)
    set_up(desk, clock)
    told = terminal.invoke(beckon, ["operator", "reset-2fa", "--email", anna.email.upper()])
    assert anna.name in told.output
    assert not desk.is_signed_in()
    assert desk_of(app).signs_in(anna).location == "/"

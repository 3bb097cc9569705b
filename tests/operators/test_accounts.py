"""Accounts: how they are made, from the terminal too, and what their roles allow."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from app.cli import beckon as command
from app.cli import main
from app.departments.service import create_department
from app.domain.errors import Conflict, InvalidInput, NotSignedIn
from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot
from app.foundation import clock as now_clock
from app.foundation.login import has_role, signed_in_operator
from app.operators import queries, service
from tests.operators.people import PASSWORD, Desk, desk_of

if TYPE_CHECKING:
    from flask import Flask


def made(email: str = "anna@example.org", name: str = "Anna") -> OperatorSnapshot:
    return service.create_operator(email=email, name=name, role=Role.OPERATOR, department_ids=(), now=now_clock.now())


def test_an_address_is_kept_in_small_letters_and_once(inside: Flask) -> None:
    assert made(" Anna@Example.ORG ").email == "anna@example.org"
    with pytest.raises(Conflict) as refused:
        made("ANNA@example.org")
    assert refused.value.field == "email"


def test_what_is_no_address_is_refused_by_name(inside: Flask) -> None:
    for email in (
        "", "anna", "@example.org", "anna@", "a b@example.org", '"a@evil.test"@b.test', "a@b.test, c@d.test",
        "a@b.test\r\nBcc: victim@example.org", "a" * 10_000 + "@b.test", "a@-b.test", "a@b..", "<a@b.test>",
        "a..b@b.test", ".a@b.test", "a@x..test", "a@" + "b." * 150 + "test",
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            made(email)
        assert refused.value.field == "email"
    assert queries.operators() == ()


def test_an_address_is_one_to_which_letters_can_be_sent_and_its_domain_may_have_umlauts(inside: Flask) -> None:
    assert made("O'Brien@example.org").email == "o'brien@example.org"
    assert made("ben@Bücher.test").email == service.normal_email(" Ben@bücher.test") == "ben@xn--bcher-kva.test"


def test_an_odd_address_is_just_wrong(desk: Desk) -> None:
    for email in ("\x00", "a\x00@example.org", "no-address", "a" * 254, "'; drop table operators; --", "\ufffd"):
        assert desk.signs_in(email).status_code == 403, email


def test_names_are_cleaned_and_never_empty(inside: Flask) -> None:
    assert made(name="Admin\x00istrator\r\nBcc: x").name == "Administrator Bcc: x"
    with pytest.raises(InvalidInput) as refused:
        made("ben@example.org", " \x00 ")
    assert refused.value.field == "name"


def test_a_password_has_bounds(inside: Flask) -> None:
    who = made()
    for password in ("short", "p" * 1025):
        with pytest.raises(InvalidInput) as refused:
            service.set_password(who.id, password, now_clock.now())
        assert refused.value.field == "password"


def test_each_role_includes_the_ones_below() -> None:
    ranks = [Role.OPERATOR, Role.SUPERVISOR, Role.ADMINISTRATOR]
    for place, own in enumerate(ranks):
        person = OperatorSnapshot(id=1, email="", name="", role=own, is_active=True, departments=())
        assert [has_role(person, wanted) for wanted in ranks] == [at <= place for at in range(3)]


def test_nobody_is_signed_in_by_default(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(NotSignedIn):
        signed_in_operator()


def create(terminal: CliRunner, *more: str, stdin: str = "") -> Result:
    arguments = ["operator", "create", "--email", "anna@example.org", "--name", "Anna", *more]
    return terminal.invoke(command, arguments, input=stdin)


def test_the_terminal_creates_an_account_with_a_password(terminal: CliRunner, app: Flask) -> None:
    done = create(terminal, "--role", "supervisor", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert (done.exit_code, done.stdout) == (0, "")
    desk = desk_of(app)
    assert desk.signs_in("anna@example.org").status_code == 302
    assert desk.opens("/embed-code").status_code == 200


def test_the_terminal_prints_a_one_time_link_alone(terminal: CliRunner, app: Flask) -> None:
    done = create(terminal)
    assert done.exit_code == 0
    found = re.fullmatch(r"http://127\.0\.0\.1:8000(/set-password/[A-Za-z0-9_-]{43})\n", done.stdout)
    assert found is not None
    assert desk_of(app).opens(found[1]).status_code == 200


def test_the_terminal_knows_departments_by_alias(terminal: CliRunner, app: Flask) -> None:
    with app.app_context():
        sales = create_department("sales", "Sales")
    assert create(terminal, "--department", "sales").exit_code == 0
    with app.app_context():
        assert queries.operators()[0].departments == (sales.id,)


@pytest.mark.parametrize(
    ("arguments", "stdin", "field"),
    [(["--department", "none"], "", "department"), (["--password-stdin"], "short\n", "password")],
)
def test_the_terminal_refuses_in_one_line_and_leaves_nothing_behind(
    terminal: CliRunner, app: Flask, arguments: list[str], stdin: str, field: str
) -> None:
    done = create(terminal, *arguments, stdin=stdin)
    assert isinstance(done.exception, InvalidInput)
    assert done.exception.field == field
    with app.app_context():
        assert queries.operators() == ()


def test_the_terminal_says_no_with_one(
    terminal: CliRunner, app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    create(terminal)
    monkeypatch.setattr(sys, "argv", ["beckon", "operator", "create", "--email", "anna@example.org", "--name", "Anna"])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (1, "")
    assert said.err == "beckon: email: there is an operator with this e-mail address already\n"


def test_wrong_use_of_the_terminal_is_two(terminal: CliRunner, app: Flask) -> None:
    assert create(terminal, "--role", "king").exit_code == 2
    assert terminal.invoke(command, ["operator", "create"]).exit_code == 2

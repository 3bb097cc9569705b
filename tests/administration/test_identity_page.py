"""The page about signed users: the secret is shown once, to administrators, and signs from then on."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from app.domain.roles import Role
from app.visitors import identity
from tests.operators.people import account, desk_of

if TYPE_CHECKING:
    from flask import Flask


def secret_on(page: str) -> str:
    found = re.search(r'id="identity-secret"[^>]*><code>(.*?)</code>', page, flags=re.S)
    return html.unescape(found[1]) if found else ""


def test_the_secret_is_shown_when_it_is_made_and_never_again(app: Flask) -> None:
    administrator = desk_of(app, account(app, "Ann", role=Role.ADMINISTRATOR))
    assert secret_on(administrator.opens("/embed-code/identity").text) == ""

    made = administrator.submits("/embed-code/identity", {})

    secret = secret_on(made.text)
    assert re.fullmatch("[0-9a-f]{64}", secret)
    assert made.headers["Cache-Control"] == "no-store"
    assert secret not in administrator.opens("/embed-code/identity").text
    with app.app_context():
        assert identity.is_genuine("user-7", identity.signature_of("user-7", secret))


def test_only_administrators_find_the_way_there(app: Flask) -> None:
    administrator = desk_of(app, account(app, "Ann", role=Role.ADMINISTRATOR))
    supervisor = desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))
    assert "/embed-code/identity" in administrator.opens("/embed-code").text
    assert "/embed-code/identity" not in supervisor.opens("/embed-code").text

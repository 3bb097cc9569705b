"""People with accounts, and the browsers in which they sign in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

from argon2 import PasswordHasher
from sqlalchemy import update

from app.domain.roles import Permission, Role
from app.domain.snapshots import OperatorSnapshot
from app.foundation import clock
from app.foundation.database import db, transaction
from app.operators import own_roles, service
from app.operators.models import Operator, OwnRole
from app.operators.queries import operator_by_id
from app.operators.sessions import open_session

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

PASSWORD = "correct horse battery staple"
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')

_numbers = count(1)


@cache
def cheap_hash(password: str) -> str:
    """A hash that is quick to check; the product reads its cost from the hash."""
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(password)


def account(
    app: Flask,
    name: str = "Anna",
    *,
    role: Role = Role.OPERATOR,
    departments: Sequence[int] = (),
    password: str = PASSWORD,
    own_role: int | None = None,
) -> OperatorSnapshot:
    """Create an account that can sign in; its password is hashed at less cost than the product's own would be."""
    with app.app_context():
        made = service.create_operator(
            email=f"{name.lower()}{next(_numbers)}@example.org",
            name=name,
            role=role,
            department_ids=departments,
            now=clock.now(),
        )
        with transaction():
            db.session.execute(
                update(Operator)
                .where(Operator.id == made.id)
                .values(password_hash=cheap_hash(password), role_id=own_role)
            )
        found = operator_by_id(made.id)
    assert found is not None
    return found


def own_role(app: Flask, name: str, permissions: AbstractSet[Permission], base: Role = Role.OPERATOR) -> int:
    """A role of the site's own; returns its id."""
    with app.app_context():
        return own_roles.create_role(own_roles.RoleDraft(name, base, frozenset(permissions)), None, clock.now()).id


def change_permissions(app: Flask, role_id: int, permissions: AbstractSet[Permission]) -> None:
    """Let a role of the site's own allow exactly this."""
    with app.app_context(), transaction():
        stored = sorted(each.value for each in permissions)
        db.session.execute(update(OwnRole).where(OwnRole.id == role_id).values(permissions=stored))


def session_of(app: Flask, who: OperatorSnapshot) -> str:
    """The secret key of a new session."""
    with app.app_context():
        return open_session(who.id, clock.now())


@dataclass
class Desk:
    """Somebody's browser at the desk: keeps cookies, and reads the CSRF token of each page as its script does."""

    client: FlaskClient
    token: str = ""
    base_url: str = "http://localhost"
    address: str = "127.0.0.1"
    headers: dict[str, str] = field(default_factory=dict)

    def opens(self, path: str, **options: Any) -> TestResponse:
        """Open a page."""
        response = self.client.get(path, **self._with(options))
        found = TOKEN.search(response.text)
        if found:
            self.token = found[1]
        return response

    def submits(self, path: str, form: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form with the token of the page that was opened last."""
        return self.client.post(path, data={"csrf_token": self.token, **(form or {})}, **self._with(options))

    def calls(self, path: str, body: dict[str, Any], **options: Any) -> TestResponse:
        """Send JSON as the desk's script does."""
        headers = {"X-CSRFToken": self.token, **options.pop("headers", {})}
        return self.client.post(path, json=body, **self._with({"headers": headers, **options}))

    def signs_in(self, who: OperatorSnapshot | str, password: str = PASSWORD, path: str = "/login") -> TestResponse:
        """Fill in the sign-in page; the token afterwards is the one of the new session."""
        email = who if isinstance(who, str) else who.email
        self.opens(path)
        response = self.submits(path, {"email": email, "password": password})
        if response.status_code == 302:
            self.opens("/no-such-page")
        return response

    def is_signed_in(self) -> bool:
        """Whether the desk's addresses know this browser."""
        return self.client.get("/desk/state", **self._with({})).status_code == 200

    def session_cookie(self) -> str:
        """The value of the session's cookie."""
        cookie = self.client.get_cookie("beckon") or self.client.get_cookie("__Host-beckon")
        assert cookie is not None
        return str(cookie.value)

    def _with(self, options: dict[str, Any]) -> dict[str, Any]:
        options["headers"] = {**self.headers, **options.get("headers", {})}
        options.setdefault("base_url", self.base_url)
        options.setdefault("environ_overrides", {"REMOTE_ADDR": self.address})
        return options


def desk_of(app: Flask, who: OperatorSnapshot | None = None, **fields: Any) -> Desk:
    """A fresh browser, signed in when somebody is named."""
    desk = Desk(app.test_client(), **fields)
    if who is not None:
        assert desk.signs_in(who).status_code == 302
    return desk

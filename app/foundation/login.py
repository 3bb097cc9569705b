"""Who is signed in: a thin layer over Flask-Login that the operators feature fills with its accounts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Response
from flask_login import LoginManager, UserMixin, current_user

from app.domain.errors import Forbidden, NotSignedIn, SecondFactorNeeded
from app.domain.roles import PRESETS, Permission, Role
from app.domain.snapshots import OperatorSnapshot
from app.domain.translation import N_

P = ParamSpec("P")
R = TypeVar("R")


class _LoginManager(LoginManager):  # type: ignore[misc]  # Flask-Login has no types
    """Nobody is remembered beyond the session record, so no answer has to look into the cookie for that."""

    def _update_remember_cookie(self, response: Response) -> Response:
        """Leave the answer alone; the original would make every public file depend on the reader's cookie."""
        return response


login_manager = _LoginManager()
login_manager.session_protection = None

_RANK = {Role.OPERATOR: 0, Role.SUPERVISOR: 1, Role.ADMINISTRATOR: 2}


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """The operator behind a request; ``session_key`` names the server-side session record.

    ``must_set_up``: the site demands a second factor that is not there yet. ``language`` was chosen by the operator.
    """

    def __init__(
        self, snapshot: OperatorSnapshot, session_key: str, *, must_set_up: bool = False, language: str | None = None
    ) -> None:
        self.snapshot = snapshot
        self.session_key = session_key
        self.must_set_up = must_set_up
        self.language = language

    def get_id(self) -> str:
        """What the cookie remembers: the session record, not the account, so that it can be revoked."""
        return self.session_key


def signed_in_operator() -> OperatorSnapshot:
    """The operator behind this request; raises NotSignedIn, and SecondFactorNeeded until that is set up."""
    signed_in = this_sign_in()
    if signed_in.must_set_up:
        raise SecondFactorNeeded(N_("this site asks you to set up two-factor sign-in first"))
    return signed_in.snapshot


def this_sign_in() -> SignedIn:
    """The operator with the session, also while the second factor is missing; raises NotSignedIn."""
    if not current_user.is_authenticated:
        raise NotSignedIn(N_("sign in first"))
    signed_in: SignedIn = current_user._get_current_object()  # noqa: SLF001 - how Werkzeug's proxies are opened
    return signed_in


def has_role(operator: OperatorSnapshot, role: Role) -> bool:
    """Whether the operator may do what ``role`` may do; higher roles include the lower ones."""
    return _RANK[operator.role] >= _RANK[role]


def requires(role: Role) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A view for operators of at least this role."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not has_role(signed_in_operator(), role):
                raise Forbidden(N_("your role does not allow this; ask an administrator"))
            return view(*args, **kwargs)

        guarded.required_role = role  # type: ignore[attr-defined]
        return guarded

    return decorate


def permissions_of(operator: OperatorSnapshot) -> frozenset[Permission]:
    """Everything that the operator's role allows."""
    return PRESETS[operator.role] if operator.permissions is None else operator.permissions


def may(operator: OperatorSnapshot, permission: Permission) -> bool:
    """Whether the operator's role allows this."""
    return permission in permissions_of(operator)


def meets(operator: OperatorSnapshot, needed: Role | Permission) -> bool:
    """Whether the operator has a permission, or at least the rank of a role where a role is asked for."""
    return may(operator, needed) if isinstance(needed, Permission) else has_role(operator, needed)


def demand(operator: OperatorSnapshot, permission: Permission) -> None:
    """Raise Forbidden where the operator's role does not allow this."""
    if not may(operator, permission):
        raise Forbidden(N_("your role does not allow this; ask an administrator"))


def allows(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A view for operators whose role allows this."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            demand(signed_in_operator(), permission)
            return view(*args, **kwargs)

        guarded.required_permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate

"""Signing in, signing out, and setting a password by a one-time link."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from limits import parse
from werkzeug.wrappers import Response

from app.domain.errors import BadRequest, BeckonError, Forbidden, InvalidInput, TooManyRequests
from app.domain.snapshots import OperatorSnapshot
from app.foundation import clock
from app.foundation.i18n import spoken
from app.foundation.limits import address_key, is_allowed
from app.foundation.login import SignedIn, login_manager
from app.operators import queries, service
from app.operators.forms import LoginForm, PasswordForm

blueprint = Blueprint("operators", __name__, template_folder="templates")

TRIES_PER_ACCOUNT = parse("10 per 15 minutes")
TRIES_PER_ADDRESS = parse("60 per 15 minutes")


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_operator(session_key: str) -> SignedIn | None:
    """The operator of the cookie's session record, while it lives."""
    operator = queries.operator_of_session(session_key, clock.now())
    return None if operator is None else SignedIn(operator, session_key)


@blueprint.app_context_processor
def sign_out_address() -> dict[str, str]:
    """Where the account menu's sign-out button posts to."""
    return {"sign_out_url": url_for("operators.logout")}


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> str | Response | tuple[str, int]:
    """The sign-in page."""
    if current_user.is_authenticated:
        return redirect(own_page(request.args.get("next")))
    form = LoginForm()
    if not form.validate_on_submit():
        return render_template("operators/login.html", form=form), 422 if form.errors else 200
    try:
        _count_try(service.normal_email(form.email.data))
        _open_session(service.sign_in(form.email.data, form.password.data, clock.now()))
    except (Forbidden, TooManyRequests) as error:
        form.password.errors = [_explained(error)]
        return render_template("operators/login.html", form=form), error.status
    return redirect(own_page(request.args.get("next")))


@blueprint.post("/logout")
def logout() -> Response:
    """End this session, here and on its sockets."""
    if current_user.is_authenticated:
        operator: OperatorSnapshot = current_user.snapshot
        service.sign_out(operator.id, current_user.session_key, clock.now())
        logout_user()
    session.clear()
    return redirect(url_for("operators.login"))


@blueprint.route("/set-password/<secret>", methods=["GET", "POST"])
def set_password(secret: str) -> str | Response | tuple[str, int]:
    """The page behind a one-time link."""
    now = clock.now()
    owner = service.link_owner(secret, now)
    if owner is None:
        raise BadRequest(_("This link has been used or has expired. Ask for a new one."), code="link_expired")
    form = PasswordForm()
    if not form.validate_on_submit():
        return render_template("operators/set_password.html", form=form, owner=owner), 422 if form.errors else 200
    try:
        service.set_password_by_link(secret, form.password.data, now)
    except InvalidInput as error:
        form.password.errors = [spoken(error)]
        return render_template("operators/set_password.html", form=form, owner=owner), error.status
    _open_session(service.sign_in(owner.email, form.password.data, now))
    flash(_("Your password is set. Welcome to Beckon."), "success")
    return redirect(own_page(None))


def own_page(wanted: str | None) -> str:
    """``wanted`` when it is a path of ours, else the desk; browsers read backslashes and tabs in surprising ways."""
    if wanted and wanted.startswith("/") and wanted.isprintable() and not wanted.startswith(("//", "/\\")):
        parts = urlsplit(wanted)
        if not parts.scheme and not parts.netloc and "\\" not in wanted:
            return wanted
    return "/"


def _open_session(session_key: str) -> None:
    operator = queries.operator_of_session(session_key, clock.now())
    if operator is not None:
        session.clear()  # what a stranger may have put into this browser before does not outlive the sign-in
        login_user(SignedIn(operator, session_key), remember=False)


def _count_try(email: str) -> None:
    """An address that has used up its tries cannot use up those of an account."""
    if not is_allowed(TRIES_PER_ADDRESS, "login-address", address_key(request.remote_addr)):
        raise TooManyRequests("too many tries")
    if not is_allowed(TRIES_PER_ACCOUNT, "login-account", email):
        raise TooManyRequests("too many tries")


def _explained(error: BeckonError) -> str:
    if isinstance(error, TooManyRequests):
        return str(_("Too many tries. Wait a quarter of an hour and try again."))
    return str(_("The e-mail address or the password is wrong."))

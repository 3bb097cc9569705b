"""Signing in and out, forgotten passwords, and setting a password by a one-time link."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from app.domain.errors import BadRequest, BeckonError, Forbidden, InvalidInput, NotFound, TooManyRequests
from app.domain.snapshots import OperatorSnapshot
from app.foundation import clock, mail
from app.foundation.i18n import spoken
from app.foundation.login import SignedIn, login_manager
from app.operators import queries, service, sessions, two_factor
from app.operators import signing_in as steps
from app.operators.forms import CodeForm, ForgottenForm, LoginForm, PasswordForm
from app.operators.password_reset import ask_for_reset

blueprint = Blueprint("operators", __name__, template_folder="templates")


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_operator(session_key: str) -> SignedIn | None:
    """The operator of the cookie's session record, while it lives."""
    now = clock.now()
    operator = queries.operator_of_session(session_key, now)
    if operator is None:
        return None
    sessions.note_use(session_key, now)
    must_set_up = two_factor.is_required_of(operator) and not two_factor.state_of(operator.id).is_on
    return SignedIn(operator, session_key, must_set_up=must_set_up, language=queries.language_of(operator.id))


@blueprint.app_context_processor
def sign_out_address() -> dict[str, str]:
    """Where the account menu's sign-out button posts to."""
    return {"sign_out_url": url_for("operators.logout")}


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> str | Response | tuple[str, int]:
    """The sign-in page."""
    if current_user.is_authenticated:
        return redirect(own_page(request.args.get("next")))
    form, now = LoginForm(), clock.now()
    if not form.validate_on_submit():
        return _login_page(form), 422 if form.errors else 200
    try:
        steps.count_try(service.normal_email(form.email.data))
        operator = service.check_password(form.email.data, form.password.data)
    except (Forbidden, TooManyRequests) as error:
        steps.note_failure(service.normal_email(form.email.data), now)
        form.password.errors = [_explained(error)]
        return _login_page(form), error.status
    return _let_in(operator, request.args.get("next"))


@blueprint.route("/login/code", methods=["GET", "POST"])
def code() -> str | Response | tuple[str, int]:
    """The second step: the code of the authenticator app, or a recovery code."""
    now = clock.now()
    operator = steps.who_owes_a_code(now)
    if operator is None:
        return redirect(url_for("operators.login", next=request.args.get("next")))
    form = CodeForm()
    if not form.validate_on_submit():
        return render_template("operators/code.html", form=form), 422 if form.errors else 200
    try:
        steps.count_code(operator.id)
        two_factor.check(operator, form.code.data, now)
    except Forbidden as error:
        steps.note_failure(operator.email, now)
        form.code.errors = [spoken(error)]
        return render_template("operators/code.html", form=form), error.status
    except TooManyRequests as error:
        form.code.errors = [_explained(error)]
        return render_template("operators/code.html", form=form), error.status
    steps.admit(operator, now)
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


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
def forgotten() -> str | Response | tuple[str, int]:
    """Ask for a link by e-mail; the answer is the same whether or not the address belongs to anybody."""
    if not mail.is_configured():
        words = _("This site sends no e-mail. Ask an administrator for a link to set your password.")
        raise NotFound(words, code="no_mail")
    form = ForgottenForm()
    if not form.validate_on_submit():
        return render_template("operators/forgotten.html", form=form, is_sent=False), 422 if form.errors else 200
    email = service.normal_email(form.email.data)
    try:
        if steps.count_letter(email):
            ask_for_reset(email, str(get_locale() or "en"))
    except TooManyRequests as error:
        form.email.errors = [_("Too many tries. Wait an hour and try again.")]
        return render_template("operators/forgotten.html", form=form, is_sent=False), error.status
    return render_template("operators/forgotten.html", form=form, is_sent=True, email=email)


@blueprint.route("/set-password/<secret>", methods=["GET", "POST"])
def set_password(secret: str) -> str | Response | tuple[str, int]:
    """The page behind a one-time link."""
    now = clock.now()
    owner = service.link_owner(secret, now)
    if owner is None:
        raise BadRequest(_("This link has been used or has expired. Ask for a new one."), code="link_expired")
    form = PasswordForm()
    has_joined = queries.has_password(owner.id)
    if not form.validate_on_submit():
        page = render_template("operators/set_password.html", form=form, owner=owner, has_joined=has_joined)
        return page, 422 if form.errors else 200
    try:
        service.set_password_by_link(secret, form.password.data, now)
    except InvalidInput as error:
        form.password.errors = [spoken(error)]
        page = render_template("operators/set_password.html", form=form, owner=owner, has_joined=has_joined)
        return page, error.status
    done = _("Your new password is set.") if has_joined else _("Your password is set. Welcome to Beckon.")
    answer = _let_in(owner, None)
    flash(done, "success")
    return answer


def own_page(wanted: str | None) -> str:
    """``wanted`` when it is a path of ours, else the desk; browsers read backslashes and tabs in surprising ways."""
    if wanted and wanted.startswith("/") and wanted.isprintable() and not wanted.startswith(("//", "/\\")):
        parts = urlsplit(wanted)
        if not parts.scheme and not parts.netloc and "\\" not in wanted:
            return wanted
    return "/"


def _let_in(operator: OperatorSnapshot, wanted: str | None) -> Response:
    """The password was right: open a session, or ask for the code first."""
    now = clock.now()
    if steps.is_code_needed(operator, now):
        return redirect(url_for("operators.code", next=wanted))
    steps.admit(operator, now)
    return redirect(own_page(wanted))


def _login_page(form: LoginForm) -> str:
    return render_template("operators/login.html", form=form, may_reset=mail.is_configured())


def _explained(error: BeckonError) -> str:
    if isinstance(error, TooManyRequests):
        return str(_("Too many tries. Wait a quarter of an hour and try again."))
    return str(_("The e-mail address or the password is wrong."))

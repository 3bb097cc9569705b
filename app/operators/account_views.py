"""One's own account: details, password, two-factor sign-in, and the browsers in which one is signed in."""

from __future__ import annotations

from typing import Any

import segno
from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import BeckonError, Conflict, InvalidInput, TooManyRequests
from app.domain.snapshots import OperatorSnapshot
from app.foundation import clock, settings
from app.foundation.i18n import spoken
from app.foundation.login import signed_in_operator, this_sign_in
from app.operators import queries, service, sessions, two_factor
from app.operators import signing_in as steps
from app.operators.forms import ChangePasswordForm, ConfirmForm, DetailsForm, SetupForm

blueprint = Blueprint("account", __name__, url_prefix="/account", template_folder="templates")
Answer = str | Response | tuple[str, int]


@blueprint.app_context_processor
def account_address() -> dict[str, str]:
    """Where the account menu's first entry leads."""
    return {"account_url": url_for("account.index")}


@blueprint.route("", methods=["GET", "POST"])
def index() -> Answer:
    """Everything about oneself; a form that was sent here changes name, address and language."""
    operator = signed_in_operator()
    form = DetailsForm(prefix="details", name=operator.name, email=operator.email)
    if not form.is_submitted():
        form.language.data = queries.language_of(operator.id) or ""
        return _page(operator)
    if not form.validate():
        return _page(operator, details=form), InvalidInput.status
    try:
        steps.count_try(operator.email)
        service.change_own_details(
            operator,
            name=form.name.data,
            email=form.email.data,
            password=form.present.data or "",
            language=form.language.data or None,
            now=clock.now(),
        )
    except (InvalidInput, Conflict, TooManyRequests) as error:
        _attach(form, error)
        return _page(operator, details=form), error.status
    flash(_("Saved."), "success")
    return redirect(url_for("account.index"))


@blueprint.post("/password")
def password() -> Answer:
    """Another password; every other browser is signed out."""
    operator = signed_in_operator()
    form = ChangePasswordForm(prefix="change")
    if not form.validate():
        return _page(operator, change=form), InvalidInput.status
    try:
        steps.count_try(operator.email)
        key = current_user.session_key
        service.change_password(operator, form.present.data, form.password.data, key, clock.now())
    except (InvalidInput, TooManyRequests) as error:
        _attach(form, error)
        return _page(operator, change=form), error.status
    flash(_("Your new password is set. Everywhere else you are signed out."), "success")
    return redirect(url_for("account.index"))


@blueprint.route("/two-factor", methods=["GET", "POST"])
def two_factor_page() -> Answer:
    """Set up an authenticator app; this page is all that somebody sees who has to and has not yet."""
    signed_in = this_sign_in()
    operator: OperatorSnapshot = signed_in.snapshot
    if two_factor.state_of(operator.id).is_on:
        return redirect(f"{url_for('account.index')}#two-factor")
    form = SetupForm()
    if not form.validate_on_submit():
        return _setup_page(form, operator), 422 if form.errors else 200
    try:
        steps.count_code(operator.id)
        codes = two_factor.switch_on(operator, form.token.data or "", form.code.data, clock.now())
    except (InvalidInput, Conflict, TooManyRequests) as error:
        form.code.errors = [_too_many() if isinstance(error, TooManyRequests) else spoken(error)]
        return _setup_page(form, operator), error.status
    return render_template("operators/recovery_codes.html", codes=codes, is_new=True)


@blueprint.post("/two-factor/codes")
def recovery_codes() -> Answer:
    """Fresh recovery codes, shown once."""
    operator = signed_in_operator()
    form = ConfirmForm(prefix="codes")
    refused = _confirmed(form, operator)
    if refused is not None:
        return _page(operator, codes=form), refused
    codes = two_factor.new_recovery_codes(operator, clock.now())
    return render_template("operators/recovery_codes.html", codes=codes, is_new=False)


@blueprint.post("/two-factor/off")
def two_factor_off() -> Answer:
    """Sign in with the password alone again."""
    operator = signed_in_operator()
    form = ConfirmForm(prefix="off")
    refused = _confirmed(form, operator)
    if refused is not None:
        return _page(operator, off=form), refused
    try:
        two_factor.switch_off(operator, clock.now())
    except Conflict as error:
        _attach(form, error)
        return _page(operator, off=form), error.status
    flash(_("Two-factor sign-in is off. Your password alone signs you in."), "success")
    return redirect(url_for("account.index"))


@blueprint.post("/sessions/<mark>/end")
def end_session(mark: str) -> Response:
    """Sign another browser of one's own out."""
    sessions.end_session(signed_in_operator(), mark, clock.now())
    flash(_("That browser is signed out."), "success")
    return redirect(f"{url_for('account.index')}#sessions")


@blueprint.post("/sessions/end-others")
def end_other_sessions() -> Response:
    """Sign every other browser of one's own out."""
    ended = sessions.end_other_sessions(signed_in_operator(), current_user.session_key, clock.now())
    flash(ngettext("%(num)d browser is signed out.", "%(num)d browsers are signed out.", ended), "success")
    return redirect(f"{url_for('account.index')}#sessions")


def _page(operator: OperatorSnapshot, **forms: Any) -> str:
    if "details" not in forms:
        forms["details"] = DetailsForm(formdata=None, prefix="details", name=operator.name, email=operator.email)
        forms["details"].language.data = queries.language_of(operator.id) or ""
    shown = {
        "change": forms.get("change") or ChangePasswordForm(formdata=None, prefix="change"),
        "codes": forms.get("codes") or ConfirmForm(formdata=None, prefix="codes"),
        "off": forms.get("off") or ConfirmForm(formdata=None, prefix="off"),
    }
    return render_template(
        "operators/account.html",
        details=forms["details"],
        **shown,
        factor=two_factor.state_of(operator.id),
        is_required=two_factor.is_required_of(operator),
        sessions=sessions.sessions_of(operator.id, current_user.session_key, clock.now()),
    )


def _setup_page(form: SetupForm, operator: OperatorSnapshot) -> str:
    setup = two_factor.setup(operator, settings.get("site.name"), form.token.data)
    form.token.data = setup.token
    picture = segno.make(setup.address, error="m", micro=False).svg_data_uri(
        scale=4, border=3, dark="#000", light="#fff"
    )
    return render_template(
        "operators/two_factor.html",
        form=form,
        picture=picture,
        secret=" ".join(setup.secret[at : at + 4] for at in range(0, len(setup.secret), 4)),
        is_required=two_factor.is_required_of(operator),
    )


def _confirmed(form: ConfirmForm, operator: OperatorSnapshot) -> int | None:
    """None where the present password was right; else the status of the refusal, which the form explains."""
    if not form.validate():
        return InvalidInput.status
    try:
        steps.count_try(operator.email)
        service.demand_password(operator, form.present.data)
    except (InvalidInput, TooManyRequests) as error:
        _attach(form, error)
        return error.status
    return None


def _attach(form: Any, error: BeckonError) -> None:
    field = error.field if error.field in form else "present"
    form[field].errors = [_too_many() if isinstance(error, TooManyRequests) else spoken(error)]


def _too_many() -> str:
    return str(_("Too many tries. Wait a quarter of an hour and try again."))

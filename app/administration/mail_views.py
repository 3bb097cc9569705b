"""The mail settings: the server, the sender, a test letter, and the letters that wait or failed."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from limits import parse
from werkzeug.wrappers import Response

from app.administration.mail_forms import MailForm, TrialForm
from app.administration.mail_testing import TrialResult, send_test
from app.administration.mail_words import problem_words
from app.domain.errors import InvalidInput, TooManyRequests
from app.domain.roles import Permission
from app.domain.translation import N_
from app.foundation import clock, mail_queue, mail_server, settings
from app.foundation.database import transaction
from app.foundation.i18n import spoken
from app.foundation.limits import is_allowed
from app.foundation.login import allows, signed_in_operator
from app.foundation.mail_addresses import checked_address
from app.operators import audit
from app.shell import settings_places

TESTS = parse("10 per 10 minutes")

blueprint = Blueprint("mail", __name__, url_prefix="/settings/mail", template_folder="templates")
settings_places.register(settings_places.SettingsPlace("mail.index", _l("Mail"), 20))


@blueprint.get("")
@allows(Permission.MANAGE_SETTINGS)
def index() -> str:
    """What is in force."""
    form = _form()
    form.show()
    return _page(form)


@blueprint.post("")
@allows(Permission.MANAGE_SETTINGS)
def save() -> str | Response | tuple[str, int]:
    """Change it all, or nothing where a part cannot be kept."""
    form = _form()
    if not form.validate():
        return _page(form), InvalidInput.status
    written = form.values()
    try:
        with transaction():
            settings.change_all(written)
            changed = sorted(name for name, value in written.items() if form.stored[name] != value)
            where = written.get(mail_server.HOST, "")
            audit.record(signed_in_operator(), audit.Action.MAIL_CHANGED, where, {"changed": changed}, now=clock.now())
    except InvalidInput as error:
        if not form.attach(error):
            flash(spoken(error), "error")
        return _page(form), error.status
    flash(_("Saved. Send a test letter to see whether it works."), "success")
    return redirect(url_for("mail.index"))


@blueprint.post("/test")
@allows(Permission.MANAGE_SETTINGS)
def test() -> str | tuple[str, int]:
    """Send a letter now, with what is saved, and show the server's own answer."""
    form, trial = _form(), TrialForm()
    form.show()
    server = mail_server.present_server()
    if server is None:
        trial.to.errors = [_("Save a mail server first.")]
    if server is None or not trial.validate():
        return _page(form, trial), InvalidInput.status
    operator = signed_in_operator()
    if not is_allowed(TESTS, "mail.test", str(operator.id)):
        raise TooManyRequests(N_("that were many test letters; wait a few minutes"))
    return _page(form, trial, send_test(checked_address(trial.to.data), server, operator, clock.now()))


@blueprint.post("/letters/<int:letter_id>/again")
@allows(Permission.MANAGE_SETTINGS)
def send_again(letter_id: int) -> Response:
    """Let a letter be tried at once, for another day."""
    if not mail_queue.try_again(letter_id, clock.now()):
        abort(404)
    flash(_("The letter is tried again now."), "success")
    return redirect(url_for("mail.index", _anchor="letters"))


@blueprint.post("/letters/<int:letter_id>/drop")
@allows(Permission.MANAGE_SETTINGS)
def drop(letter_id: int) -> Response:
    """Take a letter out of the queue for good."""
    if mail_queue.drop(letter_id) is None:
        abort(404)
    flash(_("The letter is gone and will not be sent."), "success")
    return redirect(url_for("mail.index", _anchor="letters"))


def _form() -> MailForm:
    return MailForm(stored=settings.values_of(mail_server.NAMES), is_given=mail_server.is_given())


def _page(form: MailForm, trial: TrialForm | None = None, result: TrialResult | None = None) -> str:
    server = mail_server.present_server()
    if trial is None:
        trial = TrialForm(formdata=None, to=signed_in_operator().email)
    failed, waiting = mail_queue.letters_failed(), mail_queue.letters_waiting()
    return render_template(
        "administration/mail.html",
        form=form,
        trial=trial,
        result=result,
        server=server,
        sender=mail_server.present_sender(),
        has_password=bool(form.stored[mail_server.PASSWORD]),
        letters=[(each, problem_words(each.problem, server) if each.problem else None) for each in (*failed, *waiting)],
        counts={state.value: number for state, number in mail_queue.counts().items()},
    )

"""The pages on which the team is looked after: who works here, invitations to join, and each account."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.administration.people_forms import NewOperatorForm, OperatorForm, attach
from app.administration.people_mail import send_invitation
from app.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.domain.roles import Permission
from app.foundation import clock, mail
from app.foundation.i18n import spoken
from app.foundation.login import allows, may, permissions_of, signed_in_operator
from app.foundation.text import clean_line
from app.operators import managing
from app.operators.password_reset import address_of_link
from app.operators.people_queries import PersonLine, matching, people, person
from app.operators.role_words import ROLE_NAMES
from app.operators.sessions import sessions_of
from app.shell import navigation
from app.shell.navigation import NavigationEntry

LONGEST_SEARCH = 100
Answer = str | Response | tuple[str, int]

blueprint = Blueprint("people", __name__, url_prefix="/operators", template_folder="templates")
blueprint.add_app_template_filter(lambda line: line.own_role or _(ROLE_NAMES[line.operator.role]), "role_word")
navigation.register(
    NavigationEntry(
        endpoint="people.index",
        label=_l("Operators"),
        icon="user",
        order=60,
        permission=Permission.MANAGE_OPERATORS,
    )
)


@blueprint.get("")
@allows(Permission.MANAGE_OPERATORS)
def index() -> str:
    """Who works here, and who is invited to."""
    wanted = clean_line(request.args.get("q", ""), LONGEST_SEARCH)
    everybody = people(clock.now())
    found = matching(everybody, wanted)
    return render_template(
        "administration/operators.html",
        joined=[each for each in found if each.has_joined],
        invited=[each for each in found if not each.has_joined],
        total=len(everybody),
        wanted=wanted,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@allows(Permission.MANAGE_OPERATORS)
def new() -> Answer:
    """Invite somebody: the link is shown once, and e-mailed where this site sends e-mail."""
    actor = signed_in_operator()
    form = NewOperatorForm()
    form.offer(actor)
    if request.method == "GET":
        form.role.data = "operator"
        return _new_page(form)
    if not form.validate():
        return _new_page(form), InvalidInput.status
    try:
        made, secret = managing.invite(form.email.data or "", form.draft(), actor, clock.now())
    except (InvalidInput, Conflict, Forbidden) as error:
        attach(form, error, "email")
        return _new_page(form), error.status
    return _link_page(made.id, secret, is_mailed=send_invitation(made, actor, secret))


@blueprint.route("/<int:operator_id>", methods=["GET", "POST"])
@allows(Permission.MANAGE_OPERATORS)
def edit(operator_id: int) -> Answer:
    """Change an account; it holds at once, also where its owner is connected."""
    actor, line = signed_in_operator(), _person(operator_id)
    form = OperatorForm()
    form.offer(actor, line)
    if request.method == "GET":
        form.fill(line)
        return _page(form, line)
    if not form.validate():
        return _page(form, line), InvalidInput.status
    try:
        saved = managing.change_operator(operator_id, form.draft(), actor, clock.now())
    except (InvalidInput, Conflict, Forbidden) as error:
        attach(form, error, "role")
        return _page(form, line), error.status
    flash(_("%(name)s is saved. It holds at once.", name=saved.name), "success")
    return redirect(url_for("people.index") if saved.id != actor.id or may(saved, Permission.MANAGE_OPERATORS) else "/")


@blueprint.post("/<int:operator_id>/switch")
@allows(Permission.MANAGE_OPERATORS)
def switch(operator_id: int) -> Response:
    """Switch an account off or on."""
    is_active = request.form.get("wanted") == "on"
    return _done(operator_id, lambda: _switched(operator_id, is_active=is_active))


@blueprint.post("/<int:operator_id>/delete")
@allows(Permission.MANAGE_OPERATORS)
def delete(operator_id: int) -> Response:
    """Delete an account, or withdraw an invitation."""
    line = _person(operator_id)

    def work() -> str:
        gone = managing.delete_operator(operator_id, signed_in_operator(), clock.now())
        if not line.has_joined:
            return str(_("The invitation of %(name)s is withdrawn. The link no longer works.", name=gone.name))
        return str(_("%(name)s is deleted. Open chats go back to the queue.", name=gone.name))

    return _done(operator_id, work, url_for("people.index"))


@blueprint.post("/<int:operator_id>/link")
@allows(Permission.MANAGE_OPERATORS)
def link(operator_id: int) -> Answer:
    """A new link to join, or to set another password; earlier ones end."""
    actor = signed_in_operator()
    try:
        owner, secret = managing.make_link(operator_id, actor, clock.now())
    except (Conflict, Forbidden) as error:
        flash(spoken(error), "error")
        return redirect(url_for("people.edit", operator_id=operator_id))
    return _link_page(owner.id, secret, is_mailed=send_invitation(owner, actor, secret))


@blueprint.post("/<int:operator_id>/end-sessions")
@allows(Permission.MANAGE_OPERATORS)
def end_sessions(operator_id: int) -> Response:
    """Sign somebody out everywhere."""

    def work() -> str:
        ended = managing.end_sessions(operator_id, signed_in_operator(), clock.now())
        return str(ngettext("%(num)d browser is signed out.", "%(num)d browsers are signed out.", ended))

    return _done(operator_id, work)


@blueprint.post("/<int:operator_id>/reset-two-factor")
@allows(Permission.MANAGE_OPERATORS)
def reset_two_factor(operator_id: int) -> Response:
    """Take the second step away, because the phone is lost."""

    def work() -> str:
        owner = managing.reset_two_factor(operator_id, signed_in_operator(), clock.now())
        return str(_("%(name)s signs in with the password alone, until two-factor is set up again.", name=owner.name))

    return _done(operator_id, work)


def _switched(operator_id: int, *, is_active: bool) -> str:
    changed = managing.switch(operator_id, signed_in_operator(), clock.now(), is_active=is_active)
    if is_active:
        return str(_("%(name)s can sign in again.", name=changed.name))
    return str(
        _("%(name)s is switched off and signed out everywhere. Open chats go back to the queue.", name=changed.name)
    )


def _done(operator_id: int, work: Callable[[], str], then: str | None = None) -> Response:
    page = url_for("people.edit", operator_id=operator_id)
    try:
        said = work()
    except (Conflict, Forbidden) as error:
        flash(spoken(error), "error")
        return redirect(page)
    flash(said, "success")
    return redirect(then or page)


def _new_page(form: NewOperatorForm) -> str:
    return render_template("administration/operator_new.html", form=form, sends_mail=mail.is_configured())


def _link_page(operator_id: int, secret: str, *, is_mailed: bool) -> str:
    return render_template(
        "administration/operator_link.html",
        line=_person(operator_id),
        address=address_of_link(secret),
        is_mailed=is_mailed,
    )


def _page(form: OperatorForm, line: PersonLine) -> str:
    actor, now = signed_in_operator(), clock.now()
    return render_template(
        "administration/operator.html",
        form=form,
        line=line,
        is_self=actor.id == line.operator.id,
        is_manageable=permissions_of(line.operator) <= permissions_of(actor),
        sessions=sessions_of(line.operator.id, None, now),
    )


def _person(operator_id: int) -> PersonLine:
    found = person(operator_id, clock.now())
    if found is None:
        raise NotFound(_("There is no such operator."))
    return found

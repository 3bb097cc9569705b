"""The pages on which roles are looked at and made, and the rules by which people sign in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.administration.people_forms import RoleForm, RulesForm, attach
from app.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.domain.roles import PRESETS, Permission, Role
from app.foundation import clock, settings
from app.foundation.database import transaction
from app.foundation.i18n import spoken
from app.foundation.login import allows, has_role, permissions_of, signed_in_operator
from app.operators import own_roles as service
from app.operators.audit import RETENTION, Action, record
from app.operators.people_queries import member_names
from app.operators.role_words import GROUPS, ROLE_MEANINGS, ROLE_NAMES
from app.operators.two_factor import REQUIRED, state_of

Answer = str | Response | tuple[str, int]

blueprint = Blueprint("roles", __name__, url_prefix="/operators", template_folder="templates")


@blueprint.get("/roles")
@allows(Permission.MANAGE_OPERATORS)
def index() -> str:
    """The three roles that come along, and those of the site's own."""
    return render_template(
        "administration/roles.html",
        presets=[(role, _(ROLE_NAMES[role]), _(ROLE_MEANINGS[role]), PRESETS[role]) for role in Role],
        own=service.own_roles(),
        members=member_names(),
        groups=GROUPS,
    )


@blueprint.route("/roles/new", methods=["GET", "POST"])
@allows(Permission.MANAGE_OPERATORS)
def new() -> Answer:
    """Make a role; the address may name one to begin from."""
    actor, form = signed_in_operator(), RoleForm()
    form.offer(actor)
    if request.method == "GET":
        pattern = request.args.get("like", Role.OPERATOR.value)
        role = Role(pattern) if pattern in [each.value for each in Role] else Role.OPERATOR
        form.base.data = role.value if has_role(actor, role) else Role.OPERATOR.value
        form.permissions.data = [each.value for each in PRESETS[role] & permissions_of(actor)]
        return _page(form, None)
    return _saved(form, None)


@blueprint.route("/roles/<int:role_id>", methods=["GET", "POST"])
@allows(Permission.MANAGE_OPERATORS)
def edit(role_id: int) -> Answer:
    """Change a role; it holds at once for everybody who has it."""
    role, form = _role(role_id), RoleForm()
    form.offer(signed_in_operator(), role)
    if request.method == "GET":
        form.fill(role)
        return _page(form, role)
    return _saved(form, role)


@blueprint.post("/roles/<int:role_id>/delete")
@allows(Permission.MANAGE_OPERATORS)
def delete(role_id: int) -> Response:
    """Take a role away that nobody has."""
    try:
        gone = service.delete_role(_role(role_id).id, signed_in_operator(), clock.now())
    except (Conflict, Forbidden) as error:
        flash(spoken(error), "error")
        return redirect(url_for("roles.edit", role_id=role_id))
    flash(_("“%(name)s” is deleted.", name=gone.name), "success")
    return redirect(url_for("roles.index"))


@blueprint.route("/rules", methods=["GET", "POST"])
@allows(Permission.MANAGE_SETTINGS)
def rules() -> Answer:
    """Who needs two-factor sign-in, and how long the audit log is kept."""
    actor, form = signed_in_operator(), RulesForm()
    if request.method == "GET":
        form.required.data, form.months.data = settings.get(REQUIRED), settings.get(RETENTION)
        return render_template("administration/sign_in_rules.html", form=form, has_own=state_of(actor.id).is_on)
    if not form.validate():
        page = render_template("administration/sign_in_rules.html", form=form, has_own=state_of(actor.id).is_on)
        return page, InvalidInput.status
    values = form.values()
    changed = {name: value for name, value in values.items() if value != settings.get(name)}
    with transaction():
        settings.change_all(values)
        if changed:
            record(actor, Action.SETTINGS_CHANGED, ", ".join(changed), changed, now=clock.now())
    flash(_("Saved. It holds everywhere within a second."), "success")
    return redirect(url_for("roles.rules"))


def _saved(form: RoleForm, role: service.OwnRoleSnapshot | None) -> Answer:
    if not form.validate():
        return _page(form, role), InvalidInput.status
    try:
        saved = _write(form.draft(), role)
    except (InvalidInput, Conflict, Forbidden) as error:
        attach(form, error, "permissions")
        return _page(form, role), error.status
    flash(_("“%(name)s” is saved.", name=saved.name), "success")
    return redirect(url_for("roles.index"))


def _write(draft: service.RoleDraft, role: service.OwnRoleSnapshot | None) -> service.OwnRoleSnapshot:
    if role is None:
        return service.create_role(draft, signed_in_operator(), clock.now())
    return service.change_role(role.id, draft, signed_in_operator(), clock.now())


def _page(form: RoleForm, role: service.OwnRoleSnapshot | None) -> str:
    return render_template(
        "administration/role.html",
        form=form,
        role=role,
        groups=GROUPS,
        chosen=set(form.permissions.data or ()),
        mine=permissions_of(signed_in_operator()),
        members=member_names().get(role.id, ()) if role else (),
    )


def _role(role_id: int) -> service.OwnRoleSnapshot:
    found = service.own_role(role_id)
    if found is None:
        raise NotFound(_("There is no such role."))
    return found

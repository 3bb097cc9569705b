"""The pages on which goals are defined, with what was reported and what it was credited to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.conversions import queries, service
from app.conversions.credited_queries import invitation_goals
from app.conversions.forms import GoalForm, kind_choices
from app.conversions.pages import goal_lines, own_goal_lines, report_lines
from app.conversions.vocabulary import GoalDetails
from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.roles import Permission
from app.foundation import clock
from app.foundation.database import transaction
from app.foundation.i18n import spoken
from app.foundation.login import allows, signed_in_operator
from app.invitations import own_goals
from app.operators.audit import Action, record
from app.plugin_api.goals import GoalKind
from app.plugin_host import host
from app.shell import navigation
from app.shell.navigation import NavigationEntry

blueprint = Blueprint("conversions", __name__, url_prefix="/goals", template_folder="templates")
navigation.register(
    NavigationEntry(
        endpoint="conversions.index", label=_l("Goals"), icon="target", order=36, permission=Permission.MANAGE_GOALS
    )
)
own_goals.learn_reports(queries.was_reported)


@blueprint.get("")
@allows(Permission.MANAGE_GOALS)
def index() -> str:
    """Every goal with its numbers, what was reported under unknown identifiers, and the newest reports."""
    now = clock.now()
    return render_template(
        "conversions/index.html",
        lines=goal_lines(queries.goal_listings(now), _kinds()),
        own_goals=own_goal_lines(invitation_goals(now)),
        unknown=queries.unknown_goals(now),
        reports=report_lines(queries.latest_reports()),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@allows(Permission.MANAGE_GOALS)
def new() -> str | Response | tuple[str, int]:
    """Define a goal; ``?key=`` fills in an identifier that was reported before it was defined."""
    form = _form()
    if request.method == "POST":
        return _save(form, None)
    form.key.data = request.args.get("key", "")[:100]
    return _page(form, None, {}, {})


@blueprint.route("/<key>", methods=["GET", "POST"])
@allows(Permission.MANAGE_GOALS)
def edit(key: str) -> str | Response | tuple[str, int]:
    """Change a goal."""
    details = _details(key)
    form = _form()
    if request.method == "POST":
        return _save(form, details)
    form.fill(details.draft)
    return _page(form, details, details.draft.settings, {})


@blueprint.post("/<key>/delete")
@allows(Permission.MANAGE_GOALS)
def delete(key: str) -> Response:
    """Forget a goal with its conversions."""
    details = _details(key)
    with transaction():
        service.delete_goal(key)
        record(signed_in_operator(), Action.GOAL_DELETED, details.draft.name, now=clock.now())
    flash(_("The goal “%(name)s” is deleted.", name=details.draft.name), "success")
    return redirect(url_for("conversions.index"))


def _save(form: GoalForm, details: GoalDetails | None) -> str | Response | tuple[str, int]:
    settings = form.settings(request.form, _kinds())
    if not form.validate():
        return _page(form, details, settings, {}), InvalidInput.status
    draft = form.draft(settings)
    try:
        if details is None:
            service.create_goal(draft, clock.now())
        else:
            service.change_goal(details.draft.key, draft, clock.now())
    except (InvalidInput, Conflict) as error:
        setting = form.attach(error)
        errors = {setting: spoken(error)} if setting else {}
        return _page(form, details, settings, errors), error.status
    flash(_("The goal “%(name)s” is saved.", name=draft.name), "success")
    return redirect(url_for("conversions.index"))


def _page(form: GoalForm, details: GoalDetails | None, settings: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    choices = kind_choices(_kinds(), form.kind.data, settings, errors)
    return render_template("conversions/goal.html", form=form, details=details, choices=choices)


def _form() -> GoalForm:
    form = GoalForm()
    form.offer(_kinds())
    return form


def _kinds() -> tuple[GoalKind, ...]:
    return tuple(host().registry.goal_kinds)


def _details(key: str) -> GoalDetails:
    details = queries.goal_details(key)
    if details is None:
        raise NotFound(_("There is no such goal."))
    return details

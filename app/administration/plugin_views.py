"""The page of plugins, a page for each of them with its settings, and the pages that plugins bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask_babel import gettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.administration import plugin_pages, plugin_switching
from app.administration.plugin_forms import chosen_roles, chosen_values, mark_refused, plugin_form
from app.administration.plugin_overview import plugin_row, plugin_rows
from app.domain.errors import InvalidInput
from app.domain.roles import Permission, Role
from app.domain.snapshots import OperatorSnapshot
from app.domain.translation import N_
from app.foundation import clock
from app.foundation.configuration import configuration
from app.foundation.database import transaction
from app.foundation.i18n import spoken
from app.foundation.login import allows, requires, signed_in_operator
from app.operators.audit import Action, record
from app.plugin_api.pages import PageDone, PageRequest
from app.plugin_host import host
from app.plugin_host.setting_values import RefusedSettings
from app.shell import navigation
from app.shell.assets import icon_names
from app.shell.navigation import NavigationEntry

blueprint = Blueprint("plugins", __name__, template_folder="templates", url_prefix="/plugins")
OWN_PAGES_ORDER = 81
navigation.register(
    NavigationEntry(
        endpoint="plugins.index", label=_l("Plugins"), icon="puzzle", order=80, permission=Permission.MANAGE_PLUGINS
    )
)


@blueprint.app_template_filter()
def own_words(text: str) -> str:
    """A plugin's text in the reader's language; unlike ``_`` in a template it minds no percent sign."""
    return str(gettext(text)) if text else ""  # an empty text means a catalogue's header


@blueprint.app_context_processor
def safe_mode() -> dict[str, bool]:
    """Whether the server was started without any plugin, which every page of the console says."""
    return {"is_safe_mode": configuration().safe_mode}


def own_pages(operator: OperatorSnapshot) -> list[NavigationEntry]:
    """The pages of plugins that this operator may see, for the console's menu."""
    return [
        NavigationEntry(
            endpoint="plugins.page",
            label=_(page.label),
            icon=page.icon if page.icon in icon_names() else "puzzle",
            order=OWN_PAGES_ORDER,
            values={"plugin_id": plugin_id, "path": page.path},
        )
        for plugin_id, page in plugin_pages.pages_for(operator)
    ]


@blueprint.record
def _offer_own_pages(state: BlueprintSetupState) -> None:
    navigation.offer_source(cast(Flask, state.app), own_pages)


@blueprint.get("")
@allows(Permission.MANAGE_PLUGINS)
def index() -> str:
    """Which plugins there are, what they add, and how they have been doing."""
    return render_template("administration/plugins.html", rows=plugin_rows())


@blueprint.route("/<plugin_id>", methods=["GET", "POST"])
@allows(Permission.MANAGE_PLUGINS)
def show(plugin_id: str) -> str | Response | tuple[str, int]:
    """One plugin: what it adds, its last error, its settings."""
    row = plugin_row(plugin_id)
    running = host()
    offers = running.registry.offers
    settings, permissions = offers.settings.of(plugin_id), offers.permissions.of(plugin_id)
    values: Mapping[str, Any] = running.settings.get(plugin_id, {})
    form = plugin_form(settings, permissions, {**values, **running.permission_roles.of(plugin_id)})
    has_form, status = bool(settings or permissions), 200
    if request.method == "POST" and has_form:
        status = InvalidInput.status
        if form.validate():
            try:
                running.settings[plugin_id].change(chosen_values(form, settings))
                running.permission_roles.change(plugin_id, chosen_roles(form, permissions))
                _write_down(Action.PLUGIN_CHANGED, plugin_id)
            except RefusedSettings as refused:
                mark_refused(form, refused)
            else:
                flash(_("The settings are saved. They count at once."), "success")
                return redirect(url_for("plugins.show", plugin_id=plugin_id))
    pages = [page for owner, page in plugin_pages.pages_for(signed_in_operator()) if owner == plugin_id]
    found = {"row": row, "form": form if has_form else None, "pages": pages}
    return render_template("administration/plugin.html", **found), status


@blueprint.post("/<plugin_id>/switch")
@allows(Permission.MANAGE_PLUGINS)
def switch(plugin_id: str) -> Response:
    """Switch a plugin on or off, from the next start on."""
    row = plugin_row(plugin_id)
    wanted = request.form.get("wanted")
    if wanted not in ("on", "off"):
        raise InvalidInput(N_("say whether the plugin is to be on or off"), field="wanted")
    try:
        (plugin_switching.switch_on if wanted == "on" else plugin_switching.switch_off)(plugin_id)
    except InvalidInput as error:
        flash(_not_switched(wanted == "on", spoken(error)), "error")
    else:
        _write_down(Action.PLUGIN_SWITCHED_ON if wanted == "on" else Action.PLUGIN_SWITCHED_OFF, plugin_id)
        flash(_switched(wanted == "on", row.has_tables), "success")
    return redirect(url_for("plugins.index"))


def _write_down(action: Action, plugin_id: str) -> None:
    with transaction():
        record(signed_in_operator(), action, plugin_id, now=clock.now())


@blueprint.route("/<plugin_id>/<path:path>", methods=["GET", "POST"])
@requires(Role.OPERATOR)
def page(plugin_id: str, path: str) -> str | Response | tuple[str, int]:
    """A page that a plugin brings; its own permission decides who may see it."""
    operator = signed_in_operator()
    found = plugin_pages.permitted_page(plugin_id, path, operator)
    sent = {name: tuple(values) for name, values in request.form.lists() if name != "csrf_token"}
    query = {name: tuple(values) for name, values in request.args.lists()}
    asked = PageRequest(operator, query, sent)
    error, status = "", 200
    if request.method == "POST":
        try:
            answer = plugin_pages.submitted(plugin_id, found, asked)
        except InvalidInput as refused:
            error, status = spoken(refused), refused.status
        else:
            if isinstance(answer, PageDone):
                return _done(plugin_id, path, answer)
            return _shown(plugin_id, found.label, answer, "", 200)
    return _shown(plugin_id, found.label, plugin_pages.inside(plugin_id, found, asked), error, status)


def _shown(plugin_id: str, label: str, body: str, error: str, status: int) -> tuple[str, int]:
    words = {"plugin_id": plugin_id, "label": label, "body": body, "error": error}
    return render_template("administration/plugin_page.html", **words), status


def _done(plugin_id: str, path: str, done: PageDone) -> Response:
    if done.message:
        flash(_(done.message), "success")
    return redirect(url_for("plugins.page", plugin_id=plugin_id, path=done.path or path))


def _not_switched(is_on: bool, problem: str) -> str:
    if is_on:
        words = _("It stays off, because Beckon would not start with it: %(problem)s", problem=problem)
    else:
        words = _("It stays on, because Beckon would not start without it: %(problem)s", problem=problem)
    return str(words)


def _switched(is_on: bool, has_tables: bool) -> str:
    if not is_on:
        words = _("It is left out from the next start on. Its tables and settings stay.")
    elif has_tables:
        words = _("It is loaded from the next start on. It has tables of its own: run “beckon db upgrade” before.")
    else:
        words = _("It is loaded from the next start on.")
    return str(words)

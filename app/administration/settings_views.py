"""The settings of the site: its name, language and clock, and how much its visitors are invited."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.administration.first_steps import PUT_AWAY, first_steps
from app.administration.settings_forms import NAMES, PRESETS, SettingsForm
from app.domain.errors import InvalidInput
from app.domain.roles import Permission
from app.foundation import clock, settings
from app.foundation.database import transaction
from app.foundation.i18n import spoken
from app.foundation.login import allows, signed_in_operator
from app.operators.audit import Action, record
from app.shell import navigation, settings_places
from app.shell.navigation import NavigationEntry

blueprint = Blueprint("settings", __name__, template_folder="templates")
blueprint.add_app_template_global(lambda: settings.recent("site.name"), "site_name")
blueprint.add_app_template_global(first_steps, "first_steps")
navigation.register(
    NavigationEntry(
        endpoint="settings.index",
        label=_l("Settings"),
        icon="settings",
        order=90,
        permission=Permission.MANAGE_SETTINGS,
    )
)
settings_places.register(settings_places.SettingsPlace("settings.index", _l("Site"), 10))


@blueprint.get("/settings")
@allows(Permission.MANAGE_SETTINGS)
def index() -> str:
    """What is in force."""
    form = SettingsForm()
    form.show(settings.values_of(tuple(NAMES.values())))
    return _page(form)


@blueprint.post("/settings")
@allows(Permission.MANAGE_SETTINGS)
def save() -> str | Response | tuple[str, int]:
    """Change them all, or none where one cannot be kept; a preset is only filled in."""
    form = SettingsForm()
    preset = PRESETS.get(request.form.get("preset", ""))
    if preset is not None:
        form.show(preset)
        return _page(form)
    if not form.validate():
        return _page(form), InvalidInput.status
    try:
        _change(form.values())
    except InvalidInput as error:
        if not form.attach(error):
            flash(spoken(error), "error")
        return _page(form), error.status
    flash(_("Saved. It holds everywhere within a second."), "success")
    return redirect(url_for("settings.index"))


@blueprint.post("/settings/first-steps/put-away")
@allows(Permission.MANAGE_SETTINGS)
def put_away_first_steps() -> Response:
    """Take the list of first steps from the desk, for everybody and for good."""
    _change({PUT_AWAY: True})
    return redirect(url_for("desk.index"))


def _change(values: dict[str, Any]) -> None:
    before = settings.values_of(tuple(values))
    changed = {name: value for name, value in values.items() if value != before[name]}
    with transaction():
        settings.change_all(values)
        if changed:
            record(signed_in_operator(), Action.SETTINGS_CHANGED, ", ".join(changed), changed, now=clock.now())


def _page(form: SettingsForm) -> str:
    zone = settings.get("site.time_zone")
    here = clock.now().astimezone(ZoneInfo(zone))
    written = form.values()
    chosen = next((name for name, preset in PRESETS.items() if preset.items() <= written.items()), "")
    return render_template(
        "administration/settings.html", form=form, local_time=f"{here:%H:%M}", zone=zone, chosen=chosen
    )

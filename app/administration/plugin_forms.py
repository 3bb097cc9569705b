"""The form on a plugin's page, made from the settings and permissions that the plugin registers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from app.domain.roles import Role
from app.foundation.i18n import spoken
from app.plugin_api.pages import Permission
from app.plugin_api.settings import Setting
from app.plugin_host.setting_values import RefusedSettings
from app.plugin_host.spelling import Control, bounds_of, choices_of, control_of, raw_value, spelled

LONGEST = 2000
PREFIX = "setting_"


def plugin_form(settings: Sequence[Setting], permissions: Sequence[Permission], values: Mapping[str, Any]) -> FlaskForm:
    """The form with the present values; ``values`` holds those of permissions too, by their ids."""
    fields: dict[str, Any] = {PREFIX + each.name: _setting_field(each, values[each.name]) for each in settings}
    for permission in permissions:
        fields[_permission_field_name(permission)] = SelectField(
            _(permission.label),
            choices=[SelectChoice(role.value, _role_words(role)) for role in Role],
            description=_(permission.help),
            default=values[permission.id],
        )
    made: FlaskForm = type("PluginForm", (FlaskForm,), fields)()
    return made


def chosen_values(form: FlaskForm, settings: Sequence[Setting]) -> dict[str, object]:
    """What was sent, as the settings' schemas read it; a secret that was left empty keeps its value."""
    found: dict[str, object] = {}
    for setting in settings:
        data = form[PREFIX + setting.name].data
        if setting.is_secret and not data:
            continue
        found[setting.name] = data if isinstance(data, bool) else raw_value(setting.schema, data or "")
    return found


def chosen_roles(form: FlaskForm, permissions: Sequence[Permission]) -> dict[str, Role]:
    """The roles that were chosen for the permissions, by their ids."""
    return {each.id: Role(form[_permission_field_name(each)].data) for each in permissions}


def mark_refused(form: FlaskForm, refused: RefusedSettings) -> None:
    """Puts each refusal beside its field."""
    for name, error in refused.errors.items():
        form[PREFIX + name].errors = [spoken(error, path=_("This value"))]


def _setting_field(setting: Setting, value: Any) -> Field:
    control = control_of(setting.schema)
    words = {"label": _(setting.label), "description": _(setting.help)}
    if control is Control.YES_NO:
        return BooleanField(**words, default=bool(value))
    if control is Control.CHOICE:
        return SelectField(
            **words, choices=[SelectChoice(each, _(each)) for each in choices_of(setting.schema)], default=value
        )
    if setting.is_secret:
        kept = _("Leave it empty to keep the present one.") if value else ""
        words["description"] = f"{words['description']} {kept}".strip()
        return PasswordField(**words, validators=[Length(max=LONGEST)])
    least, most = bounds_of(setting.schema)
    if control is Control.NUMBER and least is not None and most is not None:
        words["description"] = f"{words['description']} {_('From %(least)s to %(most)s.', least=least, most=most)}"
    return StringField(**words, validators=[Length(max=LONGEST)], default=spelled(value))


def _permission_field_name(permission: Permission) -> str:
    return f"permission_{permission.id.replace('.', '__')}"


def _role_words(role: Role) -> str:
    words = {
        Role.OPERATOR: _("Every operator"),
        Role.SUPERVISOR: _("Supervisors and administrators"),
        Role.ADMINISTRATOR: _("Administrators only"),
    }
    return str(words[role])

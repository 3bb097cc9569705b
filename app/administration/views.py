"""The embed code page with its live preview."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms.fields.choices import SelectChoice

from app.administration.forms import EmbedCodeForm
from app.departments.queries import all_departments
from app.domain.errors import InvalidInput
from app.domain.roles import Permission
from app.foundation.configuration import configuration
from app.foundation.i18n import LANGUAGES, spoken
from app.foundation.login import allows, may, signed_in_operator
from app.shell import navigation
from app.shell.navigation import NavigationEntry
from app.themes import catalogue
from app.widget.embed_code import EmbedCode, EmbedFormat, render_embed_code

blueprint = Blueprint("administration", __name__, template_folder="templates")
navigation.register(
    NavigationEntry(
        endpoint="administration.embed_code",
        label=_l("Embed code"),
        icon="code-xml",
        order=40,
        permission=Permission.MANAGE_EMBED_CODES,
    )
)


@blueprint.get("/embed-code")
@allows(Permission.MANAGE_EMBED_CODES)
def embed_code() -> str | tuple[str, int]:
    """Describe the embed code, copy it, and see at once what it shows."""
    form = _form()
    code, status = "", 200 if form.validate() else InvalidInput.status
    if status == 200:
        try:
            code = _code(form, EmbedFormat(form.format.data), configuration().base_url)
        except InvalidInput as error:
            status = error.status
            form[error.field if error.field in form else "identifier"].errors = [spoken(error)]
    preview = url_for(
        "administration.embed_preview",
        identifier=form.identifier.data or None,
        department=form.department.data or None,
        language=form.language.data or None,
        theme=form.theme.data or None,
    )
    may_sign = may(signed_in_operator(), Permission.MANAGE_SETTINGS)
    formats = [(each.value, each.label) for each in form.format.choices]
    page = render_template(
        "administration/embed_code.html", form=form, formats=formats, code=code, preview=preview, may_sign=may_sign
    )
    return page, status


@blueprint.get("/embed-code/preview")
@allows(Permission.MANAGE_EMBED_CODES)
def embed_preview() -> str:
    """A bare page that carries the code; operators are not counted as visitors on it."""
    form = _form()
    if not form.validate():
        raise InvalidInput(_("This embed code cannot be made; see the form."))
    code = _code(form, EmbedFormat.BECKON, request.host_url)
    return render_template("administration/embed_preview.html", code=Markup(code))  # noqa: S704 - every value is escaped for its place


def _form() -> EmbedCodeForm:
    form = EmbedCodeForm(request.args)
    themes = catalogue().themes.values()
    form.department.choices = [SelectChoice(each.alias, each.name) for each in all_departments()]
    form.language.choices = [
        SelectChoice("", _("As the visitor's browser says")),
        *(SelectChoice(*each) for each in LANGUAGES.items()),
    ]
    form.theme.choices = [
        SelectChoice("", _("The theme in use")),
        *(SelectChoice(theme.id, _(theme.name)) for theme in themes),
    ]
    form.language.data = form.language.data or ""
    form.theme.data = form.theme.data or ""
    form.format.data = form.format.data or EmbedFormat.BECKON.value
    return form


def _code(form: EmbedCodeForm, kind: EmbedFormat, base_url: str) -> str:
    wanted = EmbedCode(
        identifier=form.identifier.data or None,
        departments=tuple(form.department.data or ()),
        language=form.language.data or None,
        theme=form.theme.data or None,
    )
    return render_embed_code(wanted, kind, base_url)

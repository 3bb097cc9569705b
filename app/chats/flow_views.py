"""The page of the rules by which chats are given to people, and close by themselves."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.chats.flow_forms import NAMES, FlowForm
from app.domain.errors import InvalidInput
from app.domain.roles import Permission
from app.foundation import clock, settings
from app.foundation.database import transaction
from app.foundation.i18n import spoken
from app.foundation.login import allows, signed_in_operator
from app.operators import audit
from app.shell import settings_places

blueprint = Blueprint("chat_rules", __name__, template_folder="templates")
settings_places.register(settings_places.SettingsPlace("chat_rules.index", _l("Chat rules"), 25))


@blueprint.route("/settings/chat-rules", methods=["GET", "POST"])
@allows(Permission.MANAGE_SETTINGS)
def index() -> str | Response | tuple[str, int]:
    """What is in force, and changing it."""
    form = FlowForm()
    if request.method == "GET":
        form.show(settings.values_of(tuple(NAMES.values())))
        return _page(form)
    if not form.validate():
        return _page(form), InvalidInput.status
    try:
        with transaction():
            settings.change_all(form.values())
            audit.record(signed_in_operator(), audit.Action.SETTINGS_CHANGED, "chat rules", now=clock.now())
    except InvalidInput as error:
        if not form.attach(error):
            flash(spoken(error), "error")
        return _page(form), error.status
    flash(_("Saved. It holds everywhere within a second."), "success")
    return redirect(url_for("chat_rules.index"))


def _page(form: FlowForm) -> str:
    return render_template("chats/chat_rules.html", form=form)

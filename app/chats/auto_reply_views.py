"""The pages of the texts that are said by themselves: which there are, and writing those of one language."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.chats.auto_reply_editing import KeptReply, drop, kept_replies, reply_of, save
from app.chats.auto_reply_forms import EVERYWHERE, AutoReplyForm, NewReplyForm
from app.chats.auto_reply_texts import NOTHING, PLACE, PLACES_OF, WAIT
from app.departments.queries import all_departments
from app.domain.errors import BeckonError, InvalidInput, NotFound
from app.domain.language_tags import is_tag, plain_tag
from app.domain.roles import Permission
from app.domain.translation import N_
from app.foundation import clock, settings
from app.foundation.i18n import spoken
from app.foundation.locale_names import language_name
from app.foundation.login import allows, signed_in_operator
from app.shell import settings_places

blueprint = Blueprint("auto_replies", __name__, template_folder="templates")
settings_places.register(settings_places.SettingsPlace("auto_replies.index", _l("Auto-replies"), 28))


@blueprint.get("/auto-replies")
@allows(Permission.MANAGE_SETTINGS)
def index() -> str:
    """Which texts there are."""
    return _list(NewReplyForm(formdata=None, language=settings.get("site.language")))


@blueprint.post("/auto-replies")
@allows(Permission.MANAGE_SETTINGS)
def begin() -> Response | tuple[str, int]:
    """Go to the texts of a department and a language."""
    form = NewReplyForm()
    if form.validate() and not is_tag(form.language.data):
        form.language.errors = [*form.language.errors, _("This is no code of a language.")]
    if form.errors:
        return _list(form), InvalidInput.status
    tag = plain_tag(form.language.data)
    return redirect(url_for("auto_replies.edit", department=form.department.data, language=tag))


@blueprint.route("/auto-replies/<department>/<language>", methods=["GET", "POST"])
@allows(Permission.MANAGE_SETTINGS)
def edit(department: str, language: str) -> str | Response | tuple[str, int]:
    """The texts of one language for one department, or for all."""
    number, name = _department(department)
    form = AutoReplyForm()
    kept = reply_of(number, language)
    if request.method == "GET":
        form.show(kept or NOTHING)
        return _page(form, name, language, is_kept=kept is not None)
    if not form.validate():
        return _page(form, name, language, is_kept=kept is not None), InvalidInput.status
    try:
        save(number, language, form.texts(), signed_in_operator(), clock.now())
    except BeckonError as error:
        if not form.attach(error):
            flash(spoken(error), "error")
        return _page(form, name, language, is_kept=kept is not None), error.status
    flash(_("Saved. New chats hear it at once."), "success")
    return redirect(url_for("auto_replies.index"))


@blueprint.post("/auto-replies/<department>/<language>/delete")
@allows(Permission.MANAGE_SETTINGS)
def delete(department: str, language: str) -> Response:
    """Say nothing of this any more."""
    number, _name = _department(department)
    drop(number, language, signed_in_operator(), clock.now())
    flash(_("Deleted."), "success")
    return redirect(url_for("auto_replies.index"))


def _list(form: NewReplyForm) -> str:
    lines = [_line(each) for each in kept_replies()]
    first = {"department": EVERYWHERE, "language": settings.get("site.language")}
    return render_template("chats/auto_replies.html", form=form, lines=lines, first=first)


def _line(kept: KeptReply) -> dict[str, object]:
    said = [name for name in PLACES_OF if getattr(kept.texts, name)]
    return {
        "department": kept.department_name,
        "language": language_name(kept.language),
        "tag": kept.language,
        "count": len(said),
        "begins": getattr(kept.texts, said[0]) if said else "",
        "place": str(kept.department_id) if kept.department_id is not None else EVERYWHERE,
    }


def _page(form: AutoReplyForm, name: str | None, language: str, *, is_kept: bool) -> str:
    places = {field: [f"{{{each}}}" for each in known if each in (PLACE, WAIT)] for field, known in PLACES_OF.items()}
    spoken_language = language_name(plain_tag(language))
    return render_template(
        "chats/auto_reply.html", form=form, name=name, language=spoken_language, places=places, is_kept=is_kept
    )


def _department(written: str) -> tuple[int | None, str | None]:
    if written == EVERYWHERE:
        return None, None
    found = next((each for each in all_departments() if str(each.id) == written), None)
    if found is None:
        raise NotFound(N_("there is no such department"), field="department")
    return found.id, found.name

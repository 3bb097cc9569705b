"""The pages on which operators keep their canned replies."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.canned_replies import queries, service
from app.canned_replies.forms import CannedForm
from app.canned_replies.pages import filter_of, lines_of, scope_options, tag_options
from app.canned_replies.vocabulary import LONGEST_TEXT, CannedSnapshot, Scope, may_change
from app.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.domain.roles import Permission
from app.foundation import clock
from app.foundation.login import allows, signed_in_operator
from app.shell import navigation
from app.shell.navigation import NavigationEntry

blueprint = Blueprint("canned_replies", __name__, url_prefix="/canned-replies", template_folder="templates")
navigation.register(
    NavigationEntry(
        endpoint="canned_replies.index",
        label=_l("Canned replies"),
        icon="text-quote",
        order=24,
        permission=Permission.OWN_CANNED_REPLIES,
    )
)


@blueprint.get("")
@allows(Permission.OWN_CANNED_REPLIES)
def index() -> str:
    """What this operator can use, filtered by ``q``, ``scope`` and ``tag``."""
    operator = signed_in_operator()
    wanted = filter_of(request.args)
    replies = queries.usable_by(operator)
    found = queries.matching(replies, wanted.words, wanted.scope, wanted.tag)
    return render_template(
        "canned_replies/index.html",
        lines=lines_of(found, operator),
        total=len(replies),
        wanted=wanted,
        scopes=scope_options(),
        tags=tag_options(queries.tags_of(replies)),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@allows(Permission.OWN_CANNED_REPLIES)
def new() -> str | Response | tuple[str, int]:
    """Write a reply; ``?text=`` begins with something that was said before."""
    form = _form()
    if request.method == "POST":
        return _save(form, None)
    form.text.data = request.args.get("text", "")[:LONGEST_TEXT]
    return _page(form, None)


@blueprint.route("/<key>", methods=["GET", "POST"])
@allows(Permission.OWN_CANNED_REPLIES)
def edit(key: str) -> str | Response | tuple[str, int]:
    """Change a reply."""
    reply = _usable(key)
    form = _form()
    if request.method == "POST":
        return _save(form, reply)
    form.fill(reply)
    return _page(form, reply)


@blueprint.post("/<key>/delete")
@allows(Permission.OWN_CANNED_REPLIES)
def delete(key: str) -> Response:
    """Forget a reply."""
    reply = _usable(key)
    service.delete_reply(key, signed_in_operator())
    flash(_("“%(title)s” is deleted.", title=reply.title), "success")
    return redirect(url_for("canned_replies.index"))


def _save(form: CannedForm, reply: CannedSnapshot | None) -> str | Response | tuple[str, int]:
    if "add_language" in request.form:
        if len(form.translations.entries) < (form.translations.max_entries or 0):
            form.translations.append_entry()
        return _page(form, reply)
    if not form.validate() or not form.check_languages():
        return _page(form, reply), InvalidInput.status
    operator, now = signed_in_operator(), clock.now()
    try:
        if reply is None:
            saved = service.create_reply(form.draft(), operator, now)
        else:
            saved = service.change_reply(reply.key, form.draft(), operator, now)
    except (InvalidInput, Conflict, Forbidden) as error:
        form.attach(error)
        return _page(form, reply), error.status
    flash(_("“%(title)s” is saved. Type / in a message to use it.", title=saved.title), "success")
    return redirect(url_for("canned_replies.index"))


def _page(form: CannedForm, reply: CannedSnapshot | None) -> str:
    is_mine = reply is None or may_change(signed_in_operator(), reply)
    return render_template(
        "canned_replies/reply.html", form=form, reply=reply, may_change=is_mine, department_scope=Scope.DEPARTMENT.value
    )


def _form() -> CannedForm:
    form = CannedForm()
    form.offer(signed_in_operator())
    return form


def _usable(key: str) -> CannedSnapshot:
    found = next((each for each in queries.usable_by(signed_in_operator()) if each.key == key), None)
    if found is None:
        raise NotFound(_("There is no such canned reply."))
    return found

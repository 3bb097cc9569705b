"""Inviting by hand on a page of its own, which works without script."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.domain.errors import BeckonError, NotFound
from app.domain.roles import Permission
from app.domain.snapshots import VisitorSnapshot
from app.foundation import clock
from app.foundation.i18n import spoken
from app.foundation.login import allows, signed_in_operator
from app.invitations import manual
from app.invitations.manual_vocabulary import MOST_AT_ONCE, Sending
from app.invitations.ready_texts import keep_text, ready_texts
from app.realtime.manual_forms import InviteForm
from app.realtime.manual_words import reason_words
from app.visitors import queries
from app.visitors.pseudonyms import called

blueprint = Blueprint("inviting", __name__, url_prefix="/visitors/invite", template_folder="templates")


@blueprint.route("", methods=["GET", "POST"])
@allows(Permission.INVITE_VISITORS)
def page() -> str | Response:
    """Write an invitation to the visitors that the address names, and send it."""
    operator = signed_in_operator()
    form = InviteForm.with_texts(ready_texts(operator))
    keys = list(dict.fromkeys(request.values.getlist("visitor")))[: MOST_AT_ONCE + 1]
    if request.method == "POST" and form.validate():
        try:
            now = clock.now()
            sending = manual.send(form.draft(), keys, operator, now)
            if form.keep.data:
                keep_text(form.draft().text, operator, now)
        except BeckonError as error:
            form.text.errors = [*form.text.errors, spoken(error)]
        else:
            _tell(sending)
            return redirect(_place_after(keys))
    return render_template(
        "realtime/invite.html",
        invite=form,
        visitors=[(key, called(key, found.name if found else None)) for key, found in _visitors(keys)],
    )


@blueprint.post("/recall/<key>")
@allows(Permission.INVITE_VISITORS)
def recall(key: str) -> Response:
    """Take one back."""
    try:
        taken = manual.recall(key, signed_in_operator(), clock.now())
    except NotFound:
        raise
    except BeckonError as error:
        flash(spoken(error), "error")
        return redirect(url_for("visitors.index"))
    flash(_("Your invitation is taken back."), "success")
    return redirect(url_for("visitors.show", key=taken.visitor_key))


def _visitors(keys: list[str]) -> list[tuple[str, VisitorSnapshot | None]]:
    return [(key, queries.visitor_by_key(key)) for key in keys]


def _tell(sending: Sending) -> None:
    number = len(sending.sent)
    if number:
        flash(ngettext("%(num)d visitor is invited.", "%(num)d visitors are invited.", number), "success")
    for each in sending.refused:
        told = {"name": called(each.key, each.name), "reason": reason_words(each.reason)}
        flash(_("%(name)s: %(reason)s", **told), "error")


def _place_after(keys: list[str]) -> str:
    known = len(keys) == 1 and queries.visitor_by_key(keys[0]) is not None
    return url_for("visitors.show", key=keys[0]) if known else url_for("visitors.index")

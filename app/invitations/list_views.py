"""What can be done from the list of invitations: moving one, copying one, pausing or launching several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.domain.errors import InvalidInput, NotFound
from app.domain.roles import Permission
from app.domain.translation import N_
from app.foundation import clock
from app.foundation.i18n import spoken
from app.foundation.login import allows, signed_in_operator
from app.invitations import authoring, queries
from app.invitations.list_forms import ticked, way_back
from app.invitations.many import ACTS, LeftAlone, turn_many
from app.invitations.ordering import move_invitation

blueprint = Blueprint("invitation_list", __name__, url_prefix="/invitations")
NAME_LIMIT = 200
MOST_TOLD = 5


@blueprint.post("/<key>/move")
@allows(Permission.MANAGE_INVITATIONS)
def move(key: str) -> Response:
    """Put an invitation before another one (``before``), or behind all where that is empty."""
    before = request.form.get("before") or None
    changed = move_invitation(key, before, operator_id=signed_in_operator().id, now=clock.now())
    return jsonify({"positions": changed}) if request.accept_mimetypes.best == "application/json" else _back()


@blueprint.post("/<key>/duplicate")
@allows(Permission.MANAGE_INVITATIONS)
def duplicate(key: str) -> Response:
    """A draft with everything that this one has; opens in the editor."""
    details = queries.invitation_details(key)
    if details is None:
        raise NotFound(_("There is no such invitation."))
    name = str(_("Copy of %(name)s", name=details.draft.name))[:NAME_LIMIT]
    draft = replace(details.draft, name=name)
    try:
        copied = authoring.create_invitation(draft, operator_id=signed_in_operator().id, now=clock.now())
    except InvalidInput as error:
        flash(
            _("This invitation cannot be copied as it is. Open it and save it first: %(reason)s", reason=spoken(error)),
            "error",
        )
        return _back()
    flash(_("This is the copy, a draft. Change what shall differ."), "success")
    return redirect(url_for("invitations.edit", key=copied.key))


@blueprint.post("/bulk")
@allows(Permission.MANAGE_INVITATIONS)
def bulk() -> Response:
    """Pause or launch the ticked invitations; each that cannot be says so, and the others go on."""
    keys, action = ticked(request.form.getlist("key")), request.form.get("action", "")
    act = ACTS.get(action)
    if act is None:
        raise InvalidInput(N_("choose what to do: pause or launch"), field="action", code="not_an_option")
    if not keys:
        flash(_("Tick the invitations first."), "warning")
        return _back()
    outcome = turn_many(act, keys, operator_id=signed_in_operator().id, now=clock.now())
    if outcome.done:
        flash(_told(action, outcome.done), "success")
    _tell_left(outcome.left)
    return _back()


def _tell_left(left: Sequence[LeftAlone]) -> None:
    """The first few by name and reason, the rest as a number."""
    for each in left[:MOST_TOLD]:
        told = {"name": each.name, "reason": spoken(each.error)}
        flash(_("“%(name)s” was left as it was: %(reason)s", **told), "warning")
    more = len(left) - MOST_TOLD
    if more > 0:
        flash(ngettext("One more was left as it was.", "%(num)d more were left as they were.", more), "warning")


def _told(action: str, number: int) -> str:
    if action == "pause":
        return str(ngettext("One invitation is paused.", "%(num)d invitations are paused.", number))
    return str(ngettext("One invitation is live.", "%(num)d invitations are live.", number))


def _back() -> Response:
    return redirect(way_back(request.form.get("back", ""), url_for("invitations.index")))

"""What can be done from the list of invitations: moving one, copying one, pausing or launching several."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.domain.errors import BeckonError, InvalidInput, NotFound
from app.domain.snapshots import InvitationSnapshot, Role
from app.domain.translation import N_
from app.foundation import clock
from app.foundation.i18n import spoken
from app.foundation.login import requires, signed_in_operator
from app.invitations import authoring, queries
from app.invitations.launching import launch_if_sound
from app.invitations.list_forms import ticked, way_back
from app.invitations.ordering import move_invitation

blueprint = Blueprint("invitation_list", __name__, url_prefix="/invitations")
NAME_LIMIT = 200
Act = Callable[..., InvitationSnapshot]


@blueprint.post("/<key>/move")
@requires(Role.SUPERVISOR)
def move(key: str) -> Response:
    """Put an invitation before another one (``before``), or behind all where that is empty."""
    before = request.form.get("before") or None
    changed = move_invitation(key, before, operator_id=signed_in_operator().id, now=clock.now())
    return jsonify({"positions": changed}) if request.accept_mimetypes.best == "application/json" else _back()


@blueprint.post("/<key>/duplicate")
@requires(Role.SUPERVISOR)
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
@requires(Role.SUPERVISOR)
def bulk() -> Response:
    """Pause or launch the ticked invitations; each that cannot be says so, and the others go on."""
    keys, action = ticked(request.form.getlist("key")), request.form.get("action", "")
    if action not in ("pause", "launch"):
        raise InvalidInput(N_("choose what to do: pause or launch"), field="action", code="not_an_option")
    if not keys:
        flash(_("Tick the invitations first."), "warning")
        return _back()
    act = authoring.pause if action == "pause" else launch_if_sound
    done, refused = _done(act, keys, signed_in_operator().id, clock.now())
    if done:
        flash(_told(action, done), "success")
    for name, reason in refused[:5]:
        flash(_("“%(name)s” was left as it was: %(reason)s", name=name, reason=reason), "warning")
    if len(refused) > 5:
        more = len(refused) - 5
        flash(ngettext("One more was left as it was.", "%(num)d more were left as they were.", more), "warning")
    return _back()


def _done(act: Act, keys: Iterable[str], operator_id: int, now: datetime) -> tuple[int, list[tuple[str, str]]]:
    """How many were changed, and name and reason of those that were not."""
    done, refused = 0, []
    for key in keys:
        try:
            act(key, operator_id=operator_id, now=now)
            done += 1
        except BeckonError as error:
            details = queries.invitation_details(key)
            refused.append((details.snapshot.name if details else key, spoken(error)))
    return done, refused


def _told(action: str, number: int) -> str:
    if action == "pause":
        return str(ngettext("One invitation is paused.", "%(num)d invitations are paused.", number))
    return str(ngettext("One invitation is live.", "%(num)d invitations are live.", number))


def _back() -> Response:
    return redirect(way_back(request.form.get("back", ""), url_for("invitations.index")))

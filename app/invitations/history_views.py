"""The tab on which the history of an invitation is read, and from which one goes back or deletes it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.roles import Permission
from app.foundation import clock
from app.foundation.i18n import spoken
from app.foundation.login import allows, signed_in_operator
from app.invitations import authoring, queries
from app.invitations.history import history_page, roll_back
from app.invitations.vocabulary import InvitationDetails

LONGEST_NUMBER = 18
blueprint = Blueprint("invitation_history", __name__, url_prefix="/invitations", template_folder="templates")


@blueprint.get("/<key>/history")
@allows(Permission.MANAGE_INVITATIONS)
def show(key: str) -> str:
    """Every save, launch and pause, the newest first, with what it changed."""
    details = _details(key)
    before = _number(request.args.get("before", ""))
    return render_template(
        "invitations/history.html", details=details, history=history_page(details, before), is_first=before is None
    )


@blueprint.post("/<key>/history/<int:version_id>/restore")
@allows(Permission.MANAGE_INVITATIONS)
def restore(key: str, version_id: int) -> Response:
    """Save an earlier version again."""
    details = _details(key)
    expected = _number(request.form.get("version", "")) or 0
    try:
        roll_back(key, version_id, expected_version=expected, operator_id=signed_in_operator().id, now=clock.now())
    except Conflict:
        flash(_("Somebody saved this invitation meanwhile. Look at its newest version first."), "warning")
    except InvalidInput as error:
        flash(_("This version cannot be brought back as it was: %(reason)s", reason=spoken(error)), "error")
    else:
        flash(_("“%(name)s” is as it was in that version.", name=details.snapshot.name), "success")
    return redirect(url_for("invitation_history.show", key=key))


@blueprint.post("/<key>/delete")
@allows(Permission.MANAGE_INVITATIONS)
def delete(key: str) -> Response:
    """Forget the invitation with its numbers."""
    gone = authoring.delete_invitation(_details(key).snapshot.key, operator_id=signed_in_operator().id, now=clock.now())
    flash(_("“%(name)s” is deleted.", name=gone.name), "success")
    return redirect(url_for("invitations.index"))


def _details(key: str) -> InvitationDetails:
    details = queries.invitation_details(key)
    if details is None:
        raise NotFound(_("There is no such invitation."))
    return details


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else None

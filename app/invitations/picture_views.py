"""Takes the pictures that somebody puts into a message."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from limits import RateLimitItemPerHour

from app.domain.errors import BeckonError, InvalidInput, TooManyRequests
from app.domain.roles import Permission
from app.domain.translation import N_
from app.foundation import uploads
from app.foundation.http import takes_bodies_of
from app.foundation.i18n import spoken
from app.foundation.limits import is_allowed
from app.foundation.login import allows, signed_in_operator

FORM_AROUND_BYTES = 64 * 1024
"""What the form around a file may take."""
PICTURES_AN_HOUR = RateLimitItemPerHour(200)

blueprint = Blueprint("pictures", __name__, url_prefix="/invitations/pictures")


@blueprint.post("")
@allows(Permission.MANAGE_INVITATIONS)
@takes_bodies_of(uploads.BYTES_LIMIT + FORM_AROUND_BYTES)
def upload() -> Response:
    """Keep one picture and say where it is; the same picture twice is one file."""
    try:
        stored = _stored()
    except BeckonError as error:
        raise type(error)(spoken(error), field=error.field, code=error.code) from error
    return jsonify(address=stored.address, width=stored.width, height=stored.height, is_animated=stored.is_animated)


def _stored() -> uploads.StoredPicture:
    if not is_allowed(PICTURES_AN_HOUR, "pictures", str(signed_in_operator().id)):
        raise TooManyRequests(N_("that were many pictures; wait a while before you send more"))
    file = request.files.get("picture")
    if file is None:
        raise InvalidInput(N_("choose a picture"), field="picture")
    content = file.stream.read(uploads.BYTES_LIMIT + 1)
    return uploads.store_picture(content, file.filename or "", file.mimetype)

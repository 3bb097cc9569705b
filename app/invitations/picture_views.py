"""Takes the pictures that somebody puts into a message."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from app.domain.errors import InvalidInput
from app.domain.snapshots import Role
from app.domain.translation import N_
from app.foundation import uploads
from app.foundation.login import requires

MULTIPART_ROOM = 64 * 1024
"""What the form around a file may take."""

blueprint = Blueprint("pictures", __name__, url_prefix="/invitations/pictures")


@blueprint.post("")
@requires(Role.SUPERVISOR)
def upload() -> Response:
    """Keep one picture and say where it is; the same picture twice is one file."""
    file = request.files.get("picture")
    if file is None:
        raise InvalidInput(N_("choose a picture"), field="picture")
    content = file.stream.read(uploads.BYTES_LIMIT + 1)
    stored = uploads.store_picture(content, file.filename or "", file.mimetype)
    return jsonify(
        address=stored.address, width=stored.width, height=stored.height, is_animated=stored.is_animated
    )

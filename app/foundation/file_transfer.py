"""Files over HTTP: how one is read from a form, and how one is handed out so that it can do nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Response, request, send_file

from app.domain.errors import InvalidInput
from app.domain.translation import N_

MOST_BYTES = 25 * 1024 * 1024
FORM_AROUND_BYTES = 64 * 1024
"""What the form around a file may take."""

BODY_BYTES = MOST_BYTES + FORM_AROUND_BYTES
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file as somebody sent it: its bytes, and what the browser says about them."""

    content: bytes
    name: str
    declared: str


def uploaded_file() -> tuple[UploadedFile, str]:
    """The field ``file`` of the form that this request carries, and its ``client_id``."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise InvalidInput(N_("choose a file"), field="file", code="file_missing")
    content = file.stream.read(MOST_BYTES + 1)
    return UploadedFile(content, file.filename, file.mimetype), request.form.get("client_id", "")


def handed_out(path: Path, name: str, media_type: str, *, may_be_shown: bool) -> Response:
    """The bytes of a file as an answer that nothing keeps; what may not be shown in a page can only be saved."""
    answer = send_file(
        path,
        mimetype=media_type,
        as_attachment=not may_be_shown,
        download_name=name,
        conditional=False,
        etag=False,
        last_modified=None,
        max_age=None,
    )
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers.pop("Last-Modified", None)
    return answer

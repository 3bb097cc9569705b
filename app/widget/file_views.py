"""Serves uploaded pictures to every page of the web, in a way that lets them be nothing but pictures."""

from __future__ import annotations

from flask import Blueprint, Response, request

from app.foundation import uploads

YEAR_SECONDS = 365 * 24 * 60 * 60

blueprint = Blueprint("files", __name__)


@blueprint.get(f"{uploads.FILES_PATH}<name>")
def show(name: str) -> Response:
    """A picture by its name; with ``?still`` the first frame of one that moves. The content of a name never changes."""
    is_still = "still" in request.args
    found = uploads.stored_file(name, still=is_still)
    answer = Response(found.content, mimetype=found.kind)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    answer.set_etag(name + ("-still" if is_still else ""))
    answer.make_conditional(request)
    return answer

"""The addresses of a try-it under ``/embed``: open to every page of the web, without cookies, by signed token."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, render_template, request

from app.domain.errors import BeckonError
from app.foundation import clock, strict_json
from app.foundation.database import db
from app.foundation.http import csp_nonce
from app.foundation.i18n import spoken
from app.widget import try_it
from app.widget.appearance import panel_document
from app.widget.assets import panel_file_address
from app.widget.bodies import EmbedBody
from app.widget.callers import Caller, caller_of
from app.widget.try_it_bodies import TryItBody

BODY_LIMIT_BYTES = 128 * 1024
PANEL_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; font-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors *"
)

blueprint = Blueprint("try_it", __name__, url_prefix="/embed", template_folder="templates")


@blueprint.post("/v1/try/page")
def page() -> Response:
    """A page was opened."""
    return _json(try_it.open_page(_body(), _caller(), request.script_root, clock.now()))


@blueprint.post("/v1/try/claim")
def claim() -> Response:
    """The test of the invitation holds."""
    return _json(try_it.claim(_body(), _caller(), clock.now()))


@blueprint.post("/v1/try/explain")
def explain() -> Response:
    """What the panel on the page shows."""
    return _json(try_it.explain(_body(), _caller(), clock.now()))


@blueprint.get("/try/panel")
def panel() -> Response:
    """What opens in place of the chat: nothing can be sent here."""
    embed = EmbedBody(language=request.args.get("language")).snapshot()
    answer = Response(
        render_template(
            "widget/try_it_panel.html",
            panel=panel_document(embed),
            style_url=request.script_root + panel_file_address("panel.css"),
            script_url=request.script_root + panel_file_address("try_it_panel.js"),
        )
    )
    answer.headers["Content-Security-Policy"] = PANEL_POLICY.format(nonce=csp_nonce())
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@blueprint.errorhandler(BeckonError)
def _refused(error: BeckonError) -> tuple[Response, int]:
    """The panel shows the sentence as it stands, so it is in the reader's language."""
    db.session.rollback()
    document = error.as_document()
    document["error"] |= {"message": spoken(error)}  # type: ignore[operator]
    return _json(document), error.status


@blueprint.after_request
def _open_to_every_page(response: Response) -> Response:
    if request.path.startswith("/embed/v1/"):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cache-Control"] = "no-store"
    return response


def _body() -> TryItBody:
    return strict_json.decode(request.get_data(), TryItBody, limit=BODY_LIMIT_BYTES)


def _caller() -> Caller:
    return caller_of(request.headers, request.remote_addr, is_operator=False)


def _json(document: dict[str, Any]) -> Response:
    return Response(orjson.dumps(document), mimetype="application/json")

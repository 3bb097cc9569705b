"""The addresses under ``/embed``: open to every page of the web, without cookies, answered with ``*`` for CORS."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
from flask import Blueprint, Response, current_app, render_template, request
from flask_login import current_user

from app.domain.snapshots import EmbedSnapshot
from app.foundation import clock, strict_json
from app.foundation.database import db
from app.foundation.http import csp_nonce
from app.invitations.vocabulary import Granted
from app.visitors.blocking import is_kept_out
from app.visitors.tokens import visitor_key_from
from app.widget import listening, panel_file_views, panel_views, service, signals, try_it_views
from app.widget.appearance import panel_document
from app.widget.assets import CLASSIC_LOADER, LOADER, BuiltFile, built_file, panel_file, panel_file_address, plugin_file
from app.widget.bodies import ClaimBody, EmbedBody, PageBody, SignalsBody
from app.widget.callers import Caller, Untracked, caller_of

BODY_LIMIT_BYTES = 512 * 1024
LOADER_SECONDS = 300
WEEK_SECONDS = 7 * 24 * 60 * 60
YEAR_SECONDS = 365 * 24 * 60 * 60
PANEL_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self' {sockets}; base-uri 'none'; form-action 'none'; frame-ancestors *"
)

blueprint = Blueprint("embed", __name__, template_folder="templates")
blueprints = (blueprint, panel_views.blueprint, panel_file_views.blueprint, try_it_views.blueprint)


@blueprint.post("/embed/v1/page")
def page() -> Response:
    """A page was opened."""
    body = strict_json.decode(request.get_data(), PageBody, limit=BODY_LIMIT_BYTES)
    caller = _caller(body.token)
    return _json(_as_if_away(caller, service.open_page(body, caller, request.script_root, clock.now())))


@blueprint.post("/embed/v1/claim")
def claim() -> Response:
    """The test of an armed invitation holds."""
    body = strict_json.decode(request.get_data(), ClaimBody, limit=BODY_LIMIT_BYTES)
    return _json(service.claim(body, _caller(body.token), clock.now()))


@blueprint.post("/embed/v1/listen")
def listen() -> Response:
    """A page waits for an operator's invitation."""
    body = strict_json.decode(request.get_data(), listening.ListenBody, limit=BODY_LIMIT_BYTES)
    return _json(listening.listen_for_page(body, _caller(body.token), clock.now()))


@blueprint.post("/embed/v1/manual")
def manual() -> Response:
    """A page asks for the words of an operator's invitation."""
    body = strict_json.decode(request.get_data(), listening.ManualClaimBody, limit=BODY_LIMIT_BYTES)
    decision = listening.claim_for_page(body, _caller(body.token), clock.now())
    if isinstance(decision, Granted):
        return _json(service.granted_document(decision))
    return _json(service.refused_document(decision.value))


@blueprint.post("/embed/v1/signal")
def signal() -> Response:
    """Something happened on a page."""
    body = strict_json.decode(request.get_data(), SignalsBody, limit=BODY_LIMIT_BYTES)
    caller = _caller(body.token)
    return _json(_as_if_away(caller, signals.take_signals(body, caller, clock.now())))


@blueprint.get("/embed/beckon.js")
def loader() -> Response:
    """The script that the embed code loads."""
    return _built(built_file(LOADER), LOADER_SECONDS)


@blueprint.get("/design/defaulttheme/js/widgetv2/index.js")
def classic_loader() -> Response:
    """The script for embed codes in the classic form."""
    return _built(built_file(CLASSIC_LOADER), LOADER_SECONDS)


@blueprint.get("/embed/static/<path:name>")
def static_file(name: str) -> Response:
    """A file of the panel."""
    found = panel_file(name)
    unmarked_seconds = WEEK_SECONDS if name.startswith("fonts/") else 0
    return _built(found, YEAR_SECONDS if request.args.get("v") == found.mark else unmarked_seconds)


@blueprint.get("/embed/plugins/<plugin_id>/<name>.js")
def plugin_module(plugin_id: str, name: str) -> Response:
    """A browser module that a plugin registered; nothing else of a plugin's folder has an address."""
    found = plugin_file(plugin_id, name)
    return _built(found, YEAR_SECONDS if request.args.get("v") == found.mark else 0)


@blueprint.get("/embed/panel")
def panel() -> Response:
    """The chat panel, an iframe on the customer's page or a window of its own."""
    document = panel_document(_embed_of_query())
    answer = Response(
        render_template(
            "widget/panel.html",
            panel=document,
            style_url=request.script_root + panel_file_address("panel.css"),
            script_url=request.script_root + panel_file_address("panel.js"),
        )
    )
    host = request.host
    answer.headers["Content-Security-Policy"] = PANEL_POLICY.format(
        nonce=csp_nonce(), sockets=f"ws://{host} wss://{host}"
    )
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.after_request
def _open_to_every_page(response: Response) -> Response:
    if request.path.startswith("/embed/v1/"):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cache-Control"] = "no-store"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Headers"] = "Content-Type"
            response.headers["Access-Control-Allow-Methods"] = "POST"
            response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _caller(token: str | None) -> Caller:
    caller = caller_of(request.headers, request.remote_addr, is_operator=_is_signed_in())
    if is_kept_out(visitor_key_from(token), request.remote_addr, clock.now()):
        caller = replace(caller, untracked=Untracked.BLOCKED)
    db.session.rollback()  # the group's writer may be this very session: begin with a fresh one
    return caller


def _as_if_away(caller: Caller, answer: dict[str, Any]) -> dict[str, Any]:
    """Somebody on the block list finds nobody there, and no chat."""
    if caller.untracked is not Untracked.BLOCKED:
        return answer
    return answer | {"team": {"online": False}} | ({"chat": None} if "chat" in answer else {})


def _is_signed_in() -> bool:
    """A signed-in operator; only pages of this server bring the cookie along."""
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies and bool(current_user.is_authenticated)


def _embed_of_query() -> EmbedSnapshot:
    given = request.args
    embed = EmbedBody(
        identifier=given.get("identifier"), department=given.getlist("department")[:50], language=given.get("language")
    )
    return embed.snapshot(given.get("theme"))


def _built(file: BuiltFile, keep_seconds: int) -> Response:
    is_packed = file.packed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    answer = Response(file.packed if is_packed else file.content, content_type=file.kind)
    if is_packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    lasting = ", immutable" if keep_seconds == YEAR_SECONDS else ""
    answer.headers["Cache-Control"] = f"public, max-age={keep_seconds}{lasting}" if keep_seconds else "no-cache"
    answer.set_etag(file.mark + ("-gzip" if is_packed else ""))
    answer.make_conditional(request)
    return answer


def _json(document: dict[str, Any]) -> Response:
    return Response(orjson.dumps(document), mimetype="application/json")

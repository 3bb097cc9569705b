"""The addresses under ``/widget/v1`` for the chat panel: same origin, JSON only, visitor token and panel secret."""

from __future__ import annotations

from typing import Any, TypeVar

import orjson
from flask import Blueprint, Response, request

from app.domain.errors import InvalidInput, UnsupportedMedia
from app.foundation import clock, strict_json
from app.widget import pace, panel_service
from app.widget.bodies import FirstMessageBody, MessageBody, NothingBody, SeenBody, SessionBody
from app.widget.panel_service import PanelCaller

T = TypeVar("T")
MOST_DIGITS = 18
BODY_LIMIT_BYTES = 256 * 1024

blueprint = Blueprint("panel", __name__, url_prefix="/widget/v1")


@blueprint.post("/session")
def session() -> Response:
    """Open the panel."""
    return _json(panel_service.open_session(_caller(), _body(SessionBody), clock.now()))


@blueprint.post("/chats")
def start_chat() -> Response:
    """Send the first message."""
    answer, is_new = panel_service.start_chat(_caller(), _body(FirstMessageBody), clock.now())
    return _json(answer, 201 if is_new else 200)


@blueprint.get("/chats/<chat_key>/messages")
def messages(chat_key: str) -> Response:
    """Read what is new."""
    caller, changes_after = _caller(), _number("changes_after") if "changes_after" in request.args else None
    return _json(panel_service.messages_after(caller, chat_key, _number("after"), changes_after, clock.now()))


@blueprint.post("/chats/<chat_key>/messages")
def post_message(chat_key: str) -> Response:
    """Send a further message."""
    return _json(panel_service.post_message(_caller(), chat_key, _body(MessageBody), clock.now()))


@blueprint.post("/chats/<chat_key>/seen")
def seen(chat_key: str) -> Response:
    """Tell how far the visitor has read."""
    panel_service.mark_seen(_caller(), chat_key, _body(SeenBody).id, clock.now())
    return _json({"ok": True})


@blueprint.post("/chats/<chat_key>/close")
def close(chat_key: str) -> Response:
    """End the chat."""
    caller = _caller()
    _body(NothingBody)
    return _json({"chat": panel_service.close_chat(caller, chat_key, clock.now())})


@blueprint.after_request
def _keep_nothing(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _caller() -> PanelCaller:
    headers = request.headers
    caller = panel_service.panel_caller(
        headers.get("Authorization", ""), headers.get("X-Beckon-Panel", ""), request.remote_addr
    )
    pace.PANEL_PACE.demand(caller.secret)
    return caller


def _body(kind: type[T]) -> T:
    """The body; a plain-text one is refused, because every page of the web could send it."""
    if request.mimetype != "application/json":
        raise UnsupportedMedia("the body must be application/json", field="Content-Type")
    return strict_json.decode(request.get_data() or b"{}", kind, limit=BODY_LIMIT_BYTES)


def _number(name: str) -> int:
    text = request.args.get(name, "0")
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        raise InvalidInput(f"{name} must be the number of a message", field=name)
    return int(text)


def _json(document: dict[str, Any], status: int = 200) -> Response:
    return Response(orjson.dumps(document), status, mimetype="application/json")

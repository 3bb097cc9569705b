"""The addresses under ``/widget/v1`` for the chat panel: same origin, JSON only, visitor token and panel secret."""

from __future__ import annotations

from flask import Blueprint, Response, request

from app.domain.errors import InvalidInput
from app.foundation import clock
from app.foundation.json_requests import NothingBody, body_of, json_answer, keep_nothing
from app.widget import panel_service
from app.widget.bodies import FirstMessageBody, MessageBody, SeenBody, SessionBody
from app.widget.offline_form import OfflineBody
from app.widget.panel_requests import caller_of_request

MOST_DIGITS = 18

blueprint = Blueprint("panel", __name__, url_prefix="/widget/v1")
blueprint.after_request(keep_nothing)


@blueprint.post("/session")
def session() -> Response:
    """Open the panel."""
    return json_answer(panel_service.open_session(caller_of_request(), body_of(SessionBody), clock.now()))


@blueprint.post("/chats")
def start_chat() -> Response:
    """Send the first message."""
    answer, is_new = panel_service.start_chat(caller_of_request(), body_of(FirstMessageBody), clock.now())
    return json_answer(answer, 201 if is_new else 200)


@blueprint.post("/offline")
def leave_message() -> Response:
    """Leave a message while nobody is there."""
    answer, is_new = panel_service.leave_message(caller_of_request(), body_of(OfflineBody), clock.now())
    return json_answer(answer, 201 if is_new else 200)


@blueprint.get("/chats/<chat_key>/messages")
def messages(chat_key: str) -> Response:
    """Read what is new."""
    caller, changes_after = caller_of_request(), _number("changes_after") if "changes_after" in request.args else None
    return json_answer(panel_service.messages_after(caller, chat_key, _number("after"), changes_after, clock.now()))


@blueprint.post("/chats/<chat_key>/messages")
def post_message(chat_key: str) -> Response:
    """Send a further message."""
    return json_answer(panel_service.post_message(caller_of_request(), chat_key, body_of(MessageBody), clock.now()))


@blueprint.post("/chats/<chat_key>/seen")
def seen(chat_key: str) -> Response:
    """Tell how far the visitor has read."""
    panel_service.mark_seen(caller_of_request(), chat_key, body_of(SeenBody).id, clock.now())
    return json_answer({"ok": True})


@blueprint.post("/chats/<chat_key>/close")
def close(chat_key: str) -> Response:
    """End the chat."""
    caller = caller_of_request()
    body_of(NothingBody)
    return json_answer({"chat": panel_service.close_chat(caller, chat_key, clock.now())})


def _number(name: str) -> int:
    text = request.args.get(name, "0")
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        raise InvalidInput(f"{name} must be the number of a message", field=name)
    return int(text)

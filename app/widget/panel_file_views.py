"""Files in the chat panel, and what it asks when a chat has ended: the same callers as in ``panel_views``."""

from __future__ import annotations

from flask import Blueprint, Response, request

from app.chats import file_reading
from app.foundation import clock, strict_json
from app.foundation.file_transfer import BODY_BYTES, handed_out, uploaded_file
from app.foundation.http import takes_bodies_of
from app.foundation.json_requests import NothingBody, body_of, json_answer, keep_nothing
from app.widget import after_chat, panel_files
from app.widget.bodies import FirstFileBody, RatingBody, TranscriptBody
from app.widget.panel_requests import caller_of_request

blueprint = Blueprint("panel_files", __name__, url_prefix="/widget/v1")
blueprint.after_request(keep_nothing)


@blueprint.post("/chats/<chat_key>/files")
@takes_bodies_of(BODY_BYTES)
def send(chat_key: str) -> Response:
    """Send a file: ``file`` and ``client_id`` of a form."""
    caller = caller_of_request()
    panel_files.demand_pace(caller)
    file, client_id = uploaded_file()
    return json_answer(panel_files.send(caller, chat_key, client_id, file, clock.now()))


@blueprint.post("/files")
@takes_bodies_of(BODY_BYTES)
def begin() -> Response:
    """Begin a chat with a file: ``file``, ``client_id`` and ``start`` of a form, a document as for a first message."""
    caller = caller_of_request()
    panel_files.demand_pace(caller)
    file, client_id = uploaded_file()
    beside = strict_json.decode(request.form.get("start", "{}").encode(), FirstFileBody)
    answer, is_new = panel_files.begin(caller, client_id, beside, file, clock.now())
    return json_answer(answer, 201 if is_new else 200)


@blueprint.post("/chats/<chat_key>/file-pass")
def file_pass(chat_key: str) -> Response:
    """What opens the files of a chat in addresses, for a while."""
    caller = caller_of_request()
    body_of(NothingBody)
    return json_answer(panel_files.file_pass(caller, chat_key, clock.now()))


@blueprint.get("/files/<key>")
def show(key: str) -> Response:
    """A file, for who holds a pass of its chat."""
    found = file_reading.file_for_pass(key, request.args.get("pass", ""), clock.now())
    return handed_out(found.path, found.name, found.media_type, may_be_shown=found.is_picture)


@blueprint.post("/chats/<chat_key>/rating")
def rate(chat_key: str) -> Response:
    """Say how the chat was."""
    caller = caller_of_request()
    return json_answer({"chat": after_chat.rate(caller, chat_key, body_of(RatingBody), clock.now())})


@blueprint.post("/chats/<chat_key>/transcript")
def mail_transcript(chat_key: str) -> Response:
    """Have the chat sent by e-mail."""
    caller = caller_of_request()
    return json_answer(after_chat.mail_transcript(caller, chat_key, body_of(TranscriptBody), clock.now()))

"""What an operator does inside a conversation over HTTP: change, delete, note, mention, reopen, look back."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response

from app.chats import access, calls, editing, notes, reopening
from app.chats.history import previous_chat
from app.foundation import clock
from app.foundation.json_requests import NothingBody, Number, body_of, json_answer, keep_nothing
from app.foundation.login import signed_in_operator
from app.operators.queries import operators_present
from app.realtime.desk_rows import desk_chat
from app.realtime.message_rows import desk_message, desk_note, desk_version
from app.realtime.side_lines import side_lines

blueprint = Blueprint("conversation", __name__, url_prefix="/desk/chats/<key>")
blueprint.after_request(keep_nothing)
MESSAGE = "/messages/<int(max=9007199254740992):number>"


class EditBody(msgspec.Struct, forbid_unknown_fields=True):
    """Another text for a message; ``change`` is the number of its last change that the operator has seen."""

    text: str
    change: Number


class DeleteBody(msgspec.Struct, forbid_unknown_fields=True):
    """Take a message back."""

    change: Number


class NoteBody(msgspec.Struct, forbid_unknown_fields=True):
    """A note for colleagues."""

    client_id: str
    text: str


@blueprint.post(MESSAGE + "/edit")
def edit(key: str, number: int) -> Response:
    """Give a message another text."""
    operator = signed_in_operator()
    body = body_of(EditBody)
    try:
        changed = editing.edit(key, number, operator, body.text, body.change, clock.now())
    except editing.ChangedMeanwhile as error:
        return _changed_meanwhile(error)
    return json_answer({"message": desk_message(changed)})


@blueprint.post(MESSAGE + "/delete")
def delete(key: str, number: int) -> Response:
    """Take a message back."""
    operator = signed_in_operator()
    try:
        changed = editing.delete(key, number, operator, body_of(DeleteBody).change, clock.now())
    except editing.ChangedMeanwhile as error:
        return _changed_meanwhile(error)
    return json_answer({"message": desk_message(changed)})


@blueprint.get(MESSAGE + "/history")
def history(key: str, number: int) -> Response:
    """What a message said before."""
    versions = editing.history(key, number, signed_in_operator())
    return json_answer({"versions": [desk_version(version) for version in versions]})


@blueprint.post("/notes")
def post_note(key: str) -> Response:
    """Leave a note; the same ``client_id`` again is the same note."""
    operator = signed_in_operator()
    body = body_of(NoteBody)
    return json_answer({"note": desk_note(notes.post_note(key, operator, body.client_id, body.text, clock.now()))})


@blueprint.post("/notes/<int(max=9007199254740992):number>/seen")
def note_seen(key: str, number: int) -> Response:
    """The operator has seen the notes up to this one, so nobody has to write to them about a call."""
    operator = signed_in_operator()
    body_of(NothingBody)
    calls.forget_calls(key, operator, number)
    return json_answer({})


@blueprint.get("/colleagues")
def colleagues(key: str) -> Response:
    """Who can be called to this chat by name."""
    operator = signed_in_operator()
    chat = access.chat_for_operator(key, operator)
    states = {who.id: state.value for who, state in operators_present(clock.now())}
    found = notes.mentionable(chat, operator)
    listed = [{"id": each.id, "name": each.name, "state": states.get(each.id, "offline")} for each in found]
    return json_answer({"colleagues": listed})


@blueprint.post("/reopen")
def reopen(key: str) -> Response:
    """Take a closed chat up again."""
    operator = signed_in_operator()
    body_of(NothingBody)
    return json_answer({"chat": desk_chat(reopening.reopen(key, operator, clock.now()))})


@blueprint.get("/previous")
def previous(key: str) -> Response:
    """The chat that the visitor had before this one."""
    found = previous_chat(key, signed_in_operator())
    return json_answer({"chat": desk_chat(found) if found else None})


@blueprint.get("/lines")
def lines(key: str) -> Response:
    """What happened beside the messages."""
    return json_answer({"lines": side_lines(access.chat_for_operator(key, signed_in_operator()), clock.now())})


def _changed_meanwhile(error: editing.ChangedMeanwhile) -> Response:
    inner: Any = error.as_document()["error"]
    return json_answer({"error": inner, "message": desk_message(error.present)}, error.status)

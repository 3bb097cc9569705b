"""Files at the desk, and what is sent from there when a chat is over: uploads, downloads, the transcript by e-mail."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from flask import Blueprint, Response

from app.chats import file_reading, files, transcript_mail
from app.chats.site_settings import FileRules, file_rules
from app.domain.roles import Permission
from app.foundation import clock, mail
from app.foundation.file_transfer import BODY_BYTES, handed_out, uploaded_file
from app.foundation.http import takes_bodies_of
from app.foundation.json_requests import body_of, json_answer
from app.foundation.login import allows, may, signed_in_operator
from app.realtime.message_rows import desk_message

blueprint = Blueprint("desk_files", __name__)


@dataclass(frozen=True, slots=True)
class FileOffers:
    """What the desk may offer its operator: which files to send, and letters to visitors."""

    rules: FileRules
    may_send: bool
    may_mail: bool


class TranscriptBody(msgspec.Struct, forbid_unknown_fields=True):
    """Where a transcript goes."""

    address: str


@blueprint.post("/desk/chats/<key>/files")
@allows(Permission.SEND_FILES)
@takes_bodies_of(BODY_BYTES)
def send(key: str) -> Response:
    """Send a file into a chat of one's own; the same ``client_id`` again is the same message."""
    operator = signed_in_operator()
    files.demand_pace_of_operator(operator.id)
    file, client_id = uploaded_file()
    message = files.send_from_operator(key, operator, client_id, file, clock.now())
    return json_answer({"message": desk_message(message)})


@blueprint.get("/desk/files/<key>")
def show(key: str) -> Response:
    """A file of a chat that one may see."""
    found = file_reading.file_for_operator(key, signed_in_operator())
    return handed_out(found.path, found.name, found.media_type, may_be_shown=found.is_picture)


@blueprint.post("/desk/chats/<key>/transcript")
def mail_transcript(key: str) -> Response:
    """E-mail what was said in a chat."""
    operator = signed_in_operator()
    address = transcript_mail.send_for_operator(key, operator, body_of(TranscriptBody).address, clock.now())
    return json_answer({"sent_to": address})


@blueprint.app_template_global("file_offers")
def file_offers() -> FileOffers:
    """What the operator who reads this page may send."""
    may_send = may(signed_in_operator(), Permission.SEND_FILES)
    return FileOffers(file_rules(), may_send, mail.is_configured())

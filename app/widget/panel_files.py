"""What the panel does with files: it sends them, and asks for a pass to read them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from app.chats import file_reading, files
from app.chats.keeping_out import demand_welcome
from app.chats.posting import FileDraft, checked_client_id, checked_text
from app.chats.wire import wire_message
from app.foundation.file_kinds import checked_name
from app.foundation.file_transfer import UploadedFile
from app.visitors.tokens import visitor_key_from
from app.widget.bodies import FirstFileBody, FirstMessageBody
from app.widget.panel_service import NOBODY, PanelCaller, start_chat, unknown_visitor, visitor_id_of


def demand_pace(caller: PanelCaller) -> None:
    """Refuse a panel that sends too many files."""
    files.demand_pace_of_visitor(caller.secret, caller.address)


def send(caller: PanelCaller, chat_key: str, client_id: str, file: UploadedFile, now: datetime) -> dict[str, Any]:
    """The visitor sends a file; the same ``client_id`` gives the same answer."""
    message = files.send_from_visitor(
        chat_key, visitor_id_of(caller), caller.secret, client_id, file, now, address=caller.address
    )
    return {"message": wire_message(message)}


def begin(
    caller: PanelCaller, client_id: str, beside: FirstFileBody, file: UploadedFile, now: datetime
) -> tuple[dict[str, Any], bool]:
    """The visitor begins a chat with a file; the same ``client_id`` gives the same answer."""
    demand_welcome(visitor_key_from(caller.token), caller.address, now)
    visitor_id = visitor_id_of(caller)
    if visitor_id == NOBODY:
        raise unknown_visitor()
    name = checked_text(checked_name(file.name))
    first = FirstMessageBody(checked_client_id(client_id), name, beside.impression, beside.page, beside.embed)
    return files.begin_from_visitor(visitor_id, file, partial(_begun, caller, first, now), now)


def _begun(caller: PanelCaller, first: FirstMessageBody, now: datetime, file: FileDraft) -> tuple[dict[str, Any], bool]:
    return start_chat(caller, first, now, file)


def file_pass(caller: PanelCaller, chat_key: str, now: datetime) -> dict[str, Any]:
    """What opens the files of the visitor's chat."""
    found = file_reading.pass_for_visitor(chat_key, visitor_id_of(caller), caller.secret, now)
    return {"pass": found.token, "seconds": found.seconds}

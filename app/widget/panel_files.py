"""What the panel does with files: it sends them, and asks for a pass to read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.chats import file_reading, files
from app.chats.wire import wire_message
from app.foundation.file_transfer import UploadedFile
from app.widget.panel_service import PanelCaller, visitor_id_of


def demand_pace(caller: PanelCaller) -> None:
    """Refuse a panel that sends too many files."""
    files.demand_pace_of_visitor(caller.secret, caller.address)


def send(caller: PanelCaller, chat_key: str, client_id: str, file: UploadedFile, now: datetime) -> dict[str, Any]:
    """The visitor sends a file; the same ``client_id`` gives the same answer."""
    message = files.send_from_visitor(chat_key, visitor_id_of(caller), caller.secret, client_id, file, now)
    return {"message": wire_message(message)}


def file_pass(caller: PanelCaller, chat_key: str, now: datetime) -> dict[str, Any]:
    """What opens the files of the visitor's chat."""
    found = file_reading.pass_for_visitor(chat_key, visitor_id_of(caller), caller.secret, now)
    return {"pass": found.token, "seconds": found.seconds}

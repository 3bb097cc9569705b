"""Chats and messages as JSON for the panel; the one place where these documents are written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.domain.snapshots import ChatSnapshot, MessageSnapshot


def wire_message(message: MessageSnapshot) -> dict[str, Any]:
    """One message. ``id`` counts 1, 2, 3 … within the chat; ``code`` names system messages for translation."""
    return {
        "id": message.id,
        "chat": message.chat_key,
        "client_id": message.client_id,
        "from": message.sender.value,
        "name": message.sender_name,
        "text": message.text,
        "html": message.html,
        "code": message.code,
        "at": wire_time(message.at),
    }


def wire_chat(chat: ChatSnapshot) -> dict[str, Any]:
    """A chat as the visitor's panel knows it."""
    return {
        "key": chat.key,
        "state": chat.state.value,
        "operator": {"name": chat.operator_name} if chat.operator_name else None,
        "last_id": chat.last_id,
        "unread": chat.unread_by_visitor,
        "started_at": wire_time(chat.started_at),
    }


def wire_acknowledgement(message: MessageSnapshot) -> dict[str, Any]:
    """What the sender of a message learns after the commit."""
    return {"id": message.id, "client_id": message.client_id, "at": wire_time(message.at)}


def wire_time(moment: datetime) -> str:
    """ISO 8601 in UTC with a final Z."""
    return moment.isoformat().replace("+00:00", "Z")

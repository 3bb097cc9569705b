"""Chats and messages as JSON for the panel; the one place where these documents are written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.chats.message_queries import Missed
from app.chats.queue_places import QueuePlace
from app.domain.snapshots import ChatSnapshot, FileSnapshot, MessageSnapshot, QuoteSnapshot


def wire_message(message: MessageSnapshot) -> dict[str, Any]:
    """One message. ``id`` counts 1, 2, 3 … within the chat; ``code`` names system messages for translation.

    ``change`` is 0, or the number of its latest change within the chat; of two pictures of it the higher one is newer.
    """
    return {
        "id": message.id,
        "chat": message.chat_key,
        "client_id": message.client_id,
        "from": message.sender.value,
        "name": message.sender_name,
        "text": message.text,
        "html": message.html,
        "code": message.code,
        "about": message.about,
        "at": wire_time(message.at),
        "quote": _wire_quote(message.quote),
        "file": _wire_file(message.file),
        "edited_at": wire_time(message.edited_at) if message.edited_at else None,
        "deleted_at": wire_time(message.deleted_at) if message.deleted_at else None,
        "change": message.change,
    }


def wire_missed(missed: Missed) -> dict[str, Any]:
    """What somebody missed of a chat; ``changed_to`` is what they ask with next time."""
    return {
        "messages": [wire_message(message) for message in missed.messages],
        "changes": [wire_message(message) for message in missed.changes],
        "changed_to": missed.changed_to,
        "more": missed.more,
    }


def wire_chat(chat: ChatSnapshot) -> dict[str, Any]:
    """A chat as the visitor's panel knows it."""
    return {
        "key": chat.key,
        "state": chat.state.value,
        "operator": {"name": chat.operator_name} if chat.operator_name else None,
        "last_id": chat.last_id,
        "last_change": chat.last_change,
        "unread": chat.unread_by_visitor,
        "started_at": wire_time(chat.started_at),
        "rating": chat.rating,
        "held": chat.held_since is not None,
    }


def wire_queue(queue: QueuePlace | None) -> dict[str, Any]:
    """What the panel of a chat is told beside it while the chat waits; nothing otherwise."""
    return {} if queue is None else {"queue": {"place": queue.place, "wait_seconds": queue.wait_seconds}}


def wire_acknowledgement(message: MessageSnapshot) -> dict[str, Any]:
    """What the sender of a message learns after the commit."""
    return {"id": message.id, "client_id": message.client_id, "at": wire_time(message.at)}


def _wire_quote(quote: QuoteSnapshot | None) -> dict[str, Any] | None:
    if quote is None:
        return None
    return {"id": quote.id, "from": quote.sender.value, "name": quote.sender_name, "text": quote.text}


def _wire_file(file: FileSnapshot | None) -> dict[str, Any] | None:
    """A file of a message; ``key`` is its name below ``/desk/files/`` and ``/widget/v1/files/``."""
    if file is None:
        return None
    return {
        "key": file.key,
        "name": file.name,
        "kind": file.kind,
        "size": file.size,
        "width": file.width,
        "height": file.height,
    }


def wire_time(moment: datetime) -> str:
    """ISO 8601 in UTC with a final Z."""
    return moment.isoformat().replace("+00:00", "Z")

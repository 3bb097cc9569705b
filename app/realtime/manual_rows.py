"""Invitations by hand as the desk reads them: one document for rows, answers and pushes."""

from __future__ import annotations

from typing import Any

from app.chats.wire import wire_time
from app.domain.snapshots import ManualSnapshot
from app.invitations.manual_vocabulary import Sending
from app.visitors.pseudonyms import pseudonym


def manual_row(manual: ManualSnapshot, *, has_left: bool = False) -> dict[str, Any]:
    """What an operator sent to one visitor, and where it stands; ``has_left`` where the visitor is not here."""
    return {
        "key": manual.key,
        "batch": manual.batch_key,
        "state": manual.state,
        "is_open": manual.ended_at is None,
        "has_left": has_left,
        "sender": {"id": manual.operator_id, "name": manual.sender_name},
        "text": manual.text,
        "assign": manual.assigns_chat,
        "at": wire_time(manual.created_at),
        "expires_at": wire_time(manual.expires_at) if manual.expires_at else None,
        "visitor": {
            "key": manual.visitor_key,
            "name": manual.visitor_name,
            "pseudonym": pseudonym(manual.visitor_key).as_document(),
        },
    }


def sending_document(sending: Sending) -> dict[str, Any]:
    """The answer to sending: who gets it, and who does not and why."""
    return {
        "batch": sending.batch_key,
        "sent": [manual_row(each) for each in sending.sent],
        "refused": [
            {
                "visitor": {"key": each.key, "name": each.name, "pseudonym": pseudonym(each.key).as_document()},
                "reason": each.reason.value,
            }
            for each in sending.refused
        ],
    }

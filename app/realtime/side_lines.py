"""What the desk shows between the messages: pages that the visitor opened and invitations that were shown meanwhile.

They are read from what is known about visits and never become messages, so no visitor sees them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.chats.wire import wire_time
from app.domain.snapshots import ChatSnapshot
from app.invitations.showing_queries import showings_between
from app.visitors.opened_pages import pages_between

MOST_LINES = 200


def side_lines(chat: ChatSnapshot, now: datetime) -> list[dict[str, Any]]:
    """The lines of a chat in the order of time; of too many pages the latest."""
    until = chat.closed_at or now
    pages = [
        {"kind": "page", "at": wire_time(page.at), "url": page.url, "title": page.title}
        for page in pages_between(chat.visitor_id, chat.started_at, until, MOST_LINES)
    ]
    shown = [
        {"kind": "invitation", "at": wire_time(showing.at), "name": showing.name}
        for showing in showings_between(chat.visitor_id, chat.started_at, until, MOST_LINES)
    ]
    return sorted([*pages, *shown], key=lambda line: str(line["at"]))

"""What is told in the chat itself whenever something becomes of it: a code, a name, and the words in English."""

from __future__ import annotations

from datetime import datetime

from app.chats import posting, queries
from app.domain import events
from app.domain.snapshots import ChatSnapshot, SenderKind
from app.foundation.database import Publish

WORDS = {
    "joined": "{name} has joined the chat",
    "assigned": "{name} takes care of this chat",
    "handed_over": "{name} has handed you over to {about}",
    "taken_over": "{name} has taken over from {about}",
    "held": "{name} has put the chat on hold",
    "resumed": "{name} is back",
    "reopened": "{name} has reopened the chat",
    "requeued": "{name} cannot go on with the chat; a colleague will",
    "idle_warning": "The chat closes in {about} min if nobody writes",
    "ended_by_visitor": "The visitor has ended the chat",
    "ended_by_operator": "{name} has ended the chat",
    "ended_idle": "The chat has ended because nobody wrote any more",
    "ended_abandoned": "The chat has ended because the visitor left",
    "ended_unanswered": "The chat has ended because nobody was there to answer",
}
"""Every code with its English words; panel and desk say them in their reader's language."""


def say(publish: Publish, chat_id: int, code: str, name: str, now: datetime, about: str | None = None) -> ChatSnapshot:
    """Add a line under the chat's row lock, and give back the chat as it is with it."""
    words = WORDS[code].format(name=name or "Live Support", about=about)
    draft = posting.Draft(SenderKind.SYSTEM, SenderKind.SYSTEM.value, name, words, code=code, about=about)
    message = posting.add(chat_id, draft, now)
    chat = queries.chat_by_id(chat_id)
    publish(events.MessagePosted(at=now, chat=chat, message=message))
    return chat

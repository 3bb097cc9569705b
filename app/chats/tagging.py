"""Words that operators put on chats, so that they are found again: added, taken away, suggested."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, insert, select

from app.chats import access, pictures, posting, queries
from app.chats.models import ChatTag
from app.domain import events
from app.domain.errors import InvalidInput
from app.domain.snapshots import ChatSnapshot, OperatorSnapshot
from app.domain.translation import N_
from app.foundation.database import db, transaction
from app.foundation.text import clean_line

LONGEST_TAG = 40
MOST_TAGS = 20
SUGGESTED = 100


def add_tag(chat_key: str, operator: OperatorSnapshot, tag: str, now: datetime) -> ChatSnapshot:
    """Put a word on a chat that the operator may see; one that is there in whatever case stays as it is."""
    cleaned = clean_line(tag, LONGEST_TAG)
    if not cleaned:
        raise InvalidInput(N_("a tag has at least one character"), field="tag", code="empty")
    with transaction() as publish:
        chat_id = _locked(chat_key, operator)
        present = pictures.tags_of_chat(chat_id)
        if cleaned.casefold() in {each.casefold() for each in present}:
            return queries.chat_by_id(chat_id)
        if len(present) >= MOST_TAGS:
            message = N_("a chat has at most %(most)d tags")
            raise InvalidInput(message, field="tag", code="too_many_tags", values={"most": MOST_TAGS})
        db.session.execute(insert(ChatTag).values(chat_id=chat_id, tag=cleaned))
        chat = queries.chat_by_id(chat_id)
        publish(events.ChatChanged(at=now, chat=chat))
        return chat


def remove_tag(chat_key: str, operator: OperatorSnapshot, tag: str, now: datetime) -> ChatSnapshot:
    """Take a word away from a chat; one that is not there is no error."""
    wanted = clean_line(tag, LONGEST_TAG).casefold()
    with transaction() as publish:
        chat_id = _locked(chat_key, operator)
        gone = [each for each in pictures.tags_of_chat(chat_id) if each.casefold() == wanted]
        if gone:
            db.session.execute(delete(ChatTag).where(ChatTag.chat_id == chat_id, ChatTag.tag.in_(gone)))
        chat = queries.chat_by_id(chat_id)
        if gone:
            publish(events.ChatChanged(at=now, chat=chat))
        return chat


def tags_in_use(limit: int = SUGGESTED) -> tuple[str, ...]:
    """The words on chats, the most frequent first, for suggesting."""
    found = select(ChatTag.tag).group_by(ChatTag.tag).order_by(func.count().desc(), ChatTag.tag).limit(limit)
    return tuple(db.session.execute(found).scalars())


def _locked(chat_key: str, operator: OperatorSnapshot) -> int:
    chat_id = access.operator_chat_id(chat_key, operator)
    posting.lock(chat_id)
    return chat_id

"""Canned replies as the desk's composer offers them in one chat."""

from __future__ import annotations

from typing import Any

from app.canned_replies.filling import ReplyValues, filled_reply
from app.canned_replies.queries import usable_by
from app.domain.snapshots import ChatSnapshot, OperatorSnapshot
from app.domain.visitor_attributes import for_operators
from app.visitors.queries import attributes_of, visitor_by_id


def replies_for(chat: ChatSnapshot, operator: OperatorSnapshot) -> list[dict[str, Any]]:
    """The replies with their words for this chat: in its language, with its names and values."""
    visitor = visitor_by_id(chat.visitor_id)
    page = visitor.page if visitor and visitor.page else chat.page
    values = ReplyValues(
        visitor_name=chat.visitor_name or (visitor.name if visitor else None),
        email=chat.visitor_email,
        phone=chat.visitor_phone,
        operator=operator.name,
        department=chat.department_name,
        page_url=page.url if page else None,
        page_title=page.title if page else None,
        attributes=for_operators(attributes_of(chat.visitor_id)),
    )
    language = chat.language or (visitor.embed.language or visitor.language if visitor else None)
    return [
        {"key": each.key, "title": each.title, "tags": list(each.tags), "text": filled_reply(each, values, language)}
        for each in usable_by(operator)
    ]

"""What the desk reads about chats and visitors as JSON; the one place where these documents are written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.chats import message_queries, notes
from app.chats import queries as chats
from app.chats.history import has_previous
from app.chats.wire import wire_chat, wire_time
from app.domain.snapshots import (
    ChatSnapshot,
    ImpressionSnapshot,
    ManualSnapshot,
    OperatorSnapshot,
    PageSnapshot,
    TransferSnapshot,
    VisitorSnapshot,
)
from app.invitations.manual_queries import latest_manuals
from app.invitations.queries import latest_impressions
from app.realtime.manual_rows import manual_row
from app.realtime.message_rows import desk_missed, desk_note
from app.visitors.pseudonyms import pseudonym
from app.visitors.queries import SeenPage, page_history, visitor_by_id
from app.visitors.rows import row

PAGES_IN_TRAIL = 30


def desk_chat(chat: ChatSnapshot) -> dict[str, Any]:
    """A chat as operators know it: what the panel knows, and who, from where, for how long, what last."""
    return {
        **wire_chat(chat),
        "operator": _operator(chat),
        "visitor": {
            "key": chat.visitor_key,
            "name": chat.visitor_name,
            "pseudonym": pseudonym(chat.visitor_key).as_document(),
            "country": chat.visitor_country,
        },
        "department": chat.department_name,
        "department_id": chat.department_id,
        "last_line": chat.last_line,
        "waiting_since": _time(chat.waiting_since),
        "closed_at": _time(chat.closed_at),
        "unread": chat.unread_by_operator,
        "seen_by_operator": chat.operator_seen_id,
        "seen_by_visitor": chat.visitor_seen_id,
        "received_by_visitor": chat.visitor_received_id,
        "last_note": chat.last_note,
        "invitation": {"name": chat.invitation_name} if chat.invitation_name else None,
        "page": _page(chat.page),
        "close_reason": chat.close_reason,
        "held_since": _time(chat.held_since),
        "missed_at": _time(chat.missed_at),
        "transfer": _transfer(chat.transfer),
        "tags": list(chat.tags),
        "rating": chat.rating,
        "rating_comment": chat.rating_comment,
        "visitor_email": chat.visitor_email,
        "last_activity_at": _time(chat.last_activity_at),
        "awaiting_since": _time(chat.awaiting_since),
    }


def visitor_rows(visitors: Sequence[VisitorSnapshot]) -> list[dict[str, Any]]:
    """Rows of the online list, each with the invitation of its present visit and its open chat."""
    ids = [visitor.id for visitor in visitors]
    if not ids:
        return []
    impressions = latest_impressions(ids)
    open_chats = chats.open_chats_of_visitors(ids)
    manuals = manuals_of_visits(visitors)
    return [
        {
            **_visitor(each, impressions.get(each.id), open_chats.get(each.id)),
            "manual": manual_row(manuals[each.id]) if each.id in manuals else None,
        }
        for each in visitors
    ]


def manuals_of_visits(visitors: Sequence[VisitorSnapshot]) -> dict[int, ManualSnapshot]:
    """The latest invitation by hand of each visitor, if it was sent during the present visit, by visitor id."""
    began = {each.id: each.visit_started_at for each in visitors}
    found = latest_manuals(list(began)).items()
    return {number: each for number, each in found if (start := began[number]) is None or start <= each.created_at}


def chat_page(
    chat: ChatSnapshot, operator: OperatorSnapshot, after: int, changes_after: int | None = None, notes_after: int = 0
) -> dict[str, Any]:
    """One chat with what an operator missed of it (at most 200 messages and notes, then ``more``) and its visitor."""
    missed = desk_missed(message_queries.missed(chat, min(after, chat.last_id), changes_after))
    found, more_notes = notes.notes_after(chat, notes_after)
    visitor = visitor_by_id(chat.visitor_id)
    return {
        "chat": desk_chat(chat),
        "visitor": visitor_page(visitor) if visitor else None,
        **missed,
        "notes": [desk_note(note) for note in found],
        "more": missed["more"] or more_notes,
        "has_previous": has_previous(chat, operator),
    }


def visitor_page(visitor: VisitorSnapshot) -> dict[str, Any]:
    """Everything the desk says about one visitor: the row, where the visit came from, and the trail, latest first."""
    return {
        **visitor_rows([visitor])[0],
        "landing_url": visitor.landing_url,
        "time_zone": visitor.time_zone,
        "page_began_at": _time(visitor.page_began_at),
        "utm": dict(visitor.utm),
        "trail": [_seen_page(page) for page in page_history(visitor.id, PAGES_IN_TRAIL)],
    }


def _visitor(
    visitor: VisitorSnapshot, impression: ImpressionSnapshot | None, chat: ChatSnapshot | None
) -> dict[str, Any]:
    is_of_this_visit = impression is not None and impression.visit_id == visitor.visit_id
    shown = None
    if impression is not None and is_of_this_visit:
        by_hand = {"by_hand": True} if impression.is_manual else {}
        shown = {"name": impression.invitation_name, "state": impression.state, **by_hand}
    in_chat = {"key": chat.key, "state": chat.state.value, "operator": _operator(chat)} if chat else None
    return {
        **row(visitor),
        "pseudonym": pseudonym(visitor.key).as_document(),
        "invitation": shown,
        "chat": in_chat,
    }


def _operator(chat: ChatSnapshot) -> dict[str, Any] | None:
    return {"id": chat.operator_id, "name": chat.operator_name} if chat.operator_id is not None else None


def _transfer(transfer: TransferSnapshot | None) -> dict[str, Any] | None:
    if transfer is None:
        return None
    department = {"id": transfer.department_id, "name": transfer.department_name} if transfer.department_id else None
    operator = {"id": transfer.operator_id, "name": transfer.operator_name} if transfer.operator_id else None
    by = {"id": transfer.by_operator_id, "name": transfer.by_name}
    return {"operator": operator, "department": department, "by": by, "note": transfer.note, "at": _time(transfer.at)}


def _seen_page(page: SeenPage) -> dict[str, Any]:
    return {
        "url": page.url,
        "title": page.title,
        "at": wire_time(page.at),
        "seconds": round(page.seconds),
        "visit_number": page.visit_number,
    }


def _page(page: PageSnapshot | None) -> dict[str, str] | None:
    return {"url": page.url, "title": page.title} if page else None


def _time(moment: datetime | None) -> str | None:
    return wire_time(moment) if moment else None

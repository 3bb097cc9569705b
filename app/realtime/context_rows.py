"""What the context pane and the page of a visitor say about the person, beyond the row of the visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.chats.about_person import PastChat, chats_of_person, contact_of
from app.chats.wire import wire_time
from app.domain.roles import Permission
from app.domain.snapshots import OperatorSnapshot, VisitorSnapshot
from app.domain.visitor_attributes import for_operators
from app.foundation.login import may
from app.invitations.coming import Coming
from app.invitations.log_words import state_words
from app.invitations.visitor_showings import ShownInvitation, showings_of_visitor
from app.visitors.blocking import BlockSnapshot, block_of_visitor
from app.visitors.contact import standing_of
from app.visitors.notes import Note, notes_about
from app.visitors.queries import PastVisit, attributes_of, is_visitor_online, visit_history

VISITS_SHOWN = 10
LONGEST_VALUE = 300


def context_document(visitor: VisitorSnapshot, operator: OperatorSnapshot, now: datetime) -> dict[str, Any]:
    """Everything beside the visit itself, in a number of questions that does not grow with what there is to say."""
    standing = standing_of(visitor.id)
    chats = chats_of_person(visitor, operator)
    contact = contact_of(standing.contact, chats)
    return {
        "key": visitor.key,
        "is_here": is_visitor_online(visitor.id, now),
        "can": what_may_be_done(operator),
        "contact": {"name": contact.name, "email": contact.email, "phone": contact.phone},
        "signed_id": visitor.user_id,
        "is_colleague": standing.is_colleague,
        "block": _block(block_of_visitor(visitor.key, now)),
        "first_seen_at": wire_time(standing.first_seen_at),
        "notes": [note_row(note, operator) for note in notes_about(visitor.id)],
        "chats": [_chat(chat) for chat in chats],
        "visits": [_visit(visit) for visit in visit_history(visitor.id, VISITS_SHOWN)],
        "invitations": [_invitation(each) for each in showings_of_visitor(visitor.id)],
        "attributes": attribute_rows(attributes_of(visitor.id)),
    }


def what_may_be_done(operator: OperatorSnapshot) -> dict[str, bool]:
    """Which buttons the operator is offered; the server asks again whatever is pressed."""
    return {
        "invite": may(operator, Permission.INVITE_VISITORS),
        "block": may(operator, Permission.BLOCK_VISITORS),
        "export": may(operator, Permission.EXPORT_VISITORS),
        "erase": may(operator, Permission.ERASE_VISITORS),
        "edit_invitations": may(operator, Permission.MANAGE_INVITATIONS),
    }


def note_row(note: Note, operator: OperatorSnapshot) -> dict[str, Any]:
    """One note as the pane shows it; ``can_remove`` for its writer and whoever may erase visitors."""
    is_mine = note.operator_id == operator.id
    return {
        "id": note.id,
        "by": note.operator_name,
        "text": note.text,
        "at": wire_time(note.at),
        "can_remove": is_mine or may(operator, Permission.ERASE_VISITORS),
    }


def coming_row(coming: Coming) -> dict[str, Any]:
    """What comes next to one visitor."""
    return {
        "visitor": coming.visitor_key,
        "state": coming.prospect.value,
        "invitation": coming.invitation_key,
        "name": coming.name,
        "at": _time(coming.at),
        "words": coming.words,
    }


def attribute_rows(attributes: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the site told about the visitor, without what it hides from operators."""
    return [{"name": name, "value": value_words(value)} for name, value in for_operators(attributes).items()]


def name_and_value(rows: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    """The same rows as pairs."""
    return [(row["name"], row["value"]) for row in rows]


def value_words(value: object) -> str:
    """An attribute's value as it is read."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(each) for each in value)[:LONGEST_VALUE]
    return str(value)[:LONGEST_VALUE]


def _block(block: BlockSnapshot | None) -> dict[str, Any] | None:
    if block is None:
        return None
    return {"until": _time(block.expires_at), "note": block.note, "by": block.operator_name}


def _chat(chat: PastChat) -> dict[str, Any]:
    return {
        "key": chat.key,
        "state": chat.state.value,
        "at": wire_time(chat.started_at),
        "closed_at": _time(chat.closed_at),
        "operator": chat.operator_name,
        "messages": chat.messages,
        "rating": chat.rating,
        "comment": chat.rating_comment,
        "is_missed": chat.is_missed,
        "is_of_this_browser": chat.is_of_this_browser,
    }


def _visit(visit: PastVisit) -> dict[str, Any]:
    return {
        "number": visit.number,
        "at": wire_time(visit.started_at),
        "pages": visit.page_views,
        "seconds": round(visit.open_seconds),
        "referrer": visit.referrer,
        "landing_url": visit.landing_url,
    }


def _invitation(each: ShownInvitation) -> dict[str, Any]:
    return {
        "key": each.invitation_key,
        "name": each.name,
        "by_hand": each.is_manual,
        "state": each.state,
        "words": state_words(each.state),
        "at": wire_time(each.at),
        "page": each.page_url,
    }


def _time(moment: datetime | None) -> str | None:
    return wire_time(moment) if moment else None

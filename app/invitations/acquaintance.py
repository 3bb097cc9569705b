"""What is known of a visitor from before, as far as an invitation speaks of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import exists, or_, select

from app.chats.queries import name_in_latest_chat
from app.domain.snapshots import VisitorSnapshot
from app.foundation.database import db
from app.invitations.models import Impression
from app.invitations.vocabulary import ImpressionKind
from app.visitors.attributes import known_attributes
from app.visitors.models import Visit


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Whether an invitation has met the visitor, their name in an earlier chat, and what the site told about them."""

    is_returning: bool = False
    nick: str | None = None
    attributes: Mapping[str, object] = field(default_factory=dict)


def acquaintance_with(visitor: VisitorSnapshot, invitation_id: int) -> Acquaintance:
    """What is stored about a visitor."""
    return Acquaintance(
        is_returning=was_shown_before(invitation_id, visitor),
        nick=name_in_latest_chat(visitor),
        attributes={each.name: each.value for each in known_attributes(visitor.id)},
    )


def was_shown_before(invitation_id: int, visitor: VisitorSnapshot) -> bool:
    """Whether this invitation has been triggered for the visitor, or for the same signed user id in another browser."""
    whose = Impression.visitor_id == visitor.id
    if visitor.user_id is not None:
        others = select(Visit.visitor_id).where(Visit.user_id == visitor.user_id)
        whose = or_(whose, Impression.visitor_id.in_(others))
    shown = exists().where(
        whose, Impression.invitation_id == invitation_id, Impression.kind == ImpressionKind.AUTOMATIC.value
    )
    return bool(db.session.execute(select(shown)).scalar())

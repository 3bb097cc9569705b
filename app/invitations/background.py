"""What the server has to look up before it can judge a visitor: chats, showings, attributes, events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from app.chats import about_visitors
from app.chats.about_visitors import LatestRating
from app.chats.queries import ChatStanding, standing_of
from app.domain.rules import EventRecord, needed_since, recent_enough
from app.domain.snapshots import VisitorSnapshot
from app.invitations.needs import ATTRIBUTE, EVENTS, EVERYTHING, NOTHING, RATING, SHOWN, SINCE_SHOWN, UNANSWERED, Needs
from app.invitations.queries import showings_to
from app.invitations.vocabulary import Showings
from app.visitors.attributes import KnownAttribute, known_attributes
from app.visitors.event_queries import recorded_events

NO_SHOWINGS = Showings()
_BEFORE_EVERYTHING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Background:
    """What was looked up; ``asked`` says which facts were, and the others could not be known."""

    asked: Needs = NOTHING
    has_chat_history: bool = False
    last_chat_at: datetime | None = None
    has_open_chat: bool = False
    rating: LatestRating | None = None
    unanswered_since: datetime | None = None
    showings: Showings = NO_SHOWINGS
    attributes: tuple[KnownAttribute, ...] = ()
    events: tuple[EventRecord, ...] = ()


def background_of(
    visitor: VisitorSnapshot, now: datetime, needs: Needs = EVERYTHING, standing: ChatStanding | None = None
) -> Background:
    """Look up what is needed and nothing else; ``standing`` is given where it is known already."""
    standing = standing_of(visitor.id) if standing is None else standing
    wanted, has_chatted = needs.facts, standing.last_activity_at is not None
    asks_unanswered = UNANSWERED in wanted and standing.has_open
    return Background(
        asked=needs,
        has_chat_history=has_chatted or _has_chatted_elsewhere(visitor),
        last_chat_at=standing.last_activity_at,
        has_open_chat=standing.has_open,
        rating=about_visitors.latest_rating(visitor.id) if RATING in wanted and has_chatted else None,
        unanswered_since=about_visitors.unanswered_since(visitor.id) if asks_unanswered else None,
        showings=showings_to(visitor.id) if wanted & {SHOWN, SINCE_SHOWN} else NO_SHOWINGS,
        attributes=known_attributes(visitor.id) if ATTRIBUTE in wanted else (),
        events=_events(visitor.id, needs, now) if EVENTS in wanted else (),
    )


def _has_chatted_elsewhere(visitor: VisitorSnapshot) -> bool:
    """Signing in brings together what one person wrote from several browsers."""
    return visitor.user_id is not None and about_visitors.has_chatted_as(visitor.user_id)


def _events(visitor_id: int, needs: Needs, now: datetime) -> tuple[EventRecord, ...]:
    if needs.events is None:
        return recorded_events(visitor_id, _BEFORE_EVERYTHING)
    return recent_enough(recorded_events(visitor_id, needed_since(needs.events, now), needs.events), needs.events, now)

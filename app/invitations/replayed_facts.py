"""What the server knew about a visitor on a page of a visit that is over, as far as the stored rows still say it.

What they do not say is unavailable, never guessed: what only the browser saw (scrolling, idleness, an open panel), who
of the team was there, and what has been overwritten since.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from app.chats import about_visitors
from app.chats.about_visitors import LatestRating
from app.domain.rules import UNAVAILABLE, EventRecord, Facts, needed_since
from app.domain.snapshots import PageSnapshot, VisitorSnapshot
from app.foundation.database import db
from app.invitations.background import Background
from app.invitations.known_facts import CLOSED, facts_of
from app.invitations.models import Impression
from app.invitations.needs import ATTRIBUTE, EVENTS, RATING, SHOWN, SINCE_SHOWN, UNANSWERED, Needs
from app.invitations.vocabulary import Showings
from app.visitors.addresses import merge_utm
from app.visitors.attributes import KnownAttribute
from app.visitors.event_queries import recorded_events_of
from app.visitors.replaying import RecordedPage, RecordedVisit, attributes_with_times, tags_with_times
from app.visitors.visit_rule import PRESENCE

NOT_RECORDED = dict.fromkeys(("team.online", "widget.open", "page.exit_seconds"), UNAVAILABLE)
KEPT_OF_THE_LATEST_PAGE = dict.fromkeys(
    ("page.language", "embed.identifier", "embed.department", "embed.language"), UNAVAILABLE
)
"""What a visit keeps of its latest page only, so that it is not known of the pages before."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is stored about one visitor, with its times; all in their order."""

    tags: Sequence[tuple[str, datetime]] = ()
    attributes: Sequence[KnownAttribute] = ()
    events: tuple[EventRecord, ...] = ()
    first_chat_at: datetime | None = None
    ratings: Sequence[LatestRating] = ()
    showings: Sequence[datetime] = ()

    def turns(self) -> Iterator[datetime]:
        """When something of it changed."""
        yield from (at for _name, at in self.tags)
        yield from (each.at for each in self.attributes)
        yield from (each.at for each in self.events)
        yield from (each.at for each in self.ratings)
        yield from self.showings
        if self.first_chat_at is not None:
            yield self.first_chat_at


NOTHING_REMEMBERED = Remembered()


@dataclass(frozen=True, slots=True)
class ReplayedPage:
    """One page of a visit, of which the facts can be asked at every moment that it was open."""

    page: RecordedPage
    visitor: VisitorSnapshot
    remembered: Remembered
    needs: Needs
    time_zone: str

    def facts_at(self, now: datetime) -> Facts:
        """What was known then; ``now`` is not before the page began."""
        closed_at = self.visitor.closed_at
        visitor = self.visitor
        if self.remembered.tags or (closed_at is not None and closed_at > now):
            known = tuple(name for name, at in self.remembered.tags if at <= now)
            visitor = replace(visitor, tags=known, closed_at=None if closed_at and closed_at > now else closed_at)
        facts = facts_of(
            visitor,
            PageSnapshot(self.page.url, self.page.title, visitor.page.language if visitor.page else None),
            self._background(now),
            is_team_online=False,
            time_zone=self.time_zone,
            now=now,
        )
        return facts.with_values(self._unknown(now))

    def turns(self) -> list[datetime]:
        """The moments of its stay, its beginning not included, at which something stored about the visitor changed."""
        closed_at = self.visitor.closed_at
        found = {*self.remembered.turns(), *((closed_at,) if closed_at else ())}
        return sorted(at for at in found if self.page.at < at <= self.page.gone_by)

    def _background(self, now: datetime) -> Background:
        remembered = self.remembered
        if remembered is NOTHING_REMEMBERED:
            return Background(asked=self.needs)
        shown = [at for at in remembered.showings if at <= now]
        return Background(
            asked=self.needs,
            has_chat_history=self._has_chatted(now),
            rating=next((each for each in reversed(remembered.ratings) if each.at <= now), None),
            showings=Showings(len(shown), shown[-1] if shown else None),
            attributes=tuple(each for each in remembered.attributes if each.at <= now),
            events=remembered.events,
        )

    def _unknown(self, now: datetime) -> dict[str, object]:
        found: dict[str, object] = dict(NOT_RECORDED)
        if not self.page.is_latest:
            found |= KEPT_OF_THE_LATEST_PAGE
            if self.visitor.user_id is not None:
                found["visitor.identified"] = UNAVAILABLE
        if self.visitor.closed_at is not None and self.visitor.closed_at > now:
            found[CLOSED] = UNAVAILABLE
        if self._has_chatted(now):
            found[UNANSWERED] = UNAVAILABLE
        for each in self.remembered.attributes:
            if each.at > now:
                found[f"{ATTRIBUTE}.{each.name}"] = UNAVAILABLE
        return found

    def _has_chatted(self, now: datetime) -> bool:
        first_at = self.remembered.first_chat_at
        return first_at is not None and first_at <= now


def replayed_pages(
    visit: RecordedVisit, remembered: Remembered, needs: Needs, time_zone: str
) -> Iterator[ReplayedPage]:
    """The pages of a visit in their order, each with the visitor as of then."""
    utm: dict[str, str] = {}
    named = [merge_utm({}, page.url) for page in visit.pages] if visit.visitor.utm else []
    if named and not any(named):
        utm = dict(visit.visitor.utm)  # the address that brought them was too long to be kept whole
    for place, page in enumerate(visit.pages):
        utm = (named[place] if named else {}) or utm
        visitor = replace(
            visit.visitor,
            page_views=page.number,
            page_began_at=page.at,
            open_seconds=page.open_seconds,
            counted_until=page.at,
            left_at=None,
            last_seen_at=page.gone_by + PRESENCE,
            utm=utm,
        )
        yield ReplayedPage(page, visitor, remembered, needs, time_zone)


def remembered_of(visits: Sequence[RecordedVisit], needs: Needs, also: Collection[str] = ()) -> dict[int, Remembered]:
    """What is stored about the visitors of these visits; of what costs a question only what ``needs`` and ``also``
    (ids of facts) name."""
    ids = {each.visitor.id for each in visits}
    wanted = needs.facts | set(also)
    chats = _first_chats(visits) if wanted & {"chat.history", UNANSWERED} else {}
    tags = tags_with_times(ids) if "visitor.tag" in wanted else {}
    attributes = attributes_with_times(ids) if ATTRIBUTE in wanted else {}
    ratings = about_visitors.ratings_of(ids) if RATING in wanted else {}
    shown = _showings(ids) if wanted & {SHOWN, SINCE_SHOWN} else {}
    events = _events(visits, needs) if EVENTS in wanted else {}
    sources = (chats, tags, attributes, ratings, shown, events)
    return {
        each: Remembered(
            tags=tags.get(each, ()),
            attributes=attributes.get(each, ()),
            events=tuple(events.get(each, ())),
            first_chat_at=chats.get(each),
            ratings=ratings.get(each, ()),
            showings=shown.get(each, ()),
        )
        if any(each in source for source in sources)
        else NOTHING_REMEMBERED
        for each in ids
    }


def _first_chats(visits: Sequence[RecordedVisit]) -> dict[int, datetime]:
    """Signing in brings together what one person wrote from several browsers."""
    found = about_visitors.first_chats({each.visitor.id for each in visits})
    named = {each.visitor.id: each.visitor.user_id for each in visits if each.visitor.user_id is not None}
    elsewhere = about_visitors.first_chats_as(set(named.values())) if named else {}
    for visitor_id, user_id in named.items():
        if user_id in elsewhere:
            found[visitor_id] = min(found.get(visitor_id, elsewhere[user_id]), elsewhere[user_id])
    return found


def _showings(visitor_ids: Collection[int]) -> dict[int, list[datetime]]:
    rows = db.session.execute(
        select(Impression.visitor_id, Impression.rendered_at)
        .where(
            Impression.visitor_id.in_(visitor_ids),
            Impression.rendered_at.is_not(None),
            Impression.invitation_id.is_not(None),
        )
        .order_by(Impression.rendered_at)
    )
    found: dict[int, list[datetime]] = {}
    for visitor_id, at in rows:
        if at is not None:
            found.setdefault(visitor_id, []).append(at)
    return found


def _events(visits: Sequence[RecordedVisit], needs: Needs) -> dict[int, list[EventRecord]]:
    if not needs.events:
        return {}
    began = min(page.at for visit in visits for page in visit.pages) if any(v.pages for v in visits) else None
    if began is None:
        return {}
    return recorded_events_of({each.visitor.id for each in visits}, needed_since(needs.events, began), needs.events)

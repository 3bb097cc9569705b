"""What the linter has to know besides a draft: traffic, events, people, and the invitations that are live."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select

from app.departments.queries import departments_by_alias
from app.domain.rules import All, FactRegistry, Node, decode
from app.domain.rules.lint import Knowledge, Rival, general_knowledge
from app.domain.snapshots import InvitationState
from app.foundation import settings
from app.foundation.configuration import configuration
from app.foundation.database import db
from app.invitations.contact_budget import BUDGET_SETTINGS, ContactBudget, budget_from
from app.invitations.draft_parts import Audience
from app.invitations.live_set import LiveInvitation, live_set
from app.invitations.models import Impression, Invitation
from app.invitations.vocabulary import WhenTeam
from app.operators.staffing import Staffing, staffing_of
from app.plugin_host import host
from app.visitors.event_queries import defined_events
from app.visitors.event_rule import DefinedEvent
from app.visitors.recent_traffic import RecentTraffic, recent_traffic

LOOKED_BACK = timedelta(days=30)
TEAM_WORDS: Mapping[WhenTeam, bool] = {WhenTeam.ONLINE: True, WhenTeam.OFFLINE: False}


@dataclass(frozen=True, slots=True)
class LiveOne:
    """A live invitation as far as it matters to another one; ``is_limited`` says that it makes room by itself."""

    compiled: LiveInvitation
    name: str
    language: str | None
    is_limited: bool

    @property
    def key(self) -> str:
        """Its key."""
        return self.compiled.key

    def takes_place_of(self, moment: Mapping[str, Any] | None, *, is_for_open_chats: bool) -> bool:
        """Whether it comes at least as early as an invitation that waits for ``moment``, inside a chat or not."""
        own = self.compiled.moment
        comes_as_early = own is None or (own.document == moment and own.module is not None)
        return comes_as_early and (self.compiled.is_for_open_chats or not is_for_open_chats)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything around a draft, looked up once; ``staffing`` is asked for some departments by their aliases."""

    registry: FactRegistry
    knowledge: Knowledge
    traffic: RecentTraffic
    events: Mapping[str, DefinedEvent]
    live: tuple[LiveOne, ...]
    has_shown_any: bool
    has_places: bool
    time_zone: str
    site_language: str
    budget: ContactBudget
    staffing: Callable[[tuple[str, ...]], Staffing]


def surroundings(now: datetime, compiled: Mapping[str, LiveInvitation] | None = None) -> Surroundings:
    """What the database knows at this moment.

    ``compiled`` are the live invitations where somebody has just written them and has not committed yet.
    """
    registry = host().registry.facts
    return Surroundings(
        registry=registry,
        knowledge=general_knowledge(registry),
        traffic=recent_traffic(now - LOOKED_BACK),
        events={event.identifier: event for event in defined_events()},
        live=_live(live_set().by_key if compiled is None else compiled),
        has_shown_any=bool(db.session.execute(select(exists().where(Impression.id > 0))).scalar()),
        has_places=configuration().geoip_database is not None,
        time_zone=settings.get("site.time_zone"),
        site_language=settings.get("site.language"),
        budget=budget_from(settings.values_of(BUDGET_SETTINGS)),
        staffing=lambda aliases: staffing_of([each.id for each in departments_by_alias(aliases)], now),
    )


def rivals(live: tuple[LiveOne, ...], order: tuple[int, int]) -> list[LiveOne]:
    """The unlimited live invitations that take their turn before that order, the first one first."""
    ahead = [each for each in live if not each.is_limited and each.compiled.candidate.order[:2] < order]
    return sorted(ahead, key=lambda each: each.compiled.candidate.order)


def as_rival(live: LiveOne, registry: FactRegistry) -> Rival:
    """A live invitation with all that it demands: of the embed code, of the team, and by its rule."""
    asked = (
        team_condition(live.compiled.when_team, registry),
        audience_condition(live.compiled.audience, registry),
    )
    return Rival(
        live.key, live.name, All((live.compiled.candidate.whole, *(each for each in asked if each is not None)))
    )


def team_condition(when_team: WhenTeam, registry: FactRegistry) -> Node | None:
    """What an invitation asks of the team, as a condition; nothing where it may be there or not."""
    if when_team not in TEAM_WORDS:
        return None
    return decode({"fact": "team.online", "is": TEAM_WORDS[when_team]}, registry)


def audience_condition(audience: Audience, registry: FactRegistry) -> Node | None:
    """What an invitation asks of a visitor's user id, as a condition; nothing where everybody is meant."""
    if audience is Audience.EVERYONE:
        return None
    return decode({"fact": "visitor.identified", "is": audience is Audience.IDENTIFIED}, registry)


def _live(compiled: Mapping[str, LiveInvitation]) -> tuple[LiveOne, ...]:
    rows = db.session.execute(
        select(
            Invitation.key,
            Invitation.name,
            Invitation.language,
            Invitation.max_shows,
            Invitation.once_per_visitor,
            Invitation.expires_after,
            Invitation.experiment,
        ).where(Invitation.state == InvitationState.LIVE.value)
    )
    return tuple(
        LiveOne(
            compiled[row.key],
            row.name,
            row.language,
            is_limited=bool(row.max_shows or row.once_per_visitor or row.expires_after)
            or bool(row.experiment.get("holdout_percent"))
            or _makes_room(compiled[row.key]),
        )
        for row in rows
        if row.key in compiled
    )


def _makes_room(live: LiveInvitation) -> bool:
    """Whether others have their turn while it is closed for the night, or after a visitor has closed it."""
    marked = live.frequency
    comes_back = marked.not_again_after_close_in_visit or marked.next_on_url_change or marked.every_match
    return live.schedule is not None or comes_back

"""Arming: what the browser of a visitor shall watch for on a page, and what it has to know for that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.chats.queries import ChatStanding
from app.domain import rules
from app.domain.snapshots import PageSnapshot, VisitorSnapshot
from app.foundation import settings
from app.invitations.background import background_of
from app.invitations.clock_watch import LONGEST_WAIT_SECONDS
from app.invitations.impression_log import log_armed
from app.invitations.known_facts import facts_of, running_facts
from app.invitations.live_set import LiveInvitation, LiveSet, live_set
from app.invitations.past_showings import past_of
from app.invitations.restraint import (
    RESTRAINT_SETTINGS,
    Restraint,
    restraint_from,
    restraint_objections,
)
from app.invitations.vocabulary import ArmedInvitation
from app.operators.teams import was_somebody_there


@dataclass(frozen=True, slots=True)
class Arming:
    """The armed invitations in their order, with what only the server knows and their tests ask for.

    ``facts`` are clocks at this instant that the browser counts on (None: there is no such clock).
    ``ask_again_after`` is in how many seconds the server's own clock may arm others; None: it will not.
    """

    armed: tuple[ArmedInvitation, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    ask_again_after: float | None = None


NOTHING_ARMED = Arming()


def arm_page(
    *, visitor: VisitorSnapshot, page: PageSnapshot, standing: ChatStanding, now: datetime, is_new: bool = False
) -> Arming:
    """What the browser of this visitor shall watch for on this page, in the order in which it may claim.

    An invitation is armed when nothing that the server knows speaks against it, but that the team is away: somebody may
    come. ``is_new`` says that this is the visitor's very first page. Runs inside the transaction of the page view and
    writes one line per visit and invitation. What it knows of settings and the team may be a second old, because the
    claim asks again. Only facts that some live rule uses are looked up.
    """
    held = live_set()
    if not held.by_key or visitor.visit_id is None:
        return NOTHING_ARMED
    if standing.has_open and not held.for_open_chats:
        return NOTHING_ARMED
    background = background_of(visitor, now, held.needs.without_events(), standing)
    facts = facts_of(
        visitor,
        page,
        background,
        is_team_online=was_somebody_there(visitor.embed.departments, now),
        time_zone=settings.recent("site.time_zone"),
        now=now,
    )
    found = [each for each in held.index.find(facts) if (each.key in held.for_open_chats) is standing.has_open]
    possible = rules.arm(found, facts, now)
    restraint = restraint_from(settings.recent_values_of(RESTRAINT_SETTINGS), standing)
    if possible and not is_new:
        restraint = replace(restraint, past=past_of(visitor, page.url, now))
    armed, opens_after = _unrestrained(held, possible, restraint, visitor, now)
    if armed:
        log_armed([held.by_key[each.candidate.key].id for each in armed], visitor, now)
    return Arming(
        tuple(_armed(held, each) for each in armed),
        running_facts(background, now) if armed else {},
        _soonest(held.clock_watch.seconds_until_change(found, facts, now), opens_after),
    )


def _unrestrained(
    held: LiveSet, possible: Sequence[rules.Armed], restraint: Restraint, visitor: VisitorSnapshot, now: datetime
) -> tuple[list[rules.Armed], float | None]:
    """Those that nothing holds back, and in how many seconds the clock alone may change which they are."""
    free, changes = [], []
    for armed in possible:
        live = held.by_key[armed.candidate.key]
        against = list(
            restraint_objections(live, restraint, now, is_identified=visitor.user_id is not None, hours=held.open_hours)
        )
        if not against:
            free.append(armed)
            changes.append(_closes_at(held, live, restraint.zone, now))
        elif all(each.until is not None for each in against):
            changes.append(max(each.until for each in against if each.until is not None))
    seconds = [(change - now).total_seconds() for change in changes if change is not None]
    return free, min((each for each in seconds if each < LONGEST_WAIT_SECONDS), default=None)


def _closes_at(held: LiveSet, live: LiveInvitation, zone: str, now: datetime) -> datetime | None:
    return None if live.schedule is None else held.open_hours.opening(live.schedule, now, zone).until


def _soonest(*seconds: float | None) -> float | None:
    return min((each for each in seconds if each is not None), default=None)


def _armed(held: LiveSet, armed: rules.Armed) -> ArmedInvitation:
    live = held.by_key[armed.candidate.key]
    return ArmedInvitation(
        live.key,
        live.version,
        armed.test,
        live.moment,
        is_for_open_chats=live.is_for_open_chats,
        follows=not live.frequency.only_while_url_matches,
    )

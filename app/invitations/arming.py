"""Arming: what the browser of a visitor shall watch for on a page, and what it has to know for that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.chats.queries import ChatStanding
from app.domain import rules
from app.domain.snapshots import PageSnapshot, VisitorSnapshot
from app.foundation import settings
from app.invitations.background import background_of
from app.invitations.impression_log import log_armed
from app.invitations.known_facts import facts_of, running_facts
from app.invitations.live_set import LiveSet, live_set
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


def arm_page(*, visitor: VisitorSnapshot, page: PageSnapshot, standing: ChatStanding, now: datetime) -> Arming:
    """What the browser of this visitor shall watch for on this page, in the order in which it may claim.

    An invitation is armed when nothing that the server knows speaks against its rule. Runs inside the transaction of
    the page view and writes one line per visit and invitation. What it knows of settings and the team may be a second
    old, because the claim asks again. Only facts that some live rule uses are looked up.
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
    armed = rules.arm(found, facts, now)
    if armed:
        log_armed([held.by_key[each.candidate.key].id for each in armed], visitor, now)
    return Arming(
        tuple(_armed(held, each) for each in armed),
        running_facts(background, now) if armed else {},
        held.clock_watch.seconds_until_change(found, facts, now),
    )


def _armed(held: LiveSet, armed: rules.Armed) -> ArmedInvitation:
    live = held.by_key[armed.candidate.key]
    return ArmedInvitation(live.key, live.version, armed.test, live.moment, is_for_open_chats=live.is_for_open_chats)

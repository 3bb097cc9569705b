"""Why an invitation shows to a visitor or does not: every invitation in its turn, judged by what the claim judges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import defer

from app.domain.errors import NotFound
from app.domain.rules import Facts, can_hold, residual
from app.domain.rules.finding import as_json, timestamp
from app.domain.snapshots import InvitationSnapshot, InvitationState, PageSnapshot, VisitorSnapshot
from app.domain.translation import N_
from app.foundation import clock
from app.foundation.database import db
from app.invitations import queries
from app.invitations.experimenting import holdout_refusal
from app.invitations.explained_parts import ExplainedPart, explained
from app.invitations.fact_origins import Origins
from app.invitations.known_facts import origins_of
from app.invitations.live_set import LiveInvitation, compiled, live_set
from app.invitations.manual_queries import open_manual_key
from app.invitations.manual_vocabulary import BY_HAND
from app.invitations.models import Invitation
from app.invitations.refusing import ANY_VERSION, Situation, objections, situation_of
from app.invitations.vocabulary import OnScreen, Refusal, Refused
from app.invitations.what_if import supposed_now, supposing
from app.visitors import queries as visitors

BETWEEN_PAUSES = 50
OF_THE_RULE = frozenset({Refusal.CONDITIONS, Refusal.OTHER_WIDGET})
"""Refusals that the tree itself explains."""


class Outlook(StrEnum):
    """What is to be expected of an invitation on the present page; the words are public."""

    SHOWING = "showing"
    READY = "ready"
    NEXT = "next"
    WAITING = "waiting"
    BLOCKED = "blocked"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class ExplainedInvitation:
    """One invitation for one visitor: what to expect, the tree of its rule, and what else speaks against it.

    ``obstacles`` are the claim's objections other than the rule itself. ``ahead`` is the name of the invitation that
    takes its turn first. ``moment`` is what the browser has to notice besides, as in files. ``shown_at`` is set while
    it is on the screen.
    """

    snapshot: InvitationSnapshot
    outlook: Outlook
    tree: ExplainedPart
    obstacles: tuple[Refused, ...]
    times_shown: int
    max_shows: int
    changes_at: datetime | None
    moment: Mapping[str, Any] | None = None
    ahead: str | None = None
    shown_at: datetime | None = None

    @property
    def would_be_granted(self) -> bool:
        """Whether a claim at this moment would be granted."""
        if self.outlook is Outlook.SHOWING:
            return self.tree.holds and not self.obstacles
        return self.outlook in (Outlook.READY, Outlook.NEXT)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every invitation for one visitor on one page at one moment, in the order in which they take their turns.

    ``now`` is the moment judged: the present one unless another is supposed. ``changes`` are the facts of a what-if,
    ``known`` are the facts without them, ``situation`` is what the claim would know with them.
    """

    visitor: VisitorSnapshot
    page: PageSnapshot
    page_since: datetime | None
    is_here: bool
    now: datetime
    changes: Mapping[str, Any]
    known: Facts
    situation: Situation
    invitations: tuple[ExplainedInvitation, ...]

    @property
    def counts(self) -> dict[Outlook, int]:
        """How many invitations have each outlook."""
        return {outlook: sum(each.outlook is outlook for each in self.invitations) for outlook in Outlook}

    def changed_values(self) -> dict[str, object]:
        """The facts of the what-if as JSON."""
        return {name: as_json(value) for name, value in self.changes.items()}

    def moment(self) -> str | None:
        """The time of the explanation as JSON answers write it."""
        return timestamp(self.now)


@dataclass(frozen=True, slots=True)
class _View:
    """What all invitations of one explanation share."""

    visitor: VisitorSnapshot
    situation: Situation
    origins: Origins
    screen: OnScreen | None
    open_invitation: int | None
    is_invited_by_hand: bool
    is_tracked: bool


def explain_visitor(
    visitor: VisitorSnapshot,
    *,
    now: datetime,
    page: PageSnapshot | None = None,
    changes: Mapping[str, Any] | None = None,
    invitation: str | None = None,
) -> Explanation:
    """Judge every live invitation (or the one with this key, whatever its state) for a visitor at ``now``.

    ``page`` is the latest page unless given. ``changes`` are facts to be supposed, with values as conditions read
    them (see ``what_if``); nothing is stored. Raises NotFound for an unknown invitation.
    """
    supposed = dict(changes or {})
    is_here = visitors.is_visitor_online(visitor.id, now)
    shown_page = page or visitor.page or PageSnapshot("", "")
    situation = situation_of(visitor, shown_page, now)
    known, supposed_at = _stopped_clocks(situation.facts, visitor, is_here), supposed_now(supposed, now)
    situation = replace(situation, facts=supposing(known, supposed, supposed_at), now=supposed_at)
    origins = Origins(origins_of(visitor, situation.background, now), situation.facts, supposed)
    view = _View(
        visitor=visitor,
        situation=situation,
        origins=origins,
        screen=queries.on_screen(visitor.id, now),
        open_invitation=queries.open_invitation(visitor.id, now),
        is_invited_by_hand=open_manual_key(visitor.id, now) is not None,
        is_tracked=visitor.visit_id is not None,
    )
    judged = _in_turn(_judged(row, view) for row in _with_pauses(_rows(invitation)))
    if invitation is not None:
        judged = tuple(each for each in judged if each.snapshot.key == invitation)
        if not judged:
            raise NotFound(N_("there is no such invitation"), field="invitation", code="unknown_invitation")
    return Explanation(
        visitor, shown_page, visitor.page_began_at, is_here, supposed_at, supposed, known, situation, judged
    )


def _with_pauses(rows: Iterable[Invitation]) -> Iterator[Invitation]:
    """Thousands of invitations take a second or two, in which other requests go on."""
    for number, row in enumerate(rows, start=1):
        yield row
        if number % BETWEEN_PAUSES == 0:
            clock.sleep(0)


def _rows(also: str | None) -> Sequence[Invitation]:
    """The live invitations in their order, and the one with the key ``also``."""
    wanted = Invitation.state == InvitationState.LIVE.value
    if also is not None:
        wanted |= Invitation.key == also
    found = select(Invitation).where(wanted).order_by(Invitation.position, Invitation.id)
    return db.session.execute(found.options(defer(Invitation.message_html))).scalars().all()


def _judged(row: Invitation, view: _View) -> ExplainedInvitation:
    live = _ready_made(row)
    against = tuple(objections(row, live, ANY_VERSION, view.situation))
    if not view.is_tracked:
        against = (Refused(Refusal.NOT_TRACKED), *against)
    if view.is_invited_by_hand:
        against = (*against, BY_HAND)
    withheld = None if view.open_invitation == row.id else holdout_refusal(row, view.visitor)
    if withheld is not None:
        against = (*against, withheld)
    tree = explained(live.candidate.whole, view.situation.facts, view.situation.now, view.origins.of)
    obstacles = tuple(each for each in against if each.reason not in OF_THE_RULE)
    screen = view.screen if view.screen is not None and view.screen.invitation_id == row.id else None
    return ExplainedInvitation(
        snapshot=queries.invitation_snapshot(row),
        outlook=_outlook(row, live, against, view.situation, is_on_screen=screen is not None),
        tree=tree,
        obstacles=obstacles,
        times_shown=view.situation.shown.get(row.id, 0),
        max_shows=1 if row.once_per_visitor else row.max_shows,
        changes_at=_free_at(obstacles) if obstacles else tree.finding.changes_at,
        moment=live.moment.document if live.moment else None,
        shown_at=screen.shown_at if screen else None,
    )


def _free_at(obstacles: tuple[Refused, ...]) -> datetime | None:
    """When time alone has taken all of them away; None where something else has to happen."""
    ends = [each.until for each in obstacles]
    return None if None in ends else max(end for end in ends if end is not None)


def _ready_made(row: Invitation) -> LiveInvitation:
    held = live_set().by_key.get(row.key)
    return held if held is not None and held.version == row.version else compiled(row)


def _outlook(
    row: Invitation, live: LiveInvitation, against: tuple[Refused, ...], situation: Situation, *, is_on_screen: bool
) -> Outlook:
    if row.state != InvitationState.LIVE.value:
        return Outlook.OFF
    if is_on_screen:
        return Outlook.SHOWING
    if not against:
        return Outlook.READY if live.moment is None else Outlook.WAITING
    can_come = can_hold(residual(live.candidate.whole, situation.facts, situation.now))
    return Outlook.WAITING if can_come and all(each.reason in OF_THE_RULE for each in against) else Outlook.BLOCKED


def _in_turn(judged: Iterable[ExplainedInvitation]) -> tuple[ExplainedInvitation, ...]:
    """One at a time: what is on the screen goes first, then the first that is ready; later ones are next."""
    found = list(judged)
    first = next((each for each in found if each.outlook is Outlook.SHOWING), None)
    first = first or next((each for each in found if each.outlook is Outlook.READY), None)
    if first is None:
        return tuple(found)
    return tuple(
        replace(each, outlook=Outlook.NEXT, ahead=first.snapshot.name)
        if each.outlook is Outlook.READY and each is not first
        else each
        for each in found
    )


def _stopped_clocks(facts: Facts, visitor: VisitorSnapshot, is_here: bool) -> Facts:
    """For who has left, the time on the last page stands still."""
    if is_here or visitor.page_began_at is None:
        return facts
    stayed = max(0.0, (visitor.last_seen_at - visitor.page_began_at).total_seconds())
    return facts.with_values({"page.seconds": stayed})

"""Which invitation would come next to a visitor, and in how many seconds; judged by what the claim judges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from app.chats.queries import standing_of
from app.domain.rules import All, AnyOf, Verdict, can_hold, residual
from app.domain.snapshots import VisitorSnapshot
from app.foundation.database import db
from app.invitations.explained_parts import ExplainedPart, explained
from app.invitations.explaining_words import waiting_words
from app.invitations.known_facts import Origin
from app.invitations.live_set import LiveInvitation, LiveSet, live_set
from app.invitations.models import Invitation
from app.invitations.moments import moment_sentence
from app.invitations.queries import on_screen
from app.invitations.refusing import Situation, objections_to_live, situation_of
from app.invitations.vocabulary import Refusal

MOST_JUDGED = 100
"""How many invitations are looked at for one visitor; with more, the first in their order."""

_OF_THE_RULE = frozenset({Refusal.CONDITIONS, Refusal.OTHER_WIDGET})
_NOBODY = Origin("", None)


class Prospect(StrEnum):
    """How near the next invitation is; the words are public."""

    SHOWING = "showing"
    NOW = "now"
    SOON = "soon"
    WHEN = "when"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Coming:
    """The next invitation for one visitor. ``at`` is when time alone brings it (``SOON``); ``words`` say what else
    it waits for (``WHEN``), in the reader's language.
    """

    visitor_key: str
    prospect: Prospect
    invitation_key: str | None = None
    name: str = ""
    at: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Chance:
    live: LiveInvitation
    prospect: Prospect
    at: datetime | None = None
    tree: ExplainedPart | None = None


def coming_to(visitors: Sequence[VisitorSnapshot], now: datetime) -> tuple[Coming, ...]:
    """What comes next to each of these visitors on the page that they have open."""
    held = live_set()
    chances = {visitor.key: _first(visitor, held, now) for visitor in visitors}
    names = _names({chance.live.key for chance in chances.values() if chance is not None})
    return tuple(_coming(visitor.key, chances[visitor.key], names, now) for visitor in visitors)


def _first(visitor: VisitorSnapshot, held: LiveSet, now: datetime) -> _Chance | None:
    """What is on the screen, else what could show now, else what time brings first, else the first that may come."""
    if not held.by_key or visitor.page is None or visitor.visit_id is None:
        return None
    screen = on_screen(visitor.id, now)
    if screen is not None:
        shown = next((each for each in held.by_key.values() if each.id == screen.invitation_id), None)
        return None if shown is None else _Chance(shown, Prospect.SHOWING)
    has_open_chat = standing_of(visitor.id).has_open
    situation = situation_of(visitor, visitor.page, now, needs=held.needs)
    found = [
        held.by_key[each.key]
        for each in held.index.find(situation.facts)
        if (each.key in held.for_open_chats) is has_open_chat
    ]
    chances = [chance for each in found[:MOST_JUDGED] if (chance := _chance(each, situation)) is not None]
    return min(chances, key=_nearness, default=None)


def _nearness(chance: _Chance) -> tuple[int, float]:
    order = (Prospect.NOW, Prospect.SOON, Prospect.WHEN)
    return order.index(chance.prospect), chance.at.timestamp() if chance.at is not None else 0.0


def _chance(live: LiveInvitation, situation: Situation) -> _Chance | None:
    """How near one invitation is; None where something other than time and the visitor would have to change."""
    against = list(objections_to_live(live, situation))
    tree = explained(live.candidate.whole, situation.facts, situation.now, lambda _fact: _NOBODY)
    if not against:
        return _Chance(live, Prospect.NOW if live.moment is None else Prospect.WHEN, tree=tree)
    others = [each for each in against if each.reason not in _OF_THE_RULE]
    if any(each.until is None for each in others):
        return None
    free_at = [each.until for each in others if each.until is not None]
    holds_at = situation.now if tree.holds else _time_alone(tree)
    if holds_at is not None and live.moment is None:
        return _Chance(live, Prospect.SOON, max([holds_at, *free_at]), tree)
    if not can_hold(residual(live.candidate.whole, situation.facts, situation.now)):
        return None
    return _Chance(live, Prospect.WHEN, tree=tree) if not free_at else None


def _time_alone(part: ExplainedPart) -> datetime | None:
    """When the mere passing of time makes a part hold that does not; None where something else has to happen."""
    if isinstance(part.node, All):
        times = [_time_alone(each) for each in part.parts if not each.holds]
        return None if None in times else max((each for each in times if each is not None), default=None)
    if isinstance(part.node, AnyOf):
        return min((at for each in part.parts if (at := _time_alone(each)) is not None), default=None)
    return part.finding.changes_at if part.finding.verdict is Verdict.FALSE and not part.parts else None


def _coming(key: str, chance: _Chance | None, names: dict[str, str], now: datetime) -> Coming:
    if chance is None:
        return Coming(key, Prospect.NONE)
    words = _words(chance, now) if chance.prospect is Prospect.WHEN else ""
    return Coming(key, chance.prospect, chance.live.key, names.get(chance.live.key, ""), chance.at, words)


def _words(chance: _Chance, now: datetime) -> str:
    if chance.tree is not None and not chance.tree.holds:
        return waiting_words(chance.tree, now)
    return moment_sentence(chance.live.moment.document) if chance.live.moment is not None else ""


def _names(keys: Iterable[str]) -> dict[str, str]:
    found = select(Invitation.key, Invitation.name).where(Invitation.key.in_(list(keys)))
    return {row.key: row.name for row in db.session.execute(found)}

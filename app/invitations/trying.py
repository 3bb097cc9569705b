"""Trying an invitation as it is saved: judged and shown to a made-up visitor as to a real one, and stored nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from app.domain import rules
from app.domain.errors import Conflict, NotFound
from app.domain.experiments import ORIGINAL
from app.domain.schedule import opening
from app.domain.snapshots import ImpressionSnapshot, PageSnapshot, VisitorSnapshot
from app.domain.translation import N_
from app.foundation.database import db
from app.foundation.secrets import new_key
from app.invitations import queries
from app.invitations.acquaintance import Acquaintance
from app.invitations.clock_watch import LONGEST_WAIT_SECONDS
from app.invitations.draft_parts import Frequency, restored
from app.invitations.experimenting import experiment_of
from app.invitations.explained_parts import explained
from app.invitations.explaining import OF_THE_RULE, ExplainedInvitation, Explanation, Outlook
from app.invitations.fact_origins import Origins
from app.invitations.greeting import greeting_with_plugins
from app.invitations.known_facts import origins_of
from app.invitations.live_set import LiveInvitation, compiled
from app.invitations.message import plain_text
from app.invitations.models import Invitation
from app.invitations.past_showings import Closing, Past
from app.invitations.refusing import ANY_VERSION, Situation, objections, situation_of
from app.invitations.vocabulary import ArmedInvitation, Granted, ImpressionState, Refusal, Refused
from app.invitations.what_if import supposing

NOBODY = 0
"""The id of a visitor, visit and impression that are in no table."""

ATTRIBUTE = "visitor.attribute."
_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)
_ASKS_FOR = frozenset({"equals", "contains", "starts", "glob"})

OF_BEING_A_DRAFT = frozenset({Refusal.NOT_LIVE, Refusal.CHANGED})
"""Refusals that say nothing about the rule: an invitation is tried before it is launched."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A made-up visitor on a page at one moment, whose ``visitor.id`` is ``NOBODY``.

    ``facts`` are the fast facts as the browser sends them; ``known`` is what a real visitor's rows would tell
    (attributes, earlier showings); ``changes`` are supposed facts (see ``what_if``) and win over everything.
    ``variant`` is the one to be tried; nothing is ever withheld from somebody who tries an invitation.
    """

    visitor: VisitorSnapshot
    page: PageSnapshot
    now: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    known: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[rules.EventRecord, ...] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)
    times_shown: int = 0
    has_dismissed: bool = False
    variant: str = ORIGINAL


@dataclass(frozen=True, slots=True)
class TriedExplanation:
    """What to expect, and the explanation from which its sentences are made.

    ``moment`` is the moment for which it waits besides its conditions, in file form; None where it waits for none.
    ``variants`` are the keys of those that can be tried instead of the original.
    """

    judged: ExplainedInvitation
    whole: Explanation
    moment: Mapping[str, Any] | None
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Tried:
    row: Invitation
    live: LiveInvitation
    known: rules.Facts
    situation: Situation


def arm_tried(key: str, version: int, trial: Trial) -> tuple[ArmedInvitation, ...]:
    """What the browser shall watch for, as for a visitor; empty where the server knows that it cannot be."""
    tried = _tried(key, version, trial)
    if any(each.reason is Refusal.SCHEDULE for each in _objections(tried)):
        return ()
    armed = rules.arm([tried.live.candidate], tried.situation.facts, trial.now)
    follows = not tried.live.frequency.only_while_url_matches
    return tuple(ArmedInvitation(key, version, each.test, tried.live.moment, follows=follows) for each in armed)


def seconds_until_armed(key: str, version: int, trial: Trial) -> float | None:
    """In how many seconds the server's own clock may arm what is not armed now; None: it will not."""
    tried = _tried(key, version, trial)
    changes = [rules.evaluate(tried.live.candidate.whole, tried.situation.facts, trial.now).changes_at]
    if tried.live.schedule is not None:
        hours = opening(tried.live.schedule, trial.now, tried.situation.restraint.zone)
        changes = [*(changes if hours.is_open else ()), hours.until]
    soonest = min((each for each in changes if each is not None), default=None)
    seconds = (soonest - trial.now).total_seconds() if soonest is not None else LONGEST_WAIT_SECONDS
    return max(1.0, seconds) if seconds < LONGEST_WAIT_SECONDS else None


def grant_tried(key: str, version: int, trial: Trial) -> Granted | Refused:
    """What the claim would decide, with the words that the visitor would read; nothing is logged."""
    tried = _tried(key, version, trial)
    against = _objections(tried)
    if against:
        return against[0]
    row = tried.row
    attributes = {
        name.removeprefix(ATTRIBUTE): value for name, value in trial.known.items() if name.startswith(ATTRIBUTE)
    }
    known = Acquaintance(is_returning=trial.times_shown > 0, attributes=attributes)
    greeting = greeting_with_plugins(row, trial.visitor, trial.page, trial.now, known, trial.variant)
    impression = ImpressionSnapshot(
        id=NOBODY,
        key=new_key(),
        invitation_id=row.id,
        invitation_key=row.key,
        invitation_name=row.name,
        visitor_id=NOBODY,
        visit_id=NOBODY,
        state=ImpressionState.SHOWN.value,
        html=greeting.html,
        text=plain_text(greeting.html),
        sender_name=greeting.sender_name,
        shown_at=trial.now,
    )
    expires_after = None if row.expires_after is None else float(row.expires_after)
    return Granted(impression, expires_after, greeting.buttons, greeting.appearance)


def explain_tried(key: str, version: int, trial: Trial) -> TriedExplanation:
    """Why it shows to this visitor now, or what it waits for."""
    tried = _tried(key, version, trial)
    row, situation = tried.row, tried.situation
    against = _objections(tried)
    obstacles = tuple(each for each in against if each.reason not in OF_THE_RULE)
    known = origins_of(trial.visitor, situation.background, trial.now, trial.facts)
    origins = Origins(known, situation.facts, trial.changes)
    tree = explained(tried.live.candidate.whole, situation.facts, situation.now, origins.of)
    judged = ExplainedInvitation(
        snapshot=queries.invitation_snapshot(row),
        outlook=Outlook.BLOCKED if obstacles else Outlook.WAITING if against else Outlook.READY,
        tree=tree,
        obstacles=obstacles,
        times_shown=trial.times_shown,
        max_shows=1 if row.once_per_visitor else row.max_shows,
        changes_at=tree.finding.changes_at,
    )
    whole = Explanation(
        visitor=trial.visitor,
        page=trial.page,
        page_since=None,
        is_here=True,
        now=trial.now,
        changes=trial.changes,
        known=tried.known,
        situation=situation,
        invitations=(judged,),
    )
    variants = tuple(each.key for each in experiment_of(row.experiment).variants)
    return TriedExplanation(judged, whole, row.moment, variants)


def first_fitting_page(key: str, pages: Iterable[PageSnapshot]) -> PageSnapshot | None:
    """The first of these pages whose address and title do not speak against the rule."""
    rule = _rule(key)
    for page in pages:
        facts = rules.Facts({"page.url": page.url, "page.title": page.title}, events=rules.UNAVAILABLE)
        if page.url and rule.verdict(facts, _ANY_TIME) is not rules.Verdict.FALSE:
            return page
    return None


def named_paths(key: str) -> tuple[str, ...]:
    """The paths that the rule asks a page's address for, such as ``/pricing``."""
    found = []
    for node in _rule(key).walk():
        if isinstance(node, rules.Condition) and node.fact.id == "page.url" and node.comparison.name in _ASKS_FOR:
            wanted = node.wanted if isinstance(node.wanted, tuple) else (node.wanted,)
            found += [str(each).rstrip("*") for each in wanted if str(each).startswith("/")]
    return tuple(found)


def _rule(key: str) -> rules.Node:
    row = db.session.execute(select(Invitation).where(Invitation.key == key)).scalar_one_or_none()
    return rules.All() if row is None else compiled(row).candidate.rule


def _tried(key: str, version: int, trial: Trial) -> _Tried:
    row = db.session.execute(select(Invitation).where(Invitation.key == key)).scalar_one_or_none()
    if row is None:
        raise NotFound(N_("This invitation has been deleted."), code="try_it_gone")
    if row.version != version:
        raise Conflict(
            N_("The invitation was saved again after this link was made. Make a new one in the editor."),
            code="try_it_changed",
        )
    known = situation_of(trial.visitor, trial.page, trial.now, trial.facts)
    facts = rules.Facts(
        {**known.facts.values, **trial.known},
        events=trial.events,
        time_zone=known.facts.time_zone,
        known_families=known.facts.known_families,
    )
    situation = replace(
        known,
        facts=supposing(facts, trial.changes, trial.now),
        restraint=replace(known.restraint, past=_past(row, trial)),
    )
    return _Tried(row, compiled(row), facts, situation)


def _past(row: Invitation, trial: Trial) -> Past:
    """What the made-up visitor has had on the screen: this invitation, so many times, and perhaps closed."""
    shown = {row.id: trial.times_shown}
    closed = Closing(row.id, restored(row.frequency, Frequency), has_moved_on=False)
    return Past(shown, shown, (closed,) if trial.has_dismissed else ())


def _objections(tried: _Tried) -> tuple[Refused, ...]:
    against = objections(tried.row, tried.live, ANY_VERSION, tried.situation)
    return tuple(each for each in against if each.reason not in OF_BEING_A_DRAFT)

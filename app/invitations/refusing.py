"""Everything that speaks against showing an invitation now: judged at the claim, and told by the explanation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.chats.queries import standing_of
from app.domain import rules
from app.domain.snapshots import PageSnapshot, VisitorSnapshot
from app.domain.translation import N_
from app.foundation import settings
from app.invitations.background import Background, background_of
from app.invitations.known_facts import facts_of
from app.invitations.live_set import LiveInvitation
from app.invitations.log_details import kept
from app.invitations.models import Invitation
from app.invitations.needs import EVERYTHING, NOTHING, Needs, needs_of
from app.invitations.open_hours import OpenHours
from app.invitations.past_showings import past_of
from app.invitations.restraint import RESTRAINT_SETTINGS, Restraint, restraint_from, restraint_objections
from app.invitations.vocabulary import ClaimRequest, Refusal, Refused, WhenTeam
from app.operators.teams import is_somebody_there

ANY_VERSION = 0
"""What the page's script claims with when it asks for an invitation by its key, without having been armed."""

ASKED_BY_THE_PAGE = "invite"
"""What stands for the moment when the page's script asks for an invitation."""


@dataclass(frozen=True, slots=True)
class Situation:
    """One visitor on one page, as far as it decides about invitations."""

    facts: rules.Facts
    background: Background
    restraint: Restraint
    now: datetime

    @property
    def shown(self) -> Mapping[int, int]:
        """How often each invitation was shown to this visitor before, by its id."""
        return self.restraint.past.shown


def situation_of(
    visitor: VisitorSnapshot,
    page: PageSnapshot,
    now: datetime,
    from_browser: Mapping[str, Any] | None = None,
    needs: Needs = EVERYTHING,
) -> Situation:
    """What the server knows at this moment; ``from_browser`` adds the fast facts that only the browser can know."""
    standing = standing_of(visitor.id)
    background = background_of(visitor, now, needs, standing)
    restraint = restraint_from(settings.values_of(RESTRAINT_SETTINGS), standing)
    facts = facts_of(
        visitor,
        page,
        background,
        is_team_online=is_somebody_there(visitor.embed.departments, now),
        time_zone=restraint.zone,
        now=now,
        from_browser=from_browser,
    )
    return Situation(facts, background, replace(restraint, past=past_of(visitor, page.url, now)), now)


def refusal_of(
    row: Invitation, live: LiveInvitation | None, request: ClaimRequest, visitor: VisitorSnapshot, now: datetime
) -> Refused | None:
    """The most telling reason against showing it, or None."""
    needs = needs_of([live.candidate.rule]) if live is not None else NOTHING
    situation = situation_of(visitor, request.page, now, request.facts, needs)
    return next(objections(row, live, request.version, situation), None) or _of_the_moment(live, request)


def objections(row: Invitation, live: LiveInvitation | None, version: int, situation: Situation) -> Iterator[Refused]:
    """Everything that speaks against showing it, the most telling reason first; ``version`` is the one claimed."""
    if row.state != "live":
        yield Refused(Refusal.NOT_LIVE)
    if live is None or live.version != row.version or version not in (row.version, ANY_VERSION):
        yield Refused(Refusal.CHANGED)
    if live is not None:
        yield from objections_to_live(live, situation)


def objections_to_live(live: LiveInvitation, situation: Situation) -> Iterator[Refused]:
    """Everything that speaks against an invitation that is live and was not changed, the most telling reason first."""
    yield from _of_the_team(live, situation)
    identified = situation.facts.get("visitor.identified") is True
    yield from restraint_objections(
        live, situation.restraint, situation.now, is_identified=identified, hours=OpenHours()
    )
    yield from _of_the_rule(live, situation)
    if live.moment is not None and live.moment.module is None:
        yield Refused(
            Refusal.MOMENT, _kept(N_("No enabled plugin knows the moment “%(moment)s”."), moment=live.moment.id)
        )


def _of_the_moment(live: LiveInvitation | None, request: ClaimRequest) -> Refused | None:
    """The moment must have come in the browser that claims; a page that asks by itself is a moment of its own."""
    if live is None or live.moment is None or request.moment in (live.moment.id, ASKED_BY_THE_PAGE):
        return None
    return Refused(Refusal.MOMENT, _kept(N_("The moment “%(moment)s” had not come."), moment=live.moment.id))


def _of_the_team(live: LiveInvitation, situation: Situation) -> Iterator[Refused]:
    is_online = situation.facts.get("team.online") is True
    if live.when_team is WhenTeam.ONLINE and not is_online:
        yield Refused(Refusal.TEAM_OFFLINE, "nobody who serves the department of the page is online")
    if live.when_team is WhenTeam.OFFLINE and is_online:
        yield Refused(Refusal.TEAM_ONLINE, "the invitation is for when nobody is there")


def _of_the_rule(live: LiveInvitation, situation: Situation) -> Iterator[Refused]:
    facts, now = situation.facts, situation.now
    if any(part.verdict(facts, now) is not rules.Verdict.TRUE for part in live.candidate.scope.conditions()):
        yield Refused(Refusal.OTHER_WIDGET, "the embed code on the page is another one")
    finding = rules.evaluate(live.candidate.rule, facts, now)
    if finding.verdict is not rules.Verdict.TRUE:
        yield Refused(Refusal.CONDITIONS, _first_blocker(finding))


def _first_blocker(finding: rules.Finding) -> str:
    """The first single condition that does not hold, as the log keeps it."""
    for each in finding.walk():
        if each.fact is not None and each.verdict is not rules.Verdict.TRUE:
            return kept(each.reason)
    return kept(finding.reason)


def _kept(sentence: str, **values: object) -> str:
    return kept(rules.Reason("", sentence, values))

"""Everything that speaks against showing an invitation now, judged at the moment of the claim."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app.chats import queries as chats
from app.domain import rules
from app.domain.snapshots import PageSnapshot, VisitorSnapshot
from app.domain.translation import N_
from app.foundation import settings
from app.invitations import queries
from app.invitations.known_facts import facts_of
from app.invitations.live_set import LiveInvitation
from app.invitations.log_details import kept
from app.invitations.models import Invitation
from app.invitations.vocabulary import ClaimRequest, Refusal, Refused, WhenTeam
from app.operators.teams import is_somebody_there

ANY_VERSION = 0
"""What the page's script claims with when it asks for an invitation by its key, without having been armed."""


def refusal_of(
    row: Invitation, live: LiveInvitation | None, request: ClaimRequest, visitor: VisitorSnapshot, now: datetime
) -> Refused | None:
    """Everything that speaks against showing it, the most telling reason first."""
    if row.state != "live":
        return Refused(Refusal.NOT_LIVE)
    if live is None or live.version != row.version or request.version not in (row.version, ANY_VERSION):
        return Refused(Refusal.CHANGED)
    refused = _team_refusal(live, visitor, now) or _restraint(row, visitor, now)
    if refused is not None:
        return refused
    facts = _facts(visitor, request.page, now, request.facts)
    if any(part.verdict(facts, now) is not rules.Verdict.TRUE for part in live.candidate.scope.conditions()):
        return Refused(Refusal.OTHER_WIDGET, "the embed code on the page is another one")
    finding = rules.evaluate(live.candidate.rule, facts, now)
    if finding.verdict is not rules.Verdict.TRUE:
        return Refused(Refusal.CONDITIONS, _first_blocker(finding))
    return None


def _first_blocker(finding: rules.Finding) -> str:
    """The first single condition that does not hold, as the log keeps it."""
    for each in finding.walk():
        if each.fact is not None and each.verdict is not rules.Verdict.TRUE:
            return kept(each.reason)
    return kept(finding.reason)


def _kept(sentence: str, **values: object) -> str:
    return kept(rules.Reason("", sentence, values))


def _team_refusal(live: LiveInvitation, visitor: VisitorSnapshot, now: datetime) -> Refused | None:
    if live.when_team is WhenTeam.EITHER:
        return None
    is_online = is_somebody_there(visitor.embed.departments, now)
    if live.when_team is WhenTeam.ONLINE and not is_online:
        return Refused(Refusal.TEAM_OFFLINE, "nobody who serves the department of the page is online")
    if live.when_team is WhenTeam.OFFLINE and is_online:
        return Refused(Refusal.TEAM_ONLINE, "the invitation is for when nobody is there")
    return None


def _restraint(row: Invitation, visitor: VisitorSnapshot, now: datetime) -> Refused | None:
    if chats.has_open_chat(visitor.id):
        return Refused(Refusal.OPEN_CHAT)
    pause = timedelta(hours=settings.get("invitations.pause_after_chat_hours"))
    last_chat = chats.last_chat_activity(visitor.id)
    if last_chat is not None and now - last_chat < pause:
        return Refused(
            Refusal.RECENT_CHAT, _kept(N_("The last chat was at %(at)s UTC."), at=f"{last_chat:%Y-%m-%d %H:%M}")
        )
    if queries.has_dismissed_in_visit(visitor.id, visitor.visit_id):
        return Refused(Refusal.CLOSED_IN_VISIT)
    shown = queries.count_shown(row.id, visitor.id)
    if row.once_per_visitor and shown:
        return Refused(Refusal.ONCE_PER_VISITOR)
    if row.max_shows and shown >= row.max_shows:
        return Refused(Refusal.MAX_SHOWS, _kept(N_("Times shown: %(number)s."), number=shown))
    return None


def _facts(
    visitor: VisitorSnapshot, page: PageSnapshot, now: datetime, from_browser: Mapping[str, Any] | None = None
) -> rules.Facts:
    return facts_of(
        visitor,
        page,
        is_team_online=is_somebody_there(visitor.embed.departments, now),
        has_chat_history=chats.last_chat_activity(visitor.id) is not None,
        time_zone=settings.get("site.time_zone"),
        from_browser=from_browser,
    )

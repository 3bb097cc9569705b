"""Snapshots as the API's documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from app.api.bodies import (
    EmbedBody,
    ExplainedBody,
    ExplanationBody,
    LogBody,
    ObstacleBody,
    PageBody,
    PartBody,
    VisitorBody,
    VisitorDetailsBody,
)
from app.domain.rules.finding import timestamp
from app.domain.snapshots import PageSnapshot, VisitorSnapshot
from app.invitations.explaining import ExplainedInvitation, Explanation
from app.invitations.explaining_log import log_before
from app.invitations.explaining_words import blocker_sentence, obstacle_words
from app.invitations.log_words import log_words
from app.invitations.vocabulary import LogLine


def visitor_body(visitor: VisitorSnapshot, *, is_online: bool) -> VisitorBody:
    """A visitor in a list."""
    return VisitorBody(**_visitor_fields(visitor, is_online))


def visitor_details(visitor: VisitorSnapshot, attributes: Mapping[str, Any], *, is_online: bool) -> VisitorDetailsBody:
    """A visitor with everything that is known."""
    return VisitorDetailsBody(**_visitor_fields(visitor, is_online), attributes=dict(attributes))


def explanation_body(explanation: Explanation, invitation: str | None = None) -> ExplanationBody:
    """The explanation with its sentences, and the log (of one invitation) before it."""
    return ExplanationBody(
        visitor=explanation.visitor.key,
        at=timestamp(explanation.now) or "",
        is_online=explanation.is_here,
        page=_page(explanation.page),
        supposed=explanation.changed_values(),
        invitations=[_explained(each, explanation) for each in explanation.invitations],
        log=[_log_line(line) for line in log_before(explanation.visitor.id, invitation)],
    )


def _explained(each: ExplainedInvitation, explanation: Explanation) -> ExplainedBody:
    return ExplainedBody(
        key=each.snapshot.key,
        name=each.snapshot.name,
        state=each.snapshot.state.value,
        position=each.snapshot.position,
        outlook=each.outlook.value,
        would_be_granted=each.would_be_granted,
        blocker=blocker_sentence(each, explanation),
        obstacles=[ObstacleBody(one.reason.value, obstacle_words(one, each, explanation)) for one in each.obstacles],
        moment=dict(each.moment) if each.moment is not None else None,
        times_shown=each.times_shown,
        changes_at=timestamp(each.changes_at),
        tree=msgspec.convert(each.tree.as_document(), PartBody),
    )


def _log_line(line: LogLine) -> LogBody:
    return LogBody(timestamp(line.at) or "", line.invitation_key, line.kind.value, line.reason, log_words(line))


def _visitor_fields(visitor: VisitorSnapshot, is_online: bool) -> dict[str, Any]:
    return {
        "id": visitor.key,
        "name": visitor.name,
        "is_online": is_online,
        "last_seen_at": timestamp(visitor.last_seen_at),
        "visits": visitor.visit_number,
        "page_views": visitor.page_views,
        "visit_started_at": timestamp(visitor.visit_started_at),
        "page": _page(visitor.page) if visitor.page else None,
        "landing_url": visitor.landing_url,
        "referrer": visitor.referrer,
        "utm": dict(visitor.utm),
        "country": visitor.country,
        "city": visitor.city,
        "device": visitor.device,
        "browser": visitor.browser,
        "system": visitor.system,
        "language": visitor.language,
        "time_zone": visitor.time_zone,
        "tags": list(visitor.tags),
        "embed": EmbedBody(visitor.embed.identifier, list(visitor.embed.departments), visitor.embed.language),
    }


def _page(page: PageSnapshot) -> PageBody:
    return PageBody(page.url, page.title)

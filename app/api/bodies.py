"""The documents that the API answers with, field by field; the OpenAPI description is made from these types."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

Time = Annotated[str, msgspec.Meta(description="ISO 8601 in UTC, such as 2026-11-21T10:00:00.000Z")]
Verdict = Literal["true", "false", "unknown"]
Outlook = Literal["showing", "ready", "next", "waiting", "blocked", "off"]


class FindingBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the linter says about an invitation; ``path`` is the place in its document."""

    severity: Literal["error", "warning", "hint"]
    code: str
    message: str
    advice: str
    path: str
    other_invitation: str | None = None


class ErrorBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """What went wrong: ``code`` is stable, ``message`` is a sentence, ``field`` names the input.

    With the code ``findings``, the findings say why an invitation could never show.
    """

    code: str
    message: str
    field: str | None = None
    findings: list[FindingBody] | None = None


class ErrorAnswer(msgspec.Struct, frozen=True):
    """The one shape of every error."""

    error: ErrorBody


class PageBody(msgspec.Struct, frozen=True):
    """A page in the visitor's browser; secrets are already cut from its address."""

    url: str
    title: str


class EmbedBody(msgspec.Struct, frozen=True):
    """What the embed code on the page says."""

    identifier: str | None
    departments: list[str]
    language: str | None


class VisitorBody(msgspec.Struct, frozen=True):
    """A visitor with the present or last visit. ``country`` is ISO 3166-1 alpha-2."""

    id: str
    name: str | None
    is_online: bool
    last_seen_at: Time
    visits: int
    page_views: int
    visit_started_at: Time | None
    page: PageBody | None
    landing_url: str | None
    referrer: str | None
    utm: dict[str, str]
    country: str | None
    city: str | None
    device: str | None
    browser: str | None
    system: str | None
    language: str | None
    time_zone: str | None
    tags: list[str]
    embed: EmbedBody


class VisitorDetailsBody(VisitorBody, frozen=True, kw_only=True):
    """The same with what the page and your server said about the visitor."""

    attributes: dict[str, Any]


class VisitorList(msgspec.Struct, frozen=True):
    """One page of visitors, the newest first; ``next_cursor`` asks for the next page and is null on the last."""

    data: list[VisitorBody]
    next_cursor: str | None


class PartBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """One part of a rule with its verdict; ``children`` are the parts of a group.

    ``wanted`` is what the rule asks for, ``actual`` what is (null: none, {"unavailable": true}: not known).
    ``changes_at`` is when time alone may change the verdict, ``known_at`` since when the fact has been so.
    """

    kind: Literal["all", "any", "not", "condition", "unknown", "constant"]
    verdict: Verdict
    wanted: Any
    actual: Any
    reason: str
    explanation: str
    changes_at: Time | None
    fact: str | None = None
    comparison: str | None = msgspec.field(name="is", default=None)
    source: str | None = None
    known_at: Time | None = None
    known_by: Literal["server", "browser"] | None = None
    children: list[PartBody] | None = None


class ObstacleBody(msgspec.Struct, frozen=True):
    """What speaks against showing besides the rule; ``code`` is the reason that a claim would be refused with."""

    code: str
    message: str


class ExplainedBody(msgspec.Struct, frozen=True):
    """One invitation for this visitor. ``blocker`` is the first thing in its way, in one sentence."""

    key: str
    name: str
    state: Literal["draft", "live", "paused"]
    position: int
    outlook: Outlook
    would_be_granted: bool
    blocker: str
    obstacles: list[ObstacleBody]
    moment: dict[str, Any] | None
    times_shown: int
    changes_at: Time | None
    tree: PartBody


class LogBody(msgspec.Struct, frozen=True):
    """What was noted at the time. ``kind`` is armed, shown, seen, dismissed, refused …; a refusal has a ``reason``.

    ``invitation`` is null where it is about one that an operator sent by hand.
    """

    at: Time
    invitation: str | None
    kind: str
    reason: str | None
    message: str


class ExplanationBody(msgspec.Struct, frozen=True):
    """Every live invitation in the order in which they take their turns; ``supposed`` are the facts of a what-if.

    ``log`` is what happened before, the latest first, at most 200 lines.
    """

    visitor: str
    at: Time
    is_online: bool
    page: PageBody
    supposed: dict[str, Any]
    invitations: list[ExplainedBody]
    log: list[LogBody]

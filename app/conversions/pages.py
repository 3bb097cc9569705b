"""What the pages of goals say, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import format_currency, format_decimal, ngettext
from flask_babel import gettext as _

from app.conversions.credited_queries import InvitationGoal
from app.conversions.vocabulary import CountedFrom, GoalDetails, GoalListing, ReportLine, ReportOutcome
from app.invitations.aftermath_words import goal_words, window_words
from app.plugin_api.goals import GoalKind, SightingSource


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal in the list."""

    key: str
    name: str
    is_active: bool
    sentence: str
    counted: int
    others: str
    value: str


@dataclass(frozen=True, slots=True)
class OwnGoalLine:
    """An invitation with a goal of its own."""

    key: str
    name: str
    sentence: str
    counted: int


@dataclass(frozen=True, slots=True)
class SpokenReport:
    """One report in the log."""

    at: datetime
    identifier: str
    goal_name: str | None
    source: str
    outcome: str
    tone: str
    value: str
    visitor_key: str | None


def goal_lines(listings: Sequence[GoalListing], kinds: Sequence[GoalKind]) -> list[GoalLine]:
    """The list of goals."""
    labels = {kind.id: kind.label for kind in kinds}
    return [
        GoalLine(
            key=each.details.draft.key,
            name=each.details.draft.name,
            is_active=each.details.draft.is_active,
            sentence=_sentence(each.details, labels.get(each.details.draft.kind)),
            counted=each.counted,
            others=_others(each),
            value=", ".join(money(amount, code) for code, amount in sorted(each.value_by_currency.items())),
        )
        for each in listings
    ]


def own_goal_lines(goals: Sequence[InvitationGoal]) -> list[OwnGoalLine]:
    """The goals that invitations name themselves."""
    return [OwnGoalLine(each.key, each.name, goal_words(each.goal), each.counted) for each in goals]


def report_lines(reports: Sequence[ReportLine]) -> list[SpokenReport]:
    """The log of reports."""
    return [
        SpokenReport(
            at=each.at,
            identifier=each.identifier,
            goal_name=each.goal_name,
            source=_source(each.source),
            outcome=_outcome(each),
            tone="online" if each.outcome is ReportOutcome.COUNTED else "neutral",
            value="" if each.value is None else money(each.value, each.currency or ""),
            visitor_key=each.visitor_key,
        )
        for each in reports
    ]


def money(amount: Decimal, code: str) -> str:
    """An amount in its currency, or as a bare number where none was named."""
    return str(format_currency(amount, code)) if code else str(format_decimal(amount))


def _sentence(details: GoalDetails, kind_label: str | None) -> str:
    draft = details.draft
    if kind_label is None:
        return str(_("The plugin that recognises this goal is not in use, so nothing is counted."))
    window = window_words(draft.window_seconds)
    if draft.counted_from is CountedFrom.CLICKED:
        return str(_("%(kind)s, within %(window)s after a click or an answer", kind=_(kind_label), window=window))
    return str(_("%(kind)s, within %(window)s after the invitation was shown", kind=_(kind_label), window=window))


def _others(each: GoalListing) -> str:
    parts = [
        (each.late, _("%(number)s late", number=each.late)),
        (each.duplicate, _("%(number)s again", number=each.duplicate)),
        (each.not_invited, _("%(number)s without an invitation", number=each.not_invited)),
    ]
    return ", ".join(str(words) for number, words in parts if number)


def _source(source: SightingSource) -> str:
    words = {
        SightingSource.PAGE: _("page opened"),
        SightingSource.SCRIPT: _("script on the page"),
        SightingSource.SERVER: _("your server"),
    }
    return str(words[source])


def _outcome(report: ReportLine) -> str:
    if report.outcome is ReportOutcome.COUNTED:
        return str(ngettext("Counted for %(num)d invitation", "Counted for %(num)d invitations", report.credited))
    words = {
        ReportOutcome.DUPLICATE: _("Counted before"),
        ReportOutcome.LATE: _("Too late"),
        ReportOutcome.NOT_INVITED: _("Nobody invited this visitor"),
        ReportOutcome.UNKNOWN_GOAL: _("Unknown identifier"),
    }
    return str(words[report.outcome])

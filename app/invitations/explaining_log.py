"""Yesterday's explanation: what the log kept about a visitor day by day, and how often each reason stood in the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from sqlalchemy import func, select

from app.foundation.database import db
from app.invitations.log_details import told
from app.invitations.log_words import invitation_words, log_words, reason_words
from app.invitations.models import ImpressionLog, Invitation
from app.invitations.queries import log_of_visitor
from app.invitations.vocabulary import LogKind, LogLine

LOG_LINES = 200
PERIODS = (7, 30)
MOST_REFUSED = 50
_TONES = {
    LogKind.ARMED: "open",
    LogKind.DISMISSED: "bad",
    LogKind.EXPIRED: "bad",
    LogKind.REFUSED: "bad",
    LogKind.REPLACED: "off",
    LogKind.WITHHELD: "off",
}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened, or the same thing several times in a row; ``clock`` is on the site's clock."""

    at: datetime
    clock: str
    invitation_key: str | None
    invitation_name: str
    words: str
    detail: str | None
    tone: str


@dataclass(frozen=True, slots=True)
class TimelineDay:
    """What happened on one day, the latest first."""

    words: str
    entries: tuple[TimelineEntry, ...]


@dataclass(frozen=True, slots=True)
class ReasonTotal:
    """How often one reason stood in the way; ``share`` is in percent of the most frequent one."""

    code: str
    words: str
    number: int
    share: int


@dataclass(frozen=True, slots=True)
class InvitationRefusals:
    """How often one invitation was refused, and for which reasons, the most frequent first."""

    key: str
    name: str
    number: int
    reasons: tuple[ReasonTotal, ...]


@dataclass(frozen=True, slots=True)
class ReasonTotals:
    """What came of one invitation in the last ``days``: how often it waited and showed, and why it did not."""

    days: int
    armed: int
    shown: int
    refused: int
    reasons: tuple[ReasonTotal, ...]


def log_before(visitor_id: int, invitation: str | None = None) -> tuple[LogLine, ...]:
    """What was noted about a visitor (and one invitation, by its key), the latest first."""
    return tuple(line for line in log_of_visitor(visitor_id, LOG_LINES) if invitation in (None, line.invitation_key))


def timeline(visitor_id: int, time_zone: str, invitation: str | None = None) -> tuple[TimelineDay, ...]:
    """The log about one visitor (and one invitation, by its key) in days, the latest first."""
    zone = ZoneInfo(time_zone)
    runs = [list(run) for _same, run in groupby(log_before(visitor_id, invitation), key=_sameness)]
    days = groupby(runs, key=lambda run: run[0].at.astimezone(zone).date())
    return tuple(TimelineDay(_day_words(day), tuple(_entry(run, zone) for run in runs)) for day, runs in days)


def reason_totals(key: str, now: datetime, days: int = PERIODS[0]) -> ReasonTotals:
    """What came of an invitation lately; ``days`` other than 7 or 30 count as 7."""
    span = days if days in PERIODS else PERIODS[0]
    counted = (
        select(ImpressionLog.kind, ImpressionLog.reason, func.count())
        .join(Invitation, Invitation.id == ImpressionLog.invitation_id)
        .where(Invitation.key == key, ImpressionLog.at >= now - timedelta(days=span))
        .group_by(ImpressionLog.kind, ImpressionLog.reason)
    )
    rows = [(LogKind(kind), reason, int(number)) for kind, reason, number in db.session.execute(counted)]
    refused = {reason or "": number for kind, reason, number in rows if kind is LogKind.REFUSED}
    return ReasonTotals(
        days=span,
        armed=_sum_of(rows, LogKind.ARMED),
        shown=_sum_of(rows, LogKind.SHOWN),
        refused=sum(refused.values()),
        reasons=_ranked(refused),
    )


def refusals_by_invitation(now: datetime, days: int = PERIODS[-1]) -> tuple[InvitationRefusals, ...]:
    """Which invitations were refused lately and for which reasons, the most often refused first; at most 50."""
    counted = (
        select(Invitation.key, Invitation.name, ImpressionLog.reason, func.count())
        .join(Invitation, Invitation.id == ImpressionLog.invitation_id)
        .where(ImpressionLog.kind == LogKind.REFUSED.value, ImpressionLog.at >= now - timedelta(days=days))
        .group_by(Invitation.key, Invitation.name, ImpressionLog.reason)
    )
    reasons: dict[tuple[str, str], dict[str, int]] = {}
    for key, name, reason, number in db.session.execute(counted):
        reasons.setdefault((key, name), {})[reason or ""] = int(number)
    found = [InvitationRefusals(*which, sum(each.values()), _ranked(each)) for which, each in reasons.items()]
    return tuple(sorted(found, key=lambda each: (-each.number, each.key))[:MOST_REFUSED])


def _ranked(refused: dict[str, int]) -> tuple[ReasonTotal, ...]:
    most = max(refused.values(), default=0)
    ranked = sorted(refused.items(), key=lambda each: (-each[1], each[0]))
    return tuple(ReasonTotal(code, reason_words(code), number, round(100 * number / most)) for code, number in ranked)


def _sum_of(rows: Iterable[tuple[LogKind, str | None, int]], kind: LogKind) -> int:
    return sum(number for each, _reason, number in rows if each is kind)


def _sameness(line: LogLine) -> tuple[str | None, str, str, str | None]:
    return (line.invitation_key, line.invitation_name, line.kind.value, line.reason)


def _entry(run: Sequence[LogLine], zone: ZoneInfo) -> TimelineEntry:
    latest, first = run[0], run[-1]
    words = log_words(latest)
    if len(run) > 1:
        since = f"{first.at.astimezone(zone):%H:%M}"
        times = ngettext("%(num)d time", "%(num)d times", len(run))
        words = str(_("%(words)s (%(times)s since %(since)s)", words=words, times=times, since=since))
    return TimelineEntry(
        at=latest.at,
        clock=f"{latest.at.astimezone(zone):%H:%M}",
        invitation_key=latest.invitation_key,
        invitation_name=invitation_words(latest),
        words=words,
        detail=told(latest.detail, _) if latest.detail else None,
        tone=_TONES.get(latest.kind, "good"),
    )


def _day_words(day: date) -> str:
    return str(format_date(day, "full"))

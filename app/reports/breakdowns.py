"""The same figures split up: by variant, page, country, device and language; links, goals and chats beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import distinct, func, select

from app.chats.models import Chat
from app.conversions.models import Goal
from app.domain.rules.urls import parse
from app.foundation.database import db
from app.invitations.models import Impression, ImpressionLog
from app.invitations.vocabulary import LogKind
from app.operators.models import Operator
from app.reports import queries
from app.reports.figures import NOTHING, Counts, GoalLine, Line, LinkLine, Revenue
from app.reports.periods import Slot, stretches
from app.reports.queries import CONVERSIONS, SHOWINGS, WITHHELD, GoalFilter, Scope
from app.visitors.models import Visitor
from app.visitors.pseudonyms import called

MOST_LINES = 50
MOST_LINKS = 50
MOST_CHATS = 50
OWN = "own"
GOAL_PREFIX = "goal:"
SPLIT = ("variant", "campaign")
"""The columns by which the figures over time of one invitation are split, in this order."""


@dataclass(frozen=True, slots=True)
class Places:
    """The figures by where and with what visitors were; each list has the most frequent first, at most 50 lines.

    A page is its address without scheme, fragment, closing slash and tracking parameters.
    """

    pages: tuple[Line, ...]
    countries: tuple[Line, ...]
    devices: tuple[Line, ...]
    languages: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ChatLine:
    """A chat that began with the invitation; ``operator`` is None while nobody has accepted it."""

    key: str
    visitor_name: str
    visitor_key: str
    operator: str | None
    started_at: datetime
    state: str


def places(scope: Scope, slots: Sequence[Slot]) -> Places:
    """Where visitors were and with what, without what was withheld."""
    columns, pieces = SHOWINGS.c, stretches(slots)
    circumstances = _shown(queries.counted(scope, pieces, columns.country, columns.device, columns.language))
    by_address = _shown(queries.counted(scope, pieces, columns.page_url))
    return Places(
        pages=_lines((page_of(key[0]), counts) for key, counts in by_address),
        countries=_lines((key[0], counts) for key, counts in circumstances),
        devices=_lines((key[1], counts) for key, counts in circumstances),
        languages=_lines((key[2], counts) for key, counts in circumstances),
    )


def page_of(url: str | None) -> str:
    """An address as pages are counted: two spellings of the same page are one."""
    if not url:
        return ""
    address = parse(url)
    return f"{address.host}{address.tail(bare=True)}" or "/"


def by_column(scope: Scope, slots: Sequence[Slot], found: queries.Counted, column: queries.Column) -> tuple[Line, ...]:
    """The figures and the revenue for each value of the column that ``found`` was split by, among others or alone."""
    place = 2 + SPLIT.index(column.key or "")
    brought = queries.revenue(scope, slots, column)
    lines = _lines((key[place], counts) for key, counts in found.items() if key[1] != WITHHELD)
    return tuple(Line(line.label, line.counts, brought.get((line.label or None,), Revenue())) for line in lines)


def links(scope: Scope, start: datetime, end: datetime) -> tuple[LinkLine, ...]:
    """The links and buttons that were used, each counted once for a showing."""
    number = func.count(distinct(ImpressionLog.impression_id))
    found = (
        select(ImpressionLog.detail, number)
        .join(Impression, Impression.id == ImpressionLog.impression_id)
        .where(ImpressionLog.kind == LogKind.CLICKED.value, ImpressionLog.invitation_id == scope.invitation_id)
        .where(ImpressionLog.at >= start, Impression.shown_at >= start, Impression.shown_at < end)
        .group_by(ImpressionLog.detail)
        .order_by(number.desc(), ImpressionLog.detail)
        .limit(MOST_LINKS)
    )
    return tuple(LinkLine(detail or "", int(showings)) for detail, showings in db.session.execute(found))


def goals(scope: Scope, slots: Sequence[Slot]) -> tuple[GoalLine, ...]:
    """Every goal that the showings led to, the invitation's own first, then by name."""
    start, end = slots[0].start, slots[-1].end
    reached = Scope(scope.invitation_id)
    found = (
        select(
            CONVERSIONS.c.goal_id,
            Goal.key,
            Goal.name,
            func.count(),
            func.count(distinct(CONVERSIONS.c.visitor_id)),
        )
        .select_from(CONVERSIONS)
        .join(SHOWINGS, SHOWINGS.c.id == CONVERSIONS.c.impression_id)
        .outerjoin(Goal, Goal.id == CONVERSIONS.c.goal_id)
        .where(*reached.conversions(start), *reached.of_others(start, end), SHOWINGS.c.kind != WITHHELD)
        .group_by(CONVERSIONS.c.goal_id, Goal.key, Goal.name)
    )
    lines = []
    for goal_id, key, name, converted, visitors in db.session.execute(found):
        only = Scope(scope.invitation_id, GoalFilter(is_own=goal_id is None, goal_id=goal_id))
        brought = queries.revenue(only, slots).get((), Revenue())
        lines.append(
            GoalLine(
                OWN if goal_id is None else f"{GOAL_PREFIX}{key}", name or "", int(converted), int(visitors), brought
            )
        )
    return tuple(sorted(lines, key=lambda line: (line.key != OWN, line.name, line.key)))


def chats(scope: Scope, start: datetime, end: datetime) -> tuple[ChatLine, ...]:
    """The newest chats that began with a showing of this time."""
    found = (
        select(Chat, Visitor.key, Operator.name)
        .join(Impression, Impression.id == Chat.impression_id)
        .join(Visitor, Visitor.id == Chat.visitor_id)
        .outerjoin(Operator, Operator.id == Chat.operator_id)
        .where(Impression.invitation_id == scope.invitation_id, Impression.shown_at >= start, Impression.shown_at < end)
        .order_by(Chat.id.desc())
        .limit(MOST_CHATS)
    )
    return tuple(
        ChatLine(
            key=chat.key,
            visitor_name=called(visitor_key, chat.visitor_name),
            visitor_key=visitor_key,
            operator=operator,
            started_at=chat.started_at,
            state=chat.state,
        )
        for chat, visitor_key, operator in db.session.execute(found)
    )


def summed(parts: Iterable[tuple[Any, Counts]]) -> dict[Any, Counts]:
    """Figures with the same key together."""
    totals: dict[Any, Counts] = defaultdict(lambda: NOTHING)
    for key, counts in parts:
        totals[key] += counts
    return dict(totals)


def _shown(found: queries.Counted) -> list[tuple[tuple[Any, ...], Counts]]:
    """The figures over all slots and kinds but the withheld, by the asked columns."""
    parts = ((key[2:], counts) for key, counts in found.items() if key[1] != WITHHELD)
    return list(summed(parts).items())


def _lines(parts: Iterable[tuple[str | None, Counts]]) -> tuple[Line, ...]:
    totals = summed((label or "", counts) for label, counts in parts)
    ranked = sorted(totals.items(), key=_rank)[:MOST_LINES]
    return tuple(Line(label, counts) for label, counts in ranked)


def _rank(line: tuple[str, Counts]) -> tuple[int, str]:
    label, counts = line
    return (-counts.granted, label)

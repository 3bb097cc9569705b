"""The one set of queries behind every report: showings, answers and conversions, counted slot by slot.

The large table is read one slot of time after the other, so that a page about a million showings holds up nobody else
in between; the small ones (chats, conversions) are asked once, with the slot as a column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, Table, bindparam, distinct, exists, func, select

from app.chats.models import Chat, Message
from app.conversions.models import Conversion
from app.conversions.vocabulary import amount_of
from app.domain.snapshots import SenderKind
from app.foundation import clock
from app.foundation.database import UtcDateTime, db
from app.invitations.models import Impression, ImpressionLog
from app.invitations.vocabulary import ImpressionKind, ImpressionState, LogKind
from app.reports.figures import NOTHING, Counts, Revenue
from app.reports.periods import Slot, place_in

SHOWINGS = cast(Table, Impression.__table__)
CHATS = cast(Table, Chat.__table__)
MESSAGES = cast(Table, Message.__table__)
CONVERSIONS = cast(Table, Conversion.__table__)
LOG = cast(Table, ImpressionLog.__table__)
WITHHELD = ImpressionKind.WITHHELD.value
MANUAL = ImpressionKind.MANUAL.value
SINCE = bindparam("since", type_=UtcDateTime)
BEFORE = bindparam("before", type_=UtcDateTime)
Column = ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class GoalFilter:
    """Which conversions count: any, the invitation's own goal (``is_own``), or those of one goal."""

    is_own: bool = False
    goal_id: int | None = None

    def condition(self) -> list[Column]:
        """As SQL over the conversions."""
        if self.goal_id is not None:
            return [CONVERSIONS.c.goal_id == self.goal_id]
        return [CONVERSIONS.c.goal_id.is_(None)] if self.is_own else []


ANY_GOAL = GoalFilter()


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: one invitation or all of them, and which conversions."""

    invitation_id: int | None = None
    goal: GoalFilter = ANY_GOAL

    def showings(self, start: Any, end: Any) -> list[Column]:
        """The showings that began in this time, as SQL; the ends are moments or parameters."""
        in_time = [SHOWINGS.c.shown_at >= start, SHOWINGS.c.shown_at < end]
        if self.invitation_id is None:
            return in_time
        return [SHOWINGS.c.invitation_id == self.invitation_id, *in_time]

    def of_others(self, start: datetime, end: datetime) -> list[Column]:
        """The same for statements that come from a smaller table: without an index that would begin here instead."""
        began = func.coalesce(SHOWINGS.c.shown_at, SHOWINGS.c.shown_at)
        in_time = [began >= start, began < end]
        if self.invitation_id is None:
            return in_time
        return [func.coalesce(SHOWINGS.c.invitation_id, 0) == self.invitation_id, *in_time]

    def conversions(self, start: datetime) -> list[Column]:
        """The conversions that showings from ``start`` on can have, as SQL; none comes before its showing."""
        found = [*self.goal.condition(), CONVERSIONS.c.at >= start]
        if self.invitation_id is None:
            return found
        return [CONVERSIONS.c.invitation_id == self.invitation_id, *found]


Counted = dict[tuple[Any, ...], Counts]
"""Figures by slot number, kind of showing and the asked columns, in this order."""


def counted(scope: Scope, slots: Sequence[Slot], *by: Column) -> Counted:
    """Every figure of the showings in these slots, split by columns of the showings."""
    found: Counted = defaultdict(lambda: NOTHING)
    fates = _fates(scope, by)
    for place, slot in enumerate(slots):
        for row in db.session.execute(fates, {"since": slot.start, "before": slot.end}):
            kind, parts, numbers = row[0], tuple(row[1 : 1 + len(by)]), row[1 + len(by) :]
            found[(place, kind, *parts)] += _withheld(numbers) if kind == WITHHELD else Counts(*numbers)
        clock.sleep(0)  # others may work before the next slot
    if slots:
        for key, number in _in_slots(_answered(scope, slots, by)):
            found[key] += Counts(answered=number)
        for key, number in _in_slots(_converted(scope, slots, by)):
            found[key] += Counts(converted=number)
    return dict(found)


def revenue(scope: Scope, slots: Sequence[Slot], *by: Column) -> dict[tuple[Any, ...], Revenue]:
    """What the showings in these slots brought, split by columns of the showings; each report's value once."""
    start, end = slots[0].start, slots[-1].end
    once = (
        select(*by, CONVERSIONS.c.visitor_id, CONVERSIONS.c.at, CONVERSIONS.c.currency, CONVERSIONS.c.value_micros)
        .join(SHOWINGS, SHOWINGS.c.id == CONVERSIONS.c.impression_id)
        .where(*scope.conversions(start), *scope.of_others(start, end), SHOWINGS.c.kind != WITHHELD)
        .where(CONVERSIONS.c.value_micros.is_not(None))
        .distinct()
        .subquery()
    )
    parts = list(once.c)[: len(by)]
    total = select(*parts, once.c.currency, func.sum(once.c.value_micros)).group_by(*parts, once.c.currency)
    found: dict[tuple[Any, ...], dict[str, Any]] = defaultdict(dict)
    clock.sleep(0)
    for *key, currency, micros in db.session.execute(total):
        found[tuple(key)][currency or ""] = amount_of(int(micros))
    return {key: Revenue(dict(sorted(amounts.items()))) for key, amounts in found.items()}


def logged(scope: Scope, slots: Sequence[Slot]) -> Iterator[tuple[int, LogKind, str | None, int]]:
    """Of one invitation: slot, kind, reason and number of the lines that say it was armed or refused."""
    kinds = (LogKind.ARMED.value, LogKind.REFUSED.value)
    lines = (
        select(LOG.c.kind, LOG.c.reason, func.count())
        .where(LOG.c.invitation_id == scope.invitation_id, LOG.c.at >= SINCE, LOG.c.at < BEFORE)
        .where(LOG.c.kind.in_(kinds))
        .group_by(LOG.c.kind, LOG.c.reason)
    )
    for place, slot in enumerate(slots):
        for kind, reason, number in db.session.execute(lines, {"since": slot.start, "before": slot.end}):
            yield place, LogKind(kind), reason, int(number)
        clock.sleep(0)


def _fates(scope: Scope, by: Sequence[Column]) -> Select[Any]:
    """Numbers in the order of the fields of Counts, up to ``replied``."""
    return (
        select(
            SHOWINGS.c.kind,
            *by,
            func.count(),
            func.count(SHOWINGS.c.rendered_at),
            func.count(SHOWINGS.c.seen_at),
            func.count(SHOWINGS.c.opened_at),
            func.count(SHOWINGS.c.clicked_at),
            _ended_as(ImpressionState.DISMISSED),
            _ended_as(ImpressionState.EXPIRED),
            _ended_as(ImpressionState.REPLACED),
            _ended_as(ImpressionState.RECALLED),
            _ended_as(ImpressionState.REPLIED),
        )
        .where(*scope.showings(SINCE, BEFORE))
        .group_by(SHOWINGS.c.kind, *by)
    )


def _ended_as(state: ImpressionState) -> ColumnElement[int]:
    return func.count().filter(SHOWINGS.c.state == state.value)


def _withheld(numbers: Sequence[int]) -> Counts:
    return Counts(withheld=numbers[0])


def _answered(scope: Scope, slots: Sequence[Slot], by: Sequence[Column]) -> Select[Any]:
    start, end = slots[0].start, slots[-1].end
    by_a_person = exists().where(MESSAGES.c.chat_id == CHATS.c.id, MESSAGES.c.sender == SenderKind.OPERATOR.value)
    return (
        select(_place(slots), SHOWINGS.c.kind, *by, func.count(distinct(SHOWINGS.c.id)))
        .join(CHATS, CHATS.c.impression_id == SHOWINGS.c.id)
        .where(CHATS.c.started_at >= start, *scope.of_others(start, end), by_a_person)
    )


def _converted(scope: Scope, slots: Sequence[Slot], by: Sequence[Column]) -> Select[Any]:
    start, end = slots[0].start, slots[-1].end
    return (
        select(_place(slots), SHOWINGS.c.kind, *by, func.count(distinct(SHOWINGS.c.id)))
        .join(CONVERSIONS, CONVERSIONS.c.impression_id == SHOWINGS.c.id)
        .where(*scope.conversions(start), *scope.of_others(start, end), SHOWINGS.c.kind != WITHHELD)
    )


def _place(slots: Sequence[Slot]) -> Column:
    return place_in(SHOWINGS.c.shown_at, slots).label("place")


def _in_slots(statement: Select[Any]) -> Iterator[tuple[tuple[Any, ...], int]]:
    """The rows of a statement grouped by all its columns but the last, which is the number."""
    parts = list(statement.selected_columns)[:-1]
    rows: Sequence[Row[Any]] = db.session.execute(statement.group_by(*parts)).all()
    clock.sleep(0)
    for row in rows:
        yield tuple(row[:-1]), int(row[-1])

"""The documents of reports; what each figure means is written in ``app.reports.figures``."""

from __future__ import annotations

from typing import Annotated

import msgspec

Amount = Annotated[str, msgspec.Meta(description="An exact decimal, such as 49.90")]
Part = Annotated[float, msgspec.Meta(description="A part of 1, such as 0.125 for 12.5 %")]


class PeriodBody(msgspec.Struct, frozen=True):
    """Days on the site's clock, both included; ``start`` to just before ``end`` is the same as moments."""

    first: str
    last: str
    time_zone: str
    start: str
    end: str
    step: str


class FiguresBody(msgspec.Struct, frozen=True):
    """Showings that began in the period and what became of them, each counted at most once in each figure."""

    granted: int
    shown: int
    seen: int
    opened: int
    clicked: int
    dismissed: int
    expired: int
    replaced: int
    recalled: int
    replied: int
    answered: int
    converted: int
    withheld: int


class RateBody(msgspec.Struct, frozen=True):
    """A figure as a part of its denominator, which is named; null where that is 0."""

    of: str
    value: Part | None


class LineBody(msgspec.Struct, frozen=True):
    """The figures of one part of the whole; ``label`` is null where it is not known."""

    label: str | None
    figures: FiguresBody
    revenue: dict[str, Amount]


class PointBody(msgspec.Struct, frozen=True):
    """The figures of one slot of time; ``armed`` and ``refused`` are null where they are not counted."""

    start: str
    end: str
    figures: FiguresBody
    armed: int | None
    refused: int | None


class LinkBody(msgspec.Struct, frozen=True):
    """A link or button, and in how many showings it was used."""

    label: str
    showings: int


class GoalFiguresBody(msgspec.Struct, frozen=True):
    """A goal: ``own``, or ``goal:`` and its identifier."""

    goal: str
    name: str
    converted: int
    visitors: int
    revenue: dict[str, Amount]


class ReportChatBody(msgspec.Struct, frozen=True):
    """A chat that began with the invitation."""

    id: str
    visitor: str
    operator: str | None
    started_at: str | None
    state: str


class EstimateBody(msgspec.Struct, frozen=True):
    """A value with its 95 % interval; ``high`` is null where nothing limits it."""

    value: float
    low: float
    high: float | None


class GroupBody(msgspec.Struct, frozen=True):
    """One group of an experiment: visitors, and how many of them converted."""

    group: str
    visitors: int
    planned: float
    converted: int
    value: float | None


class ContestBody(msgspec.Struct, frozen=True):
    """The first group against the second: ``difference`` of the rates (Newcombe's interval), and what follows."""

    first: str
    second: str
    outcome: str
    difference: EstimateBody | None
    lift: EstimateBody | None
    extra_conversions: EstimateBody | None
    extra_value: EstimateBody | None
    chance_to_beat: float | None
    more_visitors: int | None


class EffectBody(msgspec.Struct, frozen=True):
    """What one epoch of the experiment has shown. With ``sample_ratio_alarm`` its numbers cannot be trusted."""

    epoch: int
    started_at: str | None
    currency: str | None
    is_comparable: bool
    groups: list[GroupBody]
    sample_ratio_p_value: float | None
    sample_ratio_alarm: bool
    uplift: ContestBody | None
    contests: list[ContestBody]


class InvitationReportBody(msgspec.Struct, frozen=True):
    """The report of one invitation. ``rates`` name their denominators; ``goal`` is what ``converted`` is about."""

    key: str
    name: str
    state: str
    period: PeriodBody
    goal: str
    figures: FiguresBody
    rates: dict[str, RateBody]
    revenue: dict[str, Amount]
    armed: int
    refused: int
    refusals: dict[str, int]
    over_time: list[PointBody]
    variants: list[LineBody]
    campaigns: list[LineBody]
    pages: list[LineBody]
    countries: list[LineBody]
    devices: list[LineBody]
    languages: list[LineBody]
    links: list[LinkBody]
    goals: list[GoalFiguresBody]
    chats: list[ReportChatBody]
    effect: EffectBody | None


class InvitationLineBody(msgspec.Struct, frozen=True):
    """One invitation beside the others."""

    key: str
    name: str
    state: str
    figures: FiguresBody
    revenue: dict[str, Amount]


class StatisticsBody(msgspec.Struct, frozen=True):
    """All invitations compared; ``manual`` are those by hand, which no other figure includes."""

    period: PeriodBody
    figures: FiguresBody
    rates: dict[str, RateBody]
    revenue: dict[str, Amount]
    manual: FiguresBody
    over_time: list[PointBody]
    invitations: list[InvitationLineBody]
    campaigns: list[LineBody]


class SpreadBody(msgspec.Struct, frozen=True):
    """How long something took, in seconds: half were quicker than ``median``, nine of ten than ``p90``."""

    median: float | None
    p90: float | None
    number: int


class ChatFiguresBody(msgspec.Struct, frozen=True):
    """Chats that began in the period; a chat counts on the day on which it began."""

    chats: int
    proactive: int
    answered: int
    missed: int
    waiting: int
    great: int
    average: int
    poor: int
    waited: SpreadBody
    first_answer: SpreadBody
    lasted: SpreadBody


class ChatPointBody(msgspec.Struct, frozen=True):
    """One slot of time."""

    start: str
    figures: ChatFiguresBody


class ChatLineBody(msgspec.Struct, frozen=True):
    """A department or an operator; null is for chats without one."""

    name: str | None
    figures: ChatFiguresBody


class ChatStatisticsBody(msgspec.Struct, frozen=True):
    """Chats of a period: all, over time, by department and by operator, after invitations and begun by visitors."""

    period: PeriodBody
    totals: ChatFiguresBody
    points: list[ChatPointBody]
    departments: list[ChatLineBody]
    operators: list[ChatLineBody]
    proactive: ChatFiguresBody
    by_visitors: ChatFiguresBody

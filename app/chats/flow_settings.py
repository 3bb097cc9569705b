"""What a site decides about the flow of its chats: who is given them, and which ones close by rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.foundation import settings

ASSIGNMENT = "chats.assignment"
CAPACITY = "chats.capacity"
ANSWER_SECONDS = "chats.answer_seconds"
CLOSE_REASONS = "chats.close_reasons"
IDLE_MINUTES = "chats.idle_minutes"
WARNING_MINUTES = "chats.idle_warning_minutes"
ABANDONED_MINUTES = "chats.abandoned_minutes"
UNANSWERED_MINUTES = "chats.unanswered_minutes"
RETURN_MINUTES = "chats.return_minutes"
NAMES = (
    ASSIGNMENT,
    CAPACITY,
    ANSWER_SECONDS,
    CLOSE_REASONS,
    IDLE_MINUTES,
    WARNING_MINUTES,
    ABANDONED_MINUTES,
    UNANSWERED_MINUTES,
    RETURN_MINUTES,
)
OFF = "off"
BY_LOAD = "load"
MOST_MINUTES = 60 * 24 * 30
MOST_CAPACITY = 100
ANSWER_LIMITS = (10, 3_600)
MOST_REASONS = 20
REASON_LENGTH = 40


@dataclass(frozen=True, slots=True)
class FlowRules:
    """The rules in force; a time that is None means that nothing happens."""

    by_load: bool
    capacity: int
    answer_within: timedelta
    idle: timedelta | None
    warning: timedelta
    abandoned: timedelta | None
    unanswered: timedelta | None
    returned: timedelta | None


def flow_rules() -> FlowRules:
    """The rules as they were at most a second ago."""
    found = settings.recent_values_of(NAMES)
    idle = _minutes(found[IDLE_MINUTES])
    return FlowRules(
        by_load=found[ASSIGNMENT] == BY_LOAD,
        capacity=found[CAPACITY],
        answer_within=timedelta(seconds=found[ANSWER_SECONDS]),
        idle=idle,
        warning=min(timedelta(minutes=found[WARNING_MINUTES]), idle or timedelta(0)),
        abandoned=_minutes(found[ABANDONED_MINUTES]),
        unanswered=_minutes(found[UNANSWERED_MINUTES]),
        returned=_minutes(found[RETURN_MINUTES]),
    )


def close_reasons() -> tuple[str, ...]:
    """The reasons from which an operator may choose when closing a chat."""
    return tuple(settings.recent(CLOSE_REASONS))


def _minutes(number: int) -> timedelta | None:
    return timedelta(minutes=number) if number else None


def _check_assignment(value: Any) -> None:
    if value not in (OFF, BY_LOAD):
        raise InvalidInput(N_("choose one of the offered answers"), field=ASSIGNMENT, code="not_an_option")


def _check_reasons(value: Any) -> None:
    if len(value) > MOST_REASONS or any(not isinstance(each, str) or not each.strip() for each in value):
        words = N_("write at most %(most)s reasons, one on each line")
        raise InvalidInput(words, field=CLOSE_REASONS, values={"most": MOST_REASONS})
    if any(len(each) > REASON_LENGTH for each in value):
        words = N_("a reason has at most %(most)s characters")
        raise InvalidInput(words, field=CLOSE_REASONS, values={"most": REASON_LENGTH})


settings.declare(ASSIGNMENT, OFF, _check_assignment)
settings.declare(CAPACITY, 4, settings.whole_number(CAPACITY, 1, MOST_CAPACITY))
settings.declare(ANSWER_SECONDS, 60, settings.whole_number(ANSWER_SECONDS, *ANSWER_LIMITS))
settings.declare(CLOSE_REASONS, [N_("Solved"), N_("Not solved"), N_("Spam")], _check_reasons)
settings.declare(IDLE_MINUTES, 60, settings.whole_number(IDLE_MINUTES, 0, MOST_MINUTES))
settings.declare(WARNING_MINUTES, 5, settings.whole_number(WARNING_MINUTES, 0, MOST_MINUTES))
settings.declare(ABANDONED_MINUTES, 60 * 24, settings.whole_number(ABANDONED_MINUTES, 0, MOST_MINUTES))
settings.declare(UNANSWERED_MINUTES, 0, settings.whole_number(UNANSWERED_MINUTES, 0, MOST_MINUTES))
settings.declare(RETURN_MINUTES, 5, settings.whole_number(RETURN_MINUTES, 0, MOST_MINUTES))

"""How soon a visitor should have an answer: after the first time the desk warns, after the second it is late."""

from __future__ import annotations

from dataclasses import dataclass

from app.foundation import settings

AMBER = "desk.answer_target_seconds.amber"
RED = "desk.answer_target_seconds.red"
LONGEST = 24 * 60 * 60

settings.declare(AMBER, 40, settings.whole_number(AMBER, 1, LONGEST))
settings.declare(RED, 120, settings.whole_number(RED, 1, LONGEST))


@dataclass(frozen=True, slots=True)
class AnswerTargets:
    """Both in seconds since the visitor wrote the oldest message that nobody has answered."""

    amber_seconds: int
    red_seconds: int


def answer_targets() -> AnswerTargets:
    """The targets as they are set; red never comes before amber."""
    found = settings.recent_values_of((AMBER, RED))
    return AnswerTargets(found[AMBER], max(found[AMBER], found[RED]))

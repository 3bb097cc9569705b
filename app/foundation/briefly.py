"""Answers that may be a second old: found once, then shared by all requests of this process, to spare the database.

Only for what is checked again where it counts. Within one process ``forget`` makes a change visible at once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from flask import current_app

from app.foundation import clock

T = TypeVar("T")
AGE_SECONDS = 1.0
MOST_REMEMBERED = 1_000
EXTENSION = "beckon.briefly"


def remembered(topic: str, key: Hashable, find: Callable[[], T]) -> T:
    """What ``find`` gave for this topic and key at most a second ago, else what it gives now."""
    answers: dict[tuple[str, Hashable], tuple[float, Any]] = current_app.extensions.setdefault(EXTENSION, {})
    now = clock.monotonic()
    found = answers.get((topic, key))
    if found is not None and 0.0 <= now - found[0] < AGE_SECONDS:
        answer: T = found[1]
        return answer
    fresh = find()
    if len(answers) >= MOST_REMEMBERED:
        answers.clear()  # keys come from embed codes, so anybody may bring new ones
    answers[topic, key] = (now, fresh)
    return fresh


def forget(topic: str) -> None:
    """Everything about a topic is asked for again."""
    answers: dict[tuple[str, Hashable], Any] = current_app.extensions.get(EXTENSION, {})
    for known in [each for each in answers if each[0] == topic]:
        del answers[known]

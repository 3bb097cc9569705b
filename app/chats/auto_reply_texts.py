"""The texts that are said by themselves: what they may hold, how they are chosen, and how their places are filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from app.domain.places import filled, pattern_of

NAME, DEPARTMENT, PLACE, WAIT = "name", "department", "place", "wait"
ALL_PLACES = (NAME, DEPARTMENT, PLACE, WAIT)
_PATTERN = pattern_of("|".join(ALL_PLACES))

PLACES_OF: Mapping[str, tuple[str, ...]] = {
    "welcome": (NAME, DEPARTMENT),
    "place": (NAME, DEPARTMENT, PLACE),
    "wait": (NAME, DEPARTMENT, WAIT),
    "unanswered": (NAME, DEPARTMENT),
    "offline": (NAME, DEPARTMENT),
    "closed_by_operator": (NAME, DEPARTMENT),
    "closed_idle": (NAME, DEPARTMENT),
    "closed_abandoned": (NAME, DEPARTMENT),
}
"""Every text, with the places that are known when it is said."""


@dataclass(frozen=True, slots=True)
class AutoReplyTexts:
    """What is said in one language. An empty text is not said."""

    welcome: str = ""
    place: str = ""
    wait: str = ""
    unanswered: str = ""
    offline: str = ""
    closed_by_operator: str = ""
    closed_idle: str = ""
    closed_abandoned: str = ""
    unanswered_seconds: int = 60
    unanswered_times: int = 1


NOTHING = AutoReplyTexts()


def first_said(candidates: Iterable[AutoReplyTexts]) -> AutoReplyTexts:
    """Each text from the first that has it; the times of ``unanswered`` come with its text."""
    found: dict[str, str] = {}
    seconds, times = NOTHING.unanswered_seconds, NOTHING.unanswered_times
    for each in candidates:
        for name in PLACES_OF:
            text: str = getattr(each, name)
            if text and name not in found:
                found[name] = text
                if name == "unanswered":
                    seconds, times = each.unanswered_seconds, each.unanswered_times
    return AutoReplyTexts(**found, unanswered_seconds=seconds, unanswered_times=times)


def unknown_places(name: str, text: str) -> tuple[str, ...]:
    """The places in a text that are not known when it is said."""
    return tuple(found["name"] for found in _PATTERN.finditer(text) if found["name"] not in PLACES_OF[name])


def said(text: str, values: Mapping[str, str]) -> str:
    """The text with its values; a value that looks like a place is shown as it is."""
    return filled(text, _PATTERN, lambda name: values.get(name, ""))


def field_names() -> tuple[str, ...]:
    """Everything that a row keeps."""
    return tuple(each.name for each in fields(AutoReplyTexts))

"""What can be picked as the value of a condition: countries, languages, departments, events, what was seen lately."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import get_locale

from app.departments.queries import all_departments
from app.domain.rules.text import fold
from app.visitors.event_queries import defined_events
from app.visitors.seen_lately import values_seen

LOOKED_BACK = timedelta(days=30)
MOST_SHOWN = 30
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value, and what it is called where that says more."""

    value: str
    label: str = ""

    def as_document(self) -> dict[str, str]:
        """As the page's script reads it."""
        return {"value": self.value, "label": self.label}


def offered(kind: str, now: datetime) -> tuple[Suggestion, ...]:
    """Everything of one kind that can be picked; nothing for a kind that nobody knows."""
    match kind:
        case "countries":
            territories = get_locale().territories
            codes = (code for code in territories if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES)
            return _by_label(Suggestion(code, territories[code]) for code in codes)
        case "languages":
            languages = get_locale().languages
            return _by_label(Suggestion(code, name) for code, name in languages.items() if len(code) == 2)
        case "departments":
            return tuple(Suggestion(each.alias, each.name) for each in all_departments())
        case "events":
            return tuple(Suggestion(each.identifier, each.name) for each in defined_events())
    return tuple(Suggestion(value) for value in values_seen(kind, now - LOOKED_BACK))


def suggestions(kind: str, typed: str, now: datetime) -> tuple[Suggestion, ...]:
    """What fits what was typed, those that begin with it first."""
    wanted = fold(typed.strip())
    if not wanted:
        return offered(kind, now)[:MOST_SHOWN]
    found = [
        (rank, place, each)
        for place, each in enumerate(offered(kind, now))
        if (rank := _rank(each, wanted)) is not None
    ]
    return tuple(each for _rank_of, _place, each in sorted(found, key=lambda one: one[:2])[:MOST_SHOWN])


def _rank(suggestion: Suggestion, wanted: str) -> int | None:
    texts = (fold(suggestion.value), fold(suggestion.label))
    if wanted in texts:
        return 0
    if any(text.startswith(wanted) for text in texts):
        return 1
    return 2 if any(wanted in text for text in texts) else None


def _by_label(found: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    return tuple(sorted(found, key=lambda each: fold(each.label)))

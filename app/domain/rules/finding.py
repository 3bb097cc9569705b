"""Why a rule says what it says: for every part of it the verdict, what was wanted, what is, and a reason in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.rules.values import ABSENT, UNAVAILABLE
from app.domain.rules.verdict import Verdict
from app.domain.translation import N_


@dataclass(frozen=True, slots=True)
class Reason:
    """A short code for programs and a sentence for people.

    ``template`` is English with ``%(name)s`` places; ``str()`` fills it in, ``translated`` first looks it up.
    """

    code: str
    template: str
    values: Mapping[str, object]

    def __str__(self) -> str:
        return self.template % self.values

    def translated(self, gettext: Callable[[str], str]) -> str:
        """The sentence in another language; labels and comparison phrases among the values are looked up as well."""
        values = {
            name: gettext(value) if isinstance(value, str) and name in TRANSLATED else value
            for name, value in self.values.items()
        }
        return gettext(self.template) % values


TRANSLATED = frozenset({"label", "phrase"})

REASONS: Mapping[str, str] = {
    "holds": N_("%(label)s%(about)s is %(actual)s, and it %(phrase)s%(wanted)s."),
    "fails": N_("%(label)s%(about)s is %(actual)s; the rule says it %(phrase)s%(wanted)s."),
    "absent": N_("%(label)s%(about)s: there is none; the rule says it %(phrase)s%(wanted)s."),
    "unavailable": N_("%(label)s%(about)s could not be known; the rule says it %(phrase)s%(wanted)s."),
    "unknown_fact": N_("%(fact)s: nothing here knows this kind of condition, so it never matches."),
    "explained": "%(sentence)s",
    "all_hold": N_("All of these hold."),
    "one_fails": N_("All of these should hold, but at least one does not."),
    "one_holds": N_("At least one of these holds."),
    "none_holds": N_("At least one of these should hold, but none does."),
    "undecided": N_("This cannot be decided, because something could not be known."),
    "negated_holds": N_("What must not hold does not hold."),
    "negated_fails": N_("What must not hold does hold."),
    "decided": N_("This was decided before."),
}

FAILED = N_("%(label)s%(about)s could not be compared, because the comparison of %(fact)s failed.")
"""Apart from the others, because the evaluator in the browser has no comparisons that could fail."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one part of a rule says, with the parts below it.

    ``kind`` is ``all``, ``any``, ``not``, ``condition``, ``unknown`` or ``constant``. ``actual`` may be ``ABSENT`` or
    ``UNAVAILABLE``; for groups it counts the verdicts of the parts. ``changes_at`` (aware UTC) is the next instant at
    which the verdict may change by the mere passing of time; ``None`` where time alone changes nothing.
    """

    kind: str
    verdict: Verdict
    reason: Reason
    fact: str | None = None
    comparison: str | None = None
    wanted: Any = None
    actual: Any = None
    changes_at: datetime | None = None
    children: tuple[Finding, ...] = ()

    def walk(self) -> Iterator[Finding]:
        """This finding and all below it, top down."""
        yield self
        for child in self.children:
            yield from child.walk()

    def as_document(self) -> dict[str, object]:
        """The JSON form (``beckon evaluate``, ``beckon explain``, the REST API)."""
        document: dict[str, object] = {"kind": self.kind, "verdict": self.verdict.value}
        if self.fact is not None:
            document |= {"fact": self.fact, "is": self.comparison}
        document |= {
            "wanted": as_json(self.wanted),
            "actual": as_json(self.actual),
            "reason": self.reason.code,
            "explanation": str(self.reason),
            "changes_at": timestamp(self.changes_at),
        }
        if self.children:
            document["children"] = [child.as_document() for child in self.children]
        return document


def timestamp(at: datetime | None) -> str | None:
    """ISO 8601 in UTC with milliseconds, as in every JSON answer."""
    if at is None:
        return None
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def as_json(value: object) -> object:
    """A fact's value as JSON: ``null`` for absent, ``{"unavailable": true}`` for what could not be known."""
    if value is ABSENT:
        return None
    if value is UNAVAILABLE:
        return {"unavailable": True}
    if isinstance(value, (tuple, list, frozenset)):
        return [as_json(part) for part in value]
    if isinstance(value, Mapping):
        return {str(name): as_json(part) for name, part in value.items()}
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    return str(value)


def in_words(value: object) -> str:
    """A value for a sentence: texts in quotation marks, several values joined."""
    if value is None or value is ABSENT or value is UNAVAILABLE:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return f"“{value}”"
    if isinstance(value, (tuple, list, frozenset)):
        return ", ".join(in_words(part) for part in value) or "–"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)

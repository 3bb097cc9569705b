"""The conditions of the classic form under their familiar names: found by typing them, and offered as ready rows."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.domain.rules import FactRegistry


@dataclass(frozen=True, slots=True)
class ClassicRow:
    """One field of the classic form: the condition that it is here, and the zone it belongs to."""

    fact: str
    comparison: str
    zone: str
    label: str


_ROWS = (
    ("visit.seconds", "at_least", "who", _l("Time on site in seconds")),
    ("visit.page_views", "at_least", "who", _l("Pageviews")),
    ("visit.referrer", "domain", "who", _l("Referrer domain without www")),
    ("visitor.tag", "contains", "who", _l("Tag")),
    ("device.platform", "equals", "who", _l("Show on devices")),
    ("page.url", "glob", "when", _l("URL to match")),
)
_ALSO = {
    "visit.seconds": _l("Time on site"),
    "visit.page_views": _l("Pageviews"),
    "visit.referrer": _l("Referrer domain without www"),
    "visitor.tag": _l("Tag"),
    "device.platform": _l("Show on devices"),
    "page.url": _l("URL to match"),
    "event.count": _l("Event, min number of times, during last N seconds"),
    "device.idle_seconds": _l("Visitor idle N seconds on site"),
    "page.exit_seconds": _l("Mouse leaves a browser window"),
    "visitor.attribute": _l("lhc.var"),
}


def classic_rows(registry: FactRegistry) -> tuple[ClassicRow, ...]:
    """The ready rows, as far as enabled plugins know their facts."""
    return tuple(
        ClassicRow(fact, comparison, zone, str(label)) for fact, comparison, zone, label in _ROWS if fact in registry
    )


def classic_row(fact: str, registry: FactRegistry) -> ClassicRow | None:
    """The ready row for a fact."""
    return next((row for row in classic_rows(registry) if row.fact == fact), None)


def classic_name(fact: str) -> str:
    """What the classic form calls a fact; empty where it does not know it."""
    return str(_ALSO.get(fact, ""))

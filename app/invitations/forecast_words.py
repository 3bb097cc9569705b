"""A forecast in words, for terminals and for people, and as a document for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.invitations.forecasting import Forecast
from app.invitations.replay_tally import STAY
from app.invitations.replayed_rule import MOMENT
from app.plugin_host import host

MOST_NAMED = 3


def forecast_sentence(found: Forecast) -> str:
    """How many match, and how many more may: "41 of 320 visitors of the last 7 days match on at least one page"."""
    period = ngettext("the last %(num)d day", "the last %(num)d days", found.days)
    if not found.visitors:
        return str(_("no visitors were recorded in %(period)s", period=period))
    said = ngettext(
        "%(matching)s of %(num)d visitor of %(period)s matches on at least one page",
        "%(matching)s of %(num)d visitors of %(period)s match on at least one page",
        found.visitors,
        matching=found.matching,
        period=period,
    )
    parts = [str(said), *([_perhaps(found)] if found.perhaps else [])]
    return "; ".join(parts) + sample_words(found, " (%s)")


def sample_words(found: Forecast, form: str = "%s") -> str:
    """How many visits were looked at where it was not all of them; empty where it was."""
    if found.visits >= found.recorded:
        return ""
    words = _("the newest %(visits)s of %(recorded)s visits", visits=found.visits, recorded=found.recorded)
    return form % str(words)


def depends_words(names: Iterable[str]) -> str:
    """The facts that history does not know, in words: "deepest scroll, chat panel open"."""
    listed = [_fact_words(name) for name in names]
    more, shown = len(listed) - MOST_NAMED, ", ".join(listed[:MOST_NAMED])
    if more <= 0:
        return shown
    return str(ngettext("%(shown)s and %(num)d more", "%(shown)s and %(num)d more", more, shown=shown))


def forecast_document(found: Forecast) -> dict[str, Any]:
    """The same for programs."""
    return {
        "days": found.days,
        "visits": found.visits,
        "recorded": found.recorded,
        "visitors": found.visitors,
        "matching": found.matching,
        "perhaps": found.perhaps,
        "depends_on": list(found.depends_on),
        "by_day": [
            {"day": each.day.isoformat(), "visitors": each.visitors, "matching": each.matching, "perhaps": each.perhaps}
            for each in found.by_day
        ],
        "pages": [{"url": each.url, "matching": each.matching, "perhaps": each.perhaps} for each in found.pages],
        "cut_short": found.is_cut_short,
    }


def _perhaps(found: Forecast) -> str:
    return str(
        ngettext(
            "%(num)d more may, depending on %(facts)s",
            "%(num)d more may, depending on %(facts)s",
            found.perhaps,
            facts=depends_words(found.depends_on),
        )
    )


def _fact_words(name: str) -> str:
    if name == MOMENT:
        return str(_("the moment that it waits for"))
    if name == STAY:
        return str(_("how long the page stayed open"))
    resolved = host().registry.facts.resolve(name)
    return name if resolved is None else str(_(resolved[0].label))

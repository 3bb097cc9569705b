"""What the page of visitors says about its filters, orders and those it hides, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.foundation.locale_names import country_name
from app.realtime.context_rows import attribute_rows
from app.realtime.visitor_filter import DIRECT, NOWHERE, SORTS, VisitorFilter
from app.realtime.visitor_lines import device_words
from app.visitors.online_list import HiddenReason

_SORTS = {
    "arrived": _l("Came last"),
    "page": _l("Opened a page last"),
    "stay": _l("Longest on the site"),
    "pages": _l("Most pages"),
    "visits": _l("Most visits"),
    "name": _l("Name"),
    "country": _l("Place"),
}
_FILTERS = {
    "page": _l("Page contains “%(value)s”"),
    "country": _l("Country: %(value)s"),
    "city": _l("City: %(value)s"),
    "source": _l("From %(value)s"),
    "campaign": _l("Campaign: %(value)s"),
    "device": _l("Device: %(value)s"),
    "tag": _l("Tag: %(value)s"),
    "department": _l("Department: %(value)s"),
    "identifier": _l("Identifier: %(value)s"),
}
_FIXED = {
    ("kind", "new"): _l("First visit"),
    ("kind", "returning"): _l("Came back"),
    ("chat", "yes"): _l("In a chat"),
    ("chat", "no"): _l("Not in a chat"),
    ("invited", "yes"): _l("Invited in this visit"),
    ("invited", "no"): _l("Not invited in this visit"),
    ("country", NOWHERE): _l("Nobody knows where"),
    ("source", DIRECT): _l("Came directly"),
}


def page_words() -> dict[str, Any]:
    """The functions that the page's templates use."""
    return {
        "attribute_rows": attribute_rows,
        "filter_words": filter_words,
        "hidden_words": hidden_words,
        "number_choices": number_choices,
        "pairs": pairs,
        "sort_choices": sort_choices,
        "source_choices": source_choices,
    }


def filter_words(name: str, wanted: VisitorFilter) -> str:
    """One filter in use."""
    value = getattr(wanted, name)
    fixed = _FIXED.get((name, value))
    if fixed is not None:
        return str(fixed)
    shown = {"country": country_name, "device": device_words}.get(name, str)(value)
    return str(_FILTERS[name]) % {"value": shown}


def hidden_words(hidden: Mapping[HiddenReason, int]) -> str:
    """How many are left out, and why."""
    ours, crawlers = hidden.get(HiddenReason.COLLEAGUE, 0), hidden.get(HiddenReason.CRAWLER, 0)
    parts = []
    if ours:
        parts.append(ngettext("%(num)d browser of your own people", "%(num)d browsers of your own people", ours))
    if crawlers:
        parts.append(ngettext("%(num)d crawler", "%(num)d crawlers", crawlers))
    return str(_("Left out: %(what)s.", what=", ".join(parts)))


def sort_choices() -> list[tuple[str, str]]:
    """The orders, as options."""
    return [(sort, str(_SORTS[sort])) for sort in SORTS]


def source_choices(sources: Iterable[str]) -> list[tuple[str, str]]:
    """The sites that visitors came from, as options."""
    return [(source, str(_("Directly")) if source == DIRECT else source) for source in sources]


def pairs(values: Iterable[str]) -> list[tuple[str, str]]:
    """Values that are their own label, as options."""
    return [(value, value) for value in values]


def number_choices(numbers: Iterable[int]) -> list[tuple[str, str]]:
    """Numbers as options."""
    return [(str(number), str(number)) for number in numbers]

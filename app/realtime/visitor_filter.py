"""What somebody wants to see of the visitors: filters, order and page as they stand in the address."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlsplit

from app.foundation.text import clean_line
from app.visitors.online_list import ListedVisitor

LONGEST = 200
DIRECT = "-"
"""Stands for visitors who came from no other site."""
NOWHERE = "-"
"""Stands for visitors of whom no country is known."""
SORTS = ("arrived", "page", "stay", "pages", "visits", "name", "country")
DESCENDING = frozenset({"arrived", "page", "pages", "visits"})
"""What is listed with the latest or largest first, unless the order is turned around."""
MOST_DIGITS = 5


@dataclass(frozen=True, slots=True)
class VisitorFilter:
    """Blank asks for nothing. ``kind`` is new or returning; ``chat``, ``invited`` and ``hidden`` are yes or no."""

    q: str = ""
    page: str = ""
    country: str = ""
    city: str = ""
    source: str = ""
    campaign: str = ""
    device: str = ""
    kind: str = ""
    chat: str = ""
    invited: str = ""
    tag: str = ""
    department: str = ""
    identifier: str = ""
    hidden: str = ""
    sort: str = SORTS[0]
    turned: str = ""
    view: str = ""

    def as_query(self, **changed: str) -> dict[str, str]:
        """The filter as parts of an address, without what is as usual."""
        usual = VisitorFilter()
        there = replace(self, **changed)
        named = {each.name: getattr(there, each.name) for each in fields(there)}
        return {name: value for name, value in named.items() if value != getattr(usual, name)}

    @property
    def is_descending(self) -> bool:
        """Whether the latest or largest come first."""
        return (self.sort in DESCENDING) is not (self.turned == "yes")

    @property
    def active(self) -> tuple[str, ...]:
        """The names of the filters in use, apart from the search."""
        asked = self.as_query()
        return tuple(name for name in asked if name not in ("q", "sort", "turned", "view", "hidden"))


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What the list knows of visitors beside their rows, by their numbers; looked up only where a filter asks."""

    in_chat: Collection[int] = ()
    invited: Collection[int] = ()
    tagged: Collection[int] = ()


def read_filter(arguments: Mapping[str, str]) -> VisitorFilter:
    """The filter of an address; what makes no sense is left out."""
    given = {each.name: clean_line(arguments.get(each.name, ""), LONGEST) for each in fields(VisitorFilter)}
    for name, options in _OPTIONS.items():
        if given[name] not in options:
            given[name] = ""
    given["sort"] = given["sort"] or SORTS[0]
    return VisitorFilter(**given)


def read_page(arguments: Mapping[str, str]) -> int:
    """Which page of the list is wanted, the first being 1."""
    text = arguments.get("p", "")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 1


def matching(
    visitors: Sequence[ListedVisitor],
    wanted: VisitorFilter,
    facts: ListFacts,
    searched: Callable[[ListedVisitor], str],
) -> list[ListedVisitor]:
    """Those whom every filter lets pass; ``searched`` are the words of a visitor in which the search looks."""
    tests = _tests(wanted, facts)
    words = wanted.q.casefold().split()
    if words:
        tests.append(lambda visitor: _has_words(searched(visitor).casefold(), words))
    return [visitor for visitor in visitors if all(test(visitor) for test in tests)]


def in_order(
    visitors: Sequence[ListedVisitor], wanted: VisitorFilter, called: Callable[[ListedVisitor], str]
) -> list[ListedVisitor]:
    """In the order that is wanted; equal ones by who came last, so that the order does not change by itself."""
    newest_first = sorted(visitors, key=lambda visitor: -visitor.id)
    key = _sort_key(wanted.sort, called)
    return sorted(newest_first, key=key, reverse=wanted.is_descending)


def source_of(visitor: ListedVisitor) -> str:
    """The site that a visitor came from; ``DIRECT`` for none."""
    if not visitor.referrer:
        return DIRECT
    return (urlsplit(visitor.referrer).hostname or visitor.referrer).removeprefix("www.")


def campaign_of(visitor: ListedVisitor) -> str:
    """The campaign of the visit, or its source."""
    return visitor.utm[2] or visitor.utm[0] or ""


_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "kind": ("new", "returning"),
    "chat": ("yes", "no"),
    "invited": ("yes", "no"),
    "hidden": ("yes",),
    "turned": ("yes",),
    "sort": SORTS,
    "view": ("map",),
}


def _tests(wanted: VisitorFilter, facts: ListFacts) -> list[Callable[[ListedVisitor], bool]]:
    """The filters in use, the cheap ones first."""
    simple: dict[str, Callable[[ListedVisitor], str | None]] = {
        "country": lambda visitor: visitor.country or NOWHERE,
        "city": lambda visitor: visitor.city,
        "device": lambda visitor: visitor.device,
        "identifier": lambda visitor: visitor.identifier,
        "source": source_of,
    }
    tests: list[Callable[[ListedVisitor], bool]] = []
    for name, value_of in simple.items():
        value = getattr(wanted, name)
        if value:
            tests.append(_equal(value_of, value))
    if wanted.kind:
        tests.append(lambda visitor: (visitor.visit_number > 1) is (wanted.kind == "returning"))
    if wanted.page:
        part = wanted.page.casefold()
        tests.append(lambda visitor: part in f"{visitor.page_url} {visitor.page_title}".casefold())
    if wanted.campaign:
        tests.append(lambda visitor: wanted.campaign in visitor.utm)
    if wanted.department:
        tests.append(lambda visitor: wanted.department in visitor.departments)
    if wanted.tag:
        tests.append(lambda visitor: visitor.id in facts.tagged)
    for name, numbers in (("chat", facts.in_chat), ("invited", facts.invited)):
        if getattr(wanted, name):
            tests.append(_among(numbers, getattr(wanted, name) == "yes"))
    return tests


def _equal(value_of: Callable[[ListedVisitor], str | None], wanted: str) -> Callable[[ListedVisitor], bool]:
    return lambda visitor: value_of(visitor) == wanted


def _among(numbers: Collection[int], is_wanted: bool) -> Callable[[ListedVisitor], bool]:
    return lambda visitor: (visitor.id in numbers) is is_wanted


def _has_words(text: str, words: Sequence[str]) -> bool:
    return all(word in text for word in words)


def _sort_key(sort: str, called: Callable[[ListedVisitor], str]) -> Callable[[ListedVisitor], Any]:
    keys: dict[str, Callable[[ListedVisitor], Any]] = {
        "arrived": lambda visitor: visitor.started_at or visitor.last_seen_at,
        "page": lambda visitor: visitor.page_began_at or visitor.last_seen_at,
        "stay": lambda visitor: visitor.started_at or visitor.last_seen_at,
        "pages": lambda visitor: visitor.page_views,
        "visits": lambda visitor: visitor.visit_number,
        "name": lambda visitor: called(visitor).casefold(),
        "country": lambda visitor: (visitor.country or "~", visitor.city or "~"),
    }
    return keys[sort]

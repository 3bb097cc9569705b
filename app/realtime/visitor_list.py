"""The list of visitors as its page shows it: who is here, filtered, in order, a page of it, and what can be chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.chats.queries import visitors_in_chat
from app.foundation.locale_names import country_name
from app.invitations.visitor_showings import invited_in_present_visit
from app.operators.queries import operators
from app.realtime.visitor_columns import Layout
from app.realtime.visitor_filter import (
    ListFacts,
    VisitorFilter,
    campaign_of,
    in_order,
    matching,
    source_of,
)
from app.realtime.visitor_lines import VisitorLine, device_words, visitor_lines
from app.visitors.online_list import (
    HiddenReason,
    ListedVisitor,
    attributes_of_visitors,
    hidden_reason,
    listed_lately,
    listed_online,
    tags_online,
    visitors_tagged,
)
from app.visitors.pseudonyms import Pseudonym, called, pseudonym
from app.visitors.queries import visitors_by_ids

EARLIER = 50
MOST_CHOICES = 60


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in the filters: values that somebody who is here has, the most frequent first."""

    countries: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    campaigns: tuple[str, ...]
    devices: tuple[tuple[str, str], ...]
    departments: tuple[str, ...]
    identifiers: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Those who are here and pass the filters, in order. ``online`` counts all who are not hidden.

    ``here`` are all who are online, the hidden ones too.
    """

    found: tuple[ListedVisitor, ...]
    here: tuple[ListedVisitor, ...]
    online: int
    hidden: dict[HiddenReason, int]
    choices: Choices


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the list; ``first`` and ``last`` are the places of its lines, counted from 1."""

    lines: list[VisitorLine]
    number: int
    pages: int
    first: int
    last: int


def selection(wanted: VisitorFilter, now: datetime) -> Selection:
    """Who is here and passes the filters."""
    listed, colleagues, words = listed_online(now), team_addresses(), Words()
    hidden = {visitor.id: reason for visitor in listed if (reason := hidden_reason(visitor, colleagues))}
    shown = listed if wanted.hidden else tuple(visitor for visitor in listed if visitor.id not in hidden)
    found = matching(shown, wanted, _facts(wanted, now), words.searched)
    return Selection(
        tuple(in_order(found, wanted, words.called)),
        listed,
        len(listed) - len(hidden),
        dict(Counter(hidden.values())),
        _choices(shown, now),
    )


def list_page(chosen: Selection, layout: Layout, number: int) -> ListPage:
    """One page of a selection; a number beyond the last means the last."""
    pages = max(1, -(-len(chosen.found) // layout.rows))
    number = min(number, pages)
    first = (number - 1) * layout.rows
    part = chosen.found[first : first + layout.rows]
    return ListPage(lines_of(part, layout, is_here=True), number, pages, first + 1 if part else 0, first + len(part))


def earlier_lines(wanted: VisitorFilter, layout: Layout, here: Iterable[int], now: datetime) -> list[VisitorLine]:
    """Those who came lately and have gone, the last first, as far as they pass the filters."""
    present, colleagues = frozenset(here), team_addresses()
    gone = [
        visitor
        for visitor in listed_lately(EARLIER + len(present) if len(present) < EARLIER else 2 * EARLIER)
        if visitor.id not in present and (wanted.hidden or hidden_reason(visitor, colleagues) is None)
    ]
    return lines_of(matching(gone, wanted, _facts(wanted, now), Words().searched)[:EARLIER], layout, is_here=False)


def lines_of(listed: Sequence[ListedVisitor], layout: Layout, *, is_here: bool) -> list[VisitorLine]:
    """The lines of these visitors, in their order, with what the columns ask for."""
    ids = [visitor.id for visitor in listed]
    snapshots = visitors_by_ids(ids)
    told = attributes_of_visitors(ids) if layout.shows("attributes") and ids else {}
    present = [snapshots[number] for number in ids if number in snapshots]
    lines = visitor_lines(present, [each.key for each in present] if is_here else ())
    return [replace(line, attributes=told.get(visitor.id, {})) for line, visitor in zip(lines, present, strict=True)]


def team_addresses() -> frozenset[str]:
    """The e-mail addresses of the operators, by which their own browsers are known."""
    return frozenset(each.email.casefold() for each in operators())


class Words:
    """What visitors are called and searched by, in the reader's language; each word is looked up once for all."""

    def __init__(self) -> None:
        self._names: dict[Pseudonym, str] = {}
        self._countries: dict[str | None, str | None] = {}
        self._devices: dict[str | None, str] = {}

    def called(self, visitor: ListedVisitor) -> str:
        """The name of a visitor, or the pseudonym."""
        if visitor.name:
            return visitor.name
        made = pseudonym(visitor.key)
        if made not in self._names:
            self._names[made] = called(visitor.key, None)
        return self._names[made]

    def searched(self, visitor: ListedVisitor) -> str:
        """Everything in which the search looks."""
        if visitor.country not in self._countries:
            self._countries[visitor.country] = country_name(visitor.country)
        if visitor.device not in self._devices:
            self._devices[visitor.device] = device_words(visitor.device)
        parts = (
            self.called(visitor), visitor.email, visitor.user_id, visitor.page_url, visitor.page_title,
            visitor.referrer, self._countries[visitor.country], visitor.city, self._devices[visitor.device],
            visitor.browser, visitor.system, visitor.identifier, *visitor.utm,
        )  # fmt: skip
        return " ".join(part for part in parts if part)


def _facts(wanted: VisitorFilter, now: datetime) -> ListFacts:
    in_chat: Collection[int] = visitors_in_chat() if wanted.chat else ()
    invited: Collection[int] = invited_in_present_visit(now) if wanted.invited else ()
    tagged: Collection[int] = visitors_tagged(wanted.tag) if wanted.tag else ()
    return ListFacts(in_chat, invited, tagged)


def _choices(listed: Sequence[ListedVisitor], now: datetime) -> Choices:
    countries = _frequent(listed, lambda visitor: visitor.country)
    devices = _frequent(listed, lambda visitor: visitor.device)
    departments = Counter(alias for visitor in listed for alias in visitor.departments)
    return Choices(
        countries=tuple((code, country_name(code) or code) for code in countries),
        sources=_frequent(listed, source_of),
        campaigns=_frequent(listed, campaign_of),
        devices=tuple((device, device_words(device)) for device in devices),
        departments=tuple(alias for alias, _number in departments.most_common(MOST_CHOICES)),
        identifiers=_frequent(listed, lambda visitor: visitor.identifier),
        tags=tags_online(now),
    )


def _frequent(listed: Sequence[ListedVisitor], value_of: Callable[[ListedVisitor], str | None]) -> tuple[str, ...]:
    counted = Counter(value for visitor in listed if (value := value_of(visitor)))
    ordered = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    return tuple(value for value, _number in ordered[:MOST_CHOICES])

"""Tries addresses against one condition with the rule engine itself: one that somebody types, and those seen lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.errors import InvalidInput
from app.domain.rules import Condition, FactRegistry, Verdict, decode
from app.domain.rules.text import trimmed
from app.domain.rules.urls import Spelling, parse
from app.foundation.i18n import spoken
from app.invitations.condition_rows import ConditionRow, part_of
from app.invitations.sentence import quoted
from app.visitors.seen_lately import SeenAddress, addresses_seen

LOOKED_BACK = timedelta(days=30)
LONGEST_URL = 2_000
MOST_PAGES = 5
MOST_NEAR = 3
COMPARED_CLOSELY = 300
NEAR = 0.45
"""How alike pattern and address must be to count as a near miss."""


@dataclass(frozen=True, slots=True)
class TestLine:
    """One line of the answer. ``tone`` is good, bad or plain."""

    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class TestedPages:
    """Some recorded pages under a title; ``views`` of each are words."""

    title: str
    pages: tuple[TestedPage, ...]


@dataclass(frozen=True, slots=True)
class TestedPage:
    """A recorded page."""

    url: str
    views: str


@dataclass(frozen=True, slots=True)
class AddressTest:
    """What came of it."""

    url: str
    lines: tuple[TestLine, ...]
    lists: tuple[TestedPages, ...] = ()

    def as_document(self) -> dict[str, object]:
        """As the page's script reads it."""
        return {
            "lines": [{"words": line.words, "tone": line.tone} for line in self.lines],
            "lists": [
                {"title": each.title, "pages": [{"url": page.url, "views": page.views} for page in each.pages]}
                for each in self.lists
            ],
        }


def address_test_of(row: ConditionRow, url: str, registry: FactRegistry, now: datetime) -> AddressTest:
    """Whether the address fits the row and why, and which of the pages of the last 30 days do."""
    try:
        condition = decode(part_of(row, registry, "conditions"), registry)
    except InvalidInput as error:
        return AddressTest(url, (TestLine(spoken(error, path=_("This value")), "bad"),))
    if not isinstance(condition, Condition):
        return AddressTest(url, (TestLine(_("Only addresses can be tried here."), "bad"),))
    lines = _about(condition, trimmed(url)) if url.strip() else ()
    pages = addresses_seen(now - LOOKED_BACK)
    return AddressTest(url, (*lines, _summary(condition, pages)), _lists(condition, pages))


def _about(condition: Condition, url: str) -> tuple[TestLine, ...]:
    holds = _holds(condition, url)
    verdict = TestLine(_("This address fits."), "good") if holds else TestLine(_("This address does not fit."), "bad")
    lines = [verdict, TestLine(_("It is read as %(address)s.", address=_read_as(url)), "plain")]
    patterns = _patterns(condition)
    if condition.comparison.name in ("equals", "is_not"):
        words = _("Slash at the end, fragment, utm and click parameters do not count here.")
        lines.append(TestLine(words, "plain"))
    if len(patterns) > 1:
        fitting = [pattern for pattern in patterns if _holds(_alone(condition, pattern), url)]
        lines += [TestLine(_("It fits %(pattern)s.", pattern=quoted(pattern)), "plain") for pattern in fitting]
    elif patterns and not holds and condition.comparison.name != "regex":
        lines.append(TestLine(_looked_for(patterns[0]), "plain"))
    return tuple(lines)


def _looked_for(pattern: str) -> str:
    if Spelling.of(pattern).with_host:
        words = _("The pattern speaks of the whole address; begin it with / to look at path and query on any host.")
    else:
        words = _("The pattern begins with /, so only path and query are looked at.")
    return str(words)


def _read_as(url: str) -> str:
    address = parse(url)
    return (f"{address.scheme}://" if address.scheme else "") + address.host + address.tail(fragment=True)


def _summary(condition: Condition, pages: Sequence[SeenAddress]) -> TestLine:
    if not pages:
        return TestLine(_("No page was recorded in the last 30 days, so there is nothing to compare with."), "plain")
    number = sum(_holds(condition, page.url) for page in pages)
    words = ngettext(
        "%(num)d of %(all)d pages of the last 30 days fits.",
        "%(num)d of %(all)d pages of the last 30 days fit.",
        number,
        all=len(pages),
    )
    return TestLine(words, "good" if number else "bad")


def _lists(condition: Condition, pages: Sequence[SeenAddress]) -> tuple[TestedPages, ...]:
    fitting = [page for page in pages if _holds(condition, page.url)][:MOST_PAGES]
    near = _near_misses(condition, [page for page in pages if not _holds(condition, page.url)])
    lists = ((_("Most visited that fit"), fitting), (_("Do not fit, but nearly"), near))
    return tuple(TestedPages(title, tuple(map(_shown, found))) for title, found in lists if found)


def _near_misses(condition: Condition, others: Sequence[SeenAddress]) -> list[SeenAddress]:
    patterns = [pattern.strip("*^$").lower() for pattern in _patterns(condition)]
    ranked = [
        (max((_likeness(each, page.url) for each in patterns), default=0), page) for page in others[:COMPARED_CLOSELY]
    ]
    near = [(likeness, page) for likeness, page in ranked if likeness >= NEAR]
    return [page for _likeness_of, page in sorted(near, key=lambda each: -each[0])[:MOST_NEAR]]


def _likeness(pattern: str, url: str) -> float:
    address = parse(url)
    text = (address.host if Spelling.of(pattern).with_host else "") + address.tail()
    return SequenceMatcher(None, pattern, text[: 2 * len(pattern) + 20], autojunk=False).ratio()


def _shown(page: SeenAddress) -> TestedPage:
    return TestedPage(page.url, ngettext("%(num)d view", "%(num)d views", page.views))


def _patterns(condition: Condition) -> tuple[str, ...]:
    return condition.wanted if isinstance(condition.wanted, tuple) else (str(condition.wanted),)


def _alone(condition: Condition, pattern: str) -> Condition:
    return Condition(condition.fact, condition.comparison, pattern)


def _holds(condition: Condition, url: str) -> bool:
    return condition.judge(url) is Verdict.TRUE

"""What every figure and every rate of a report means; pages, files and the API all take them from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import StrEnum
from operator import add, attrgetter


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the showings that began within a period, as far as it is known now.

    A showing counts on the day on which it began, whatever happened later: a reply two days later belongs to that day
    too, so nothing is ever more than all of it. Each figure counts a showing at most once, however often a browser
    says the same thing. Crawlers, signed-in operators, previews and try-it links have no showings.

    granted: the server gave the message to a browser.
    shown: a browser said that it was really on the screen.
    seen: at least half of it was visible for one second; who opened, clicked or answered has seen it too.
    opened: the visitor opened the chat from it, or answered it.
    clicked: the visitor followed a link or pressed a button in it.
    dismissed: the visitor closed it.
    expired: it disappeared unanswered, because its time was over.
    replaced: it made room for another invitation.
    recalled: an operator took it back; only invitations by hand.
    replied: the visitor answered it, which began a chat.
    answered: an operator wrote at least one message in that chat; automatic texts are no answer.
    converted: the chosen goal was reached within its window after the showing.
    withheld: a showing that did not take place, because its visitor is in the holdout. Counted nowhere else.
    """

    granted: int = 0
    shown: int = 0
    seen: int = 0
    opened: int = 0
    clicked: int = 0
    dismissed: int = 0
    expired: int = 0
    replaced: int = 0
    recalled: int = 0
    replied: int = 0
    answered: int = 0
    converted: int = 0
    withheld: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(*map(add, _numbers(self), _numbers(other)))

    def rate(self, name: str, base: Base) -> float | None:
        """The figure as a part (0 to 1) of its denominator; None where there was nothing to be a part of."""
        whole: int = getattr(self, denominator(name, base))
        return int(getattr(self, name)) / whole if whole else None


FIGURES = tuple(each.name for each in fields(Counts))
NOTHING = Counts()
_numbers = attrgetter(*FIGURES)


class Base(StrEnum):
    """What the rates of opening, clicking, replying and converting are parts of; the reader chooses."""

    SEEN = "seen"
    SHOWN = "shown"


_DENOMINATORS = {
    "shown": "granted",
    "seen": "shown",
    "dismissed": "shown",
    "expired": "shown",
    "replaced": "shown",
    "answered": "replied",
}


def denominator(name: str, base: Base = Base.SEEN) -> str:
    """The name of the figure that a rate is a part of.

    Shown is a part of granted; seen, dismissed, expired and replaced of shown; answered of replied; opened, clicked,
    replied and converted of seen, or of shown where the reader wants that.
    """
    return _DENOMINATORS.get(name, base.value)


@dataclass(frozen=True, slots=True)
class Revenue:
    """What conversions brought, exactly, by currency; values without a currency stand under the empty text.

    The value of one report counts once, also where several showings to the same visitor were credited with it. The
    ghosts of the holdout bring nothing here.
    """

    by_currency: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one part of the whole: a variant, a page, a country. ``label`` is empty where it is not known."""

    label: str
    counts: Counts
    revenue: Revenue = field(default_factory=Revenue)


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link or button of the message: in how many showings it was used at least once, as a part of all ``clicked``."""

    label: str
    showings: int


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal: how many showings led to it, by how many visitors, and what that brought.

    ``key`` is ``own`` for the goal that the invitation itself names, else ``goal:`` and the goal's identifier.
    """

    key: str
    name: str
    converted: int
    visitors: int
    revenue: Revenue

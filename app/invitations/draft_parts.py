"""The parts of an invitation beyond its rule: words, sender, limits, schedule, waiting, design, goal, experiment.

Each is a small frozen document with the same fields in the database, in invitation files and in the API, except that
people are numbers here and e-mail addresses there. Lengths and ranges are checked where each part is at home.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

import msgspec


class Channel(StrEnum):
    """How an invitation reaches people; only the first one is offered yet."""

    PROACTIVE = "proactive"
    TARGETED = "targeted"
    EMAIL = "email"


class Audience(StrEnum):
    """Whom an invitation is for: everyone, visitors nobody vouches for, or people with a signed user id."""

    EVERYONE = "everyone"
    VISITORS = "visitors"
    IDENTIFIED = "identified"


class ButtonKind(StrEnum):
    """What a button of a message does: open the chat, open a link, or answer with its own words."""

    CHAT = "chat"
    LINK = "link"
    REPLY = "reply"


class OpensAs(StrEnum):
    """How an invitation appears: as a bubble beside the launcher, or inside the opened panel."""

    BUBBLE = "bubble"
    PANEL = "panel"


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What all parts have in common: never changed, strict when read, and without what is at its default."""


class Button(Part, frozen=True):
    """One button under a message; ``url`` belongs to links."""

    label: str
    does: ButtonKind = ButtonKind.CHAT
    url: str | None = None


class Content(Part, frozen=True):
    """The words for one language or one variant. Empty ``returning_html`` means that ``html`` serves everybody."""

    html: str = ""
    returning_html: str = ""
    returning_nick: str = ""
    buttons: tuple[Button, ...] = ()


class SenderChoice(Part, frozen=True):
    """Who speaks where no operator name is written: this operator, or a random one who is online.

    ``among`` limits the draw to these operators; with ``assign`` the chat goes to whoever was drawn or chosen.
    """

    operator: int | None = None
    random_operator: bool = False
    among: tuple[int, ...] = ()
    assign: bool = False


class Frequency(Part, frozen=True):
    """What happens after it was closed, and while it could show again; ``after_closing`` has the table.

    ``every_match`` shows it every time it is matched, also after it was closed. ``only_while_url_matches`` takes it
    away when the visitor goes to a page whose address its rule does not allow; without it, it stays on the screen of a
    single-page application.
    """

    not_again_after_close_in_visit: bool = False
    next_on_url_change: bool = False
    only_while_url_matches: bool = True
    every_match: bool = False


class Schedule(Part, frozen=True):
    """When it may show, in the site's time zone. Times are local, ``until`` and ends of hours are not included.

    ``weekly`` gives each weekday (``mon`` … ``sun``) its hours, such as ``09:00-17:00`` or ``22:00-02:00``; several are
    parted by commas, and a day that is not named is closed. ``yearly`` repeats a period every year, such as
    ``12-20T00:00/01-06T00:00``.
    """

    start: str | None = msgspec.field(default=None, name="from")
    until: str | None = None
    weekly: dict[str, str] = {}
    yearly: str | None = None


class WaitWords(Part, frozen=True):
    """What is said to somebody who waits, in one more language; what is empty is said in the invitation's own."""

    message: str = ""
    timeout_message: str = ""


class WaitPlan(Part, frozen=True):
    """What is said to somebody who answered and waits for a person; all words are plain text.

    ``message`` comes at once. ``timeout_message`` comes after ``timeout`` seconds without an accept, and ``repeat``
    times in all, always as many seconds later: 1 (or 0) says it once, 2 twice. ``translations`` are by language tag.
    """

    message: str = ""
    timeout: int | None = None
    timeout_message: str = ""
    repeat: int = 1
    translations: dict[str, WaitWords] = {}


class Design(Part, frozen=True):
    """How it looks: ``width`` in CSS pixels, ``css`` that stays inside the bubble."""

    width: int | None = None
    css: str = ""
    open: OpensAs = OpensAs.BUBBLE
    minimised_next: bool = False
    sound: bool = False


class CountedFrom(StrEnum):
    """When the window of a goal begins: with the showing, or when it was first opened, clicked or answered."""

    SHOWN = "shown"
    CLICKED = "clicked"


class OwnGoal(Part, frozen=True):
    """What it shall bring about: the event id ``event`` within so many seconds after it was shown or clicked."""

    event: str
    within: int
    counted_from: CountedFrom = CountedFrom.SHOWN


class Variant(Part, frozen=True):
    """Other words that a part of the visitors gets. An empty ``sender_name`` keeps the invitation's sender."""

    key: str
    weight: int = 1
    message: Content = Content()
    sender_name: str = ""


class Experiment(Part, frozen=True):
    """Variants by weight (the invitation's own words are the variant ``original``), and who gets nothing at all."""

    holdout_percent: int = 0
    original_weight: int = 1
    variants: tuple[Variant, ...] = ()


PartType = TypeVar("PartType", bound=Part)


def stored(part: Part | None) -> dict[str, Any] | None:
    """The part as the database keeps it."""
    return None if part is None else msgspec.to_builtins(part)


@cache
def fields_of(kind: type[msgspec.Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    """The fields of a part; to find them out anew for every document takes longer than all else that is done to it."""
    return msgspec.structs.fields(kind)


def restored(document: Any, kind: type[PartType]) -> PartType:
    """The part that was stored; what a later version has left behind is passed over."""
    known = {field.encode_name for field in fields_of(kind)}
    return msgspec.convert({name: value for name, value in dict(document or {}).items() if name in known}, kind)

"""What the pages about invitations show: the lines of the list, the words of the editor, the lines of the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _

from app.domain.rules import decode_stored
from app.invitations.list_queries import ListPage
from app.invitations.log_details import told
from app.invitations.log_words import invitation_words, log_words
from app.invitations.sentence import audience_words, when_sentence
from app.invitations.vocabulary import InvitationListing, LogKind, LogLine, Refusal
from app.plugin_host import host
from app.visitors.pseudonyms import called

LOG_LINES = 40
TELLING = frozenset(
    {Refusal.CONDITIONS.value, Refusal.MOMENT.value, Refusal.RECENT_CHAT.value, Refusal.MAX_SHOWS.value}
)
"""Reasons whose detail says more than the reason itself."""


@dataclass(frozen=True, slots=True)
class ListLine:
    """One invitation in the list; ``rule`` and ``audience`` are words.

    ``up`` and ``down`` are the keys to be put before for going one place up or down; empty means behind all, and None
    that there is no way.
    """

    key: str
    name: str
    state: str
    position: int
    type: str
    rule: str
    audience: str
    campaign: str
    up: str | None = None
    down: str | None = None


@dataclass(frozen=True, slots=True)
class SpokenLogLine:
    """One line of the log in words, with the visitor it is about. ``tone`` is good, bad or empty; a line about an
    invitation by hand has no ``invitation_key``.
    """

    at: datetime
    words: str
    detail: str | None
    tone: str
    visitor_key: str
    visitor_name: str
    invitation_key: str | None
    invitation_name: str


def list_lines(page: ListPage) -> list[ListLine]:
    """A page of the list in the order in which invitations are considered."""
    lines = [_list_line(listing) for listing in page.listings]
    keys = [page.ahead, *(line.key for line in lines), *page.behind]
    following = [*keys[1:], "", None, None]
    return [
        replace(line, up=keys[place], down=following[place + 2] if following[place + 1] else None)
        for place, line in enumerate(lines)
    ]


def type_label(kind: str) -> str:
    """What an invitation type is called; the type of a plugin that is switched off is shown by its id."""
    known = host().registry.invitation_types.get(kind)
    return str(_(known.label)) if known else kind


def spoken_log(lines: Sequence[LogLine], limit: int = LOG_LINES) -> list[SpokenLogLine]:
    """The latest lines of a log in words. Waiting in the browser is left out: every page view says it again."""
    told = [line for line in lines if line.kind is not LogKind.ARMED]
    return [_spoken(line) for line in told[:limit]]


def _list_line(listing: InvitationListing) -> ListLine:
    snapshot = listing.snapshot
    return ListLine(
        key=snapshot.key,
        name=snapshot.name,
        state=snapshot.state.value,
        position=snapshot.position,
        type=type_label(snapshot.type),
        rule=when_sentence(listing.moment, decode_stored(listing.conditions, host().registry.facts)),
        audience=audience_words(listing.scope),
        campaign=listing.campaign or "",
    )


def _spoken(line: LogLine) -> SpokenLogLine:
    tones = {LogKind.REPLIED: "good", LogKind.REFUSED: "bad"}
    return SpokenLogLine(
        at=line.at,
        words=log_words(line),
        detail=_detail(line),
        tone=tones.get(line.kind, ""),
        visitor_key=line.visitor_key,
        visitor_name=called(line.visitor_key, None),
        invitation_key=line.invitation_key,
        invitation_name=invitation_words(line),
    )


def _detail(line: LogLine) -> str | None:
    if line.kind is LogKind.CLICKED:
        return line.detail
    return told(line.detail, _) if line.detail and line.reason in TELLING else None

"""What alerts say: one line that tells who wants what, and one that begins what they wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from app.domain.alerts import Occasion
from app.domain.snapshots import ChatSnapshot
from app.foundation import settings
from app.foundation.i18n import LANGUAGES
from app.operators.queries import language_of
from app.visitors.pseudonyms import called

LONGEST_LINE = 160


@dataclass(frozen=True, slots=True)
class AlertWords:
    """A title and the beginning of what was written."""

    title: str
    line: str


@contextmanager
def in_language_of(operator_id: int) -> Iterator[None]:
    """Speak the language that an operator chose, else the site's."""
    chosen = language_of(operator_id) or settings.get("site.language")
    with force_locale(chosen if chosen in LANGUAGES else "en"):
        yield


@dataclass(frozen=True, slots=True)
class Call:
    """The note of a colleague that calls somebody: its number in the chat, who wrote it, and what."""

    note_id: int
    caller_name: str
    text: str


def alert_words(occasion: Occasion, chat: ChatSnapshot, call: Call | None = None) -> AlertWords:
    """What an alert about a chat says, in the language that is spoken; about a call it is the note that is told."""
    name = called(chat.visitor_key, chat.visitor_name)
    if call is not None:
        title = _("%(name)s calls you in the chat with %(visitor)s", name=call.caller_name, visitor=name)
        return AlertWords(str(title), call.text[:LONGEST_LINE])
    title = {
        Occasion.WAITING: lambda: _("%(name)s is waiting for an answer", name=name),
        Occasion.LATE: lambda: _("%(name)s has been waiting too long", name=name),
        Occasion.ASSIGNED: lambda: _("You were given the chat with %(name)s", name=name),
        Occasion.MESSAGE: lambda: _("%(name)s has written", name=name),
        Occasion.MENTIONED: lambda: _("You were mentioned in the chat with %(name)s", name=name),
    }[occasion]()
    return AlertWords(str(title), chat.last_line[:LONGEST_LINE])

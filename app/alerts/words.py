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


def alert_words(occasion: Occasion, chat: ChatSnapshot) -> AlertWords:
    """What an alert about a chat says, in the language that is spoken."""
    name = called(chat.visitor_key, chat.visitor_name)
    title = {
        Occasion.WAITING: lambda: _("%(name)s is waiting for an answer", name=name),
        Occasion.LATE: lambda: _("%(name)s has been waiting too long", name=name),
        Occasion.ASSIGNED: lambda: _("You were given the chat with %(name)s", name=name),
        Occasion.MESSAGE: lambda: _("%(name)s has written", name=name),
        Occasion.MENTIONED: lambda: _("You were mentioned in the chat with %(name)s", name=name),
    }[occasion]()
    return AlertWords(str(title), chat.last_line[:LONGEST_LINE])

"""Tells whoever writes a message which languages of the customer's pages it does not speak, or not wholly."""

from __future__ import annotations

from datetime import datetime, timedelta

from babel.core import Locale, UnknownLocaleError
from flask_babel import get_locale
from flask_babel import gettext as _

from app.foundation import settings
from app.invitations.translations import missing_words
from app.invitations.vocabulary import InvitationDraft
from app.visitors.seen_lately import values_seen

LOOKED_BACK = timedelta(days=30)
MOST_LINES = 8


def missing_lines(draft: InvitationDraft, now: datetime) -> list[str]:
    """A sentence for each language that is missing or says less; none for an invitation that is for one language."""
    used = () if draft.language else values_seen("spoken", now - LOOKED_BACK)
    found = missing_words(draft.content, draft.language or settings.get("site.language"), draft.translations, used)
    lines = []
    for each in found[:MOST_LINES]:
        name = language_name(each.language)
        if not each.parts:
            lines.append(_("%(language)s: pages use it, but nothing is written in it.", language=name))
        if "returning" in each.parts:
            lines.append(_("%(language)s: there is no message to returning users.", language=name))
        if "buttons" in each.parts:
            lines.append(_("%(language)s: there are fewer buttons than in the first language.", language=name))
    return lines


def language_name(tag: str) -> str:
    """What a language is called in the language of the page; the tag itself where nobody knows it."""
    try:
        found = Locale.parse(tag, sep="-").get_display_name(get_locale())
    except (UnknownLocaleError, ValueError):
        return tag
    return found or tag

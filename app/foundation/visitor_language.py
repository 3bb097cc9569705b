"""Which of our languages a visitor is spoken to in: the embed code says it, else the browser, else the site."""

from __future__ import annotations

from app.foundation import settings
from app.foundation.i18n import LANGUAGES, browser_language

FALLBACK = "en"
_THREE_LETTERS = {"eng": "en", "deu": "de", "ger": "de"}


def language_of(code: str | None) -> str:
    """Our language for a code such as ``de``, ``de-AT``, ``deu`` or ``ger``; English where there is no other."""
    base = (code or "").strip().lower().replace("_", "-").split("-")[0]
    base = _THREE_LETTERS.get(base, base)
    return base if base in LANGUAGES else FALLBACK


def visitor_language(named: str | None) -> str:
    """What the embed code names; where it names nothing, the browser's; where that is not ours, the site's."""
    return language_of(named or browser_language() or settings.recent("site.language"))

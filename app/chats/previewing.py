"""Whether operators may see what a visitor types before it is sent: off unless the site wants it; visitors are told."""

from __future__ import annotations

from app.foundation import settings
from app.foundation.text import clean_text

TYPING_PREVIEW = "chats.typing_preview"
PREVIEW_LIMIT = 500

settings.declare(TYPING_PREVIEW, False)


def is_on() -> bool:
    """Whether the site shows unsent words to operators who may see them; as it was at most a second ago."""
    return bool(settings.recent(TYPING_PREVIEW))


def preview_of(text: str | None) -> str | None:
    """The words that may be shown now, cut to what fits; None where nothing may be shown."""
    return clean_text(text, PREVIEW_LIMIT) if text is not None and is_on() else None

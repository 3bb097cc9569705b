"""What this site lets its visitors do in the panel: which files they may send, and what they are asked in the end."""

from __future__ import annotations

from typing import Any

from app.chats import transcript_mail
from app.chats.site_settings import SURVEY, file_rules
from app.foundation import settings


def rules_document() -> dict[str, Any] | None:
    """What a visitor may send: endings as a file picker wants them, and bytes; None where nothing may be sent."""
    rules = file_rules()
    return {"endings": list(rules.endings), "bytes": rules.bytes} if rules.from_visitors else None


def asks_document() -> dict[str, bool]:
    """What this site asks: whether for a rating, and whether it sends transcripts."""
    return {"survey": bool(settings.recent(SURVEY)), "transcript": transcript_mail.is_offered()}

"""Checks the words of an invitation when it is saved: its message, its buttons, its other languages."""

from __future__ import annotations

from app.invitations.draft_parts import Content, stored
from app.invitations.message import clean_message
from app.invitations.vocabulary import InvitationDraft


def message_columns(draft: InvitationDraft) -> dict[str, object]:
    """The columns ``message_html`` and ``message``; raises InvalidInput naming the first field that cannot be kept."""
    content = Content(
        returning_html=clean_message(draft.returning_html) if draft.returning_html.strip() else "",
        returning_nick=draft.returning_nick,
        buttons=draft.buttons,
    )
    translations = {tag: stored(each) for tag, each in draft.translations.items()}
    return {
        "message_html": clean_message(draft.message_html),
        "message": {**(stored(content) or {}), **({"translations": translations} if translations else {})},
    }

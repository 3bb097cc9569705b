"""Checks who speaks in an invitation, and how it looks, when it is saved."""

from __future__ import annotations

from app.foundation.text import clean_line
from app.invitations.draft_parts import stored
from app.invitations.vocabulary import InvitationDraft


def sender_columns(draft: InvitationDraft) -> dict[str, object]:
    """The columns ``sender_name``, ``sender`` and ``design``; raises InvalidInput naming the field."""
    return {
        "sender_name": clean_line(draft.sender_name or "", 120) or None,
        "sender": stored(draft.sender),
        "design": stored(draft.design),
    }

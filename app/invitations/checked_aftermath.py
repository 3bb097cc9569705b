"""Checks what follows an invitation when it is saved: words for those who wait, and the goal it is measured by."""

from __future__ import annotations

from app.invitations.draft_parts import stored
from app.invitations.vocabulary import InvitationDraft


def aftermath_columns(draft: InvitationDraft) -> dict[str, object]:
    """The columns ``wait`` and ``conversion``; raises InvalidInput naming the field."""
    return {"wait": stored(draft.wait), "conversion": stored(draft.conversion)}

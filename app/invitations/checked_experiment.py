"""Checks the experiment of an invitation when it is saved."""

from __future__ import annotations

from app.invitations.draft_parts import stored
from app.invitations.vocabulary import InvitationDraft


def experiment_columns(draft: InvitationDraft) -> dict[str, object]:
    """The column ``experiment``; raises InvalidInput naming the field."""
    return {"experiment": stored(draft.experiment)}

"""The part of the editor that is about how often, to whom and when it shows."""

from __future__ import annotations

from app.invitations.vocabulary import InvitationDraft


class LimitFields:
    """Fields of the editor's form, to be mixed into ``InvitationForm``."""

    def with_limits(self, draft: InvitationDraft) -> InvitationDraft:
        """The draft with what these fields say; what cannot be read yet keeps its default."""
        return draft

    def fill_limits(self, draft: InvitationDraft) -> None:
        """Show a saved invitation."""

"""The part of the editor that is about who speaks and how it looks."""

from __future__ import annotations

from app.invitations.vocabulary import InvitationDraft


class SenderFields:
    """Fields of the editor's form, to be mixed into ``InvitationForm``."""

    def with_sender(self, draft: InvitationDraft) -> InvitationDraft:
        """The draft with what these fields say; what cannot be read yet keeps its default."""
        return draft

    def fill_sender(self, draft: InvitationDraft) -> None:
        """Show a saved invitation."""

"""The part of the editor that is about words: message, buttons, other languages, returning visitors."""

from __future__ import annotations

from app.invitations.vocabulary import InvitationDraft


class MessageFields:
    """Fields of the editor's form, to be mixed into ``InvitationForm``."""

    def with_message(self, draft: InvitationDraft) -> InvitationDraft:
        """The draft with what these fields say; what cannot be read yet keeps its default."""
        return draft

    def fill_message(self, draft: InvitationDraft) -> None:
        """Show a saved invitation."""

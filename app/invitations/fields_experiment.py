"""The part of the editor that is about variants and the holdout."""

from __future__ import annotations

from app.invitations.vocabulary import InvitationDraft


class ExperimentFields:
    """Fields of the editor's form, to be mixed into ``InvitationForm``."""

    def with_experiment(self, draft: InvitationDraft) -> InvitationDraft:
        """The draft with what these fields say; what cannot be read yet keeps its default."""
        return draft

    def fill_experiment(self, draft: InvitationDraft) -> None:
        """Show a saved invitation."""

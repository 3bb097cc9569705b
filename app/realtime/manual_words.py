"""Invitations by hand in words: how one stands, what its sender is told, and why somebody was not invited."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.invitations.manual_vocabulary import ManualState, NotSent
from app.visitors.pseudonyms import pseudonym_texts

STATES = {
    ManualState.SENT: _l("on its way"),
    ManualState.DELIVERED: _l("delivered"),
    ManualState.SHOWN: _l("on the screen"),
    ManualState.SEEN: _l("seen"),
    ManualState.OPENED: _l("opened"),
    ManualState.ANSWERED: _l("answered"),
    ManualState.DISMISSED: _l("dismissed"),
    ManualState.EXPIRED: _l("not answered in time"),
    ManualState.RECALLED: _l("taken back"),
    ManualState.GONE: _l("left before it arrived"),
    ManualState.REPLACED: _l("replaced by a newer one"),
    ManualState.OVERTAKEN: _l("began a chat without it"),
}
TOLD = {
    ManualState.ANSWERED: _l("%(name)s answered your invitation."),
    ManualState.DISMISSED: _l("%(name)s dismissed your invitation."),
    ManualState.EXPIRED: _l("%(name)s did not answer your invitation in time."),
    ManualState.GONE: _l("%(name)s left before your invitation arrived."),
    ManualState.REPLACED: _l("Your invitation to %(name)s was replaced by a newer one."),
    ManualState.OVERTAKEN: _l("%(name)s began a chat before answering your invitation."),
}
REASONS = {
    NotSent.UNKNOWN: _l("There is no such visitor any more."),
    NotSent.GONE: _l("Has left your site."),
    NotSent.OPEN_CHAT: _l("Is in a chat already. Write there instead."),
    NotSent.OTHER_DEPARTMENT: _l("Belongs to a department that you do not serve."),
}


def manual_words(state: str) -> str:
    """How one stands, in a word or two."""
    return str(STATES[ManualState(state)])


def reason_words(reason: NotSent) -> str:
    """Why somebody was not invited."""
    return str(REASONS[reason])


def manual_texts() -> dict[str, str]:
    """The words for scripts, those that visitors are called by among them."""
    return {
        **pseudonym_texts(),
        **{f"manual.{state.value}": str(words) for state, words in STATES.items()},
        **{f"manual_told.{state.value}": str(words) for state, words in TOLD.items()},
        "manual_told.left": _("%(name)s has left. Your invitation waits for its time in case they come back."),
        **{f"manual_refused.{reason.value}": str(words) for reason, words in REASONS.items()},
        "manual_mark": _("Invited · %(state)s"),
        "manual_invited_by": _("Invited by %(sender)s %(ago)s · %(state)s"),
        "manual_sent.one": _("%(n)s visitor is invited."),
        "manual_sent.other": _("%(n)s visitors are invited."),
        "manual_recalled": _("Your invitation is taken back."),
        "manual_invite_one": _("Invite %(name)s"),
        "manual_invite_many.one": _("Invite %(n)s visitor"),
        "manual_invite_many.other": _("Invite %(n)s visitors"),
        "manual_chosen.one": _("%(n)s chosen"),
        "manual_chosen.other": _("%(n)s chosen"),
        "manual_failed": _("The server cannot be reached. Nobody was invited."),
    }

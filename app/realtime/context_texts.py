"""The words that the scripts of the context pane show, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _


def person_texts() -> dict[str, str]:
    """The same with the words of the desk that the person's lists use as well."""
    return {
        "came_directly": _("Direct"),
        "page_views.one": _("%(n)s page"),
        "page_views.other": _("%(n)s pages"),
        **context_texts(),
    }


def context_texts() -> dict[str, str]:
    """Every word by its key; those that count come as ``.one`` and ``.other``."""
    return {
        "context.signed": _("The site vouches for this person: %(id)s"),
        "context.first_seen": _("First seen"),
        "context.local_time": _("%(time)s there now"),
        "context.no_name": _("Add a name"),
        "context.no_email": _("Add an e-mail address"),
        "context.no_phone": _("Add a telephone number"),
        "context.saved": _("Saved"),
        "context.not_saved": _("This could not be saved. Try again in a moment."),
        "context.tag_gone": _("Remove the tag %(tag)s"),
        "context.tag_of_chat": _("on this chat"),
        "context.no_notes": _("Nothing noted yet. Only your team sees notes."),
        "context.note_delete": _("Delete this note"),
        "context.note_by": _("%(name)s noted"),
        "context.no_chats": _("No earlier chats"),
        "context.chat_of": _("Chat with %(name)s"),
        "context.chat_of_nobody": _("Chat that nobody answered"),
        "context.chat_waiting": _("Chat that waits"),
        "context.messages.one": _("%(n)s message"),
        "context.messages.other": _("%(n)s messages"),
        "context.other_browser": _("in another browser"),
        "context.rating.great": _("Rated great"),
        "context.rating.average": _("Rated average"),
        "context.rating.poor": _("Rated poor"),
        "context.no_invitations": _("Nothing was shown yet"),
        "context.by_hand": _("By hand: %(name)s"),
        "context.explain_one": _("Explain %(name)s"),
        "context.no_attributes": _("Your site has told nothing about this visitor"),
        "context.visit": _("Visit %(n)s"),
        "context.colleague": _("This browser is one of ours"),
        "context.not_colleague": _("Not one of ours"),
        "context.is_colleague": _("One of ours; the lists leave this browser out"),
        "context.erased": _("Everything about this visitor is deleted"),
        "context.erase_word": _("erase"),
        "context.blocked_until": _("Blocked until %(time)s", time="%(time)s"),
        "context.blocked_for_good": _("Blocked until somebody lifts it"),
        "context.unblocked": _("%(name)s is not blocked any more", name="%(name)s"),
        "context.blocked": _("%(name)s is blocked"),
        "context.card_failed": _("This could not be shown. The page of plugins says why."),
    }

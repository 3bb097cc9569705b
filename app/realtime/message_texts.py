"""The words of a conversation at the desk: what can be done with messages, notes, and what happened beside them."""

from __future__ import annotations

from flask_babel import gettext as _


def message_texts() -> dict[str, str]:
    """Every word by its key, as ``desk_texts`` has them."""
    return {**_row_texts(), **_box_texts(), **_command_texts(), **_refusal_texts()}


def _row_texts() -> dict[str, str]:
    """What stands in the conversation."""
    return {
        "visitor": _("Visitor"),
        "sent": _("Sent"),
        "delivered": _("Delivered"),
        "edited": _("Edited"),
        "message_deleted": _("This message was deleted."),
        "message_tools": _("Message"),
        "message_history": _("What it said before"),
        "changed_by": _("Until %(time)s, changed by %(name)s"),
        "loading": _("Loading…"),
        "quote": _("Quote"),
        "delete": _("Delete"),
        "go_to_message": _("Go to this message"),
        "note_unseen": _("Note, the visitor does not see it"),
        "opened_page": _("Opened"),
        "was_shown": _("Was shown the invitation “%(name)s”"),
        "was_invited": _("Was shown an invitation by hand"),
        "side_pages.one": _("Opened %(n)s page, last %(page)s"),
        "side_pages.other": _("Opened %(n)s pages, last %(page)s"),
        "side_lines.one": _("%(n)s more thing happened"),
        "side_lines.other": _("%(n)s more things happened"),
        "load_previous": _("Show previous chats"),
        "no_previous": _("There are no earlier chats."),
        "chat_heading": _("Chat"),
        "chat_heading_with": _("Chat with %(name)s"),
        "new_messages": _("New messages"),
        "to_latest": _("Go to the latest message"),
        "system.reopened": _("%(name)s has reopened the chat"),
    }


def _box_texts() -> dict[str, str]:
    """The box to write in."""
    return {
        "message": _("Message"),
        "note": _("Note for colleagues"),
        "write_note": _("Only colleagues see this. Call one with @"),
        "add_note": _("Add note"),
        "send": _("Send"),
        "save": _("Save"),
        "emoji": _("Emoji"),
        "answering": _("Answering %(name)s"),
        "changing_message": _("Changing your message"),
        "colleagues": _("Colleagues"),
        "mentioned_by": _("%(name)s calls you in the chat with %(visitor)s"),
        "open_chat": _("Open chat"),
        "words_kept": _("What you wrote is kept."),
    }


def _command_texts() -> dict[str, str]:
    """What can be done by name."""
    return {
        "do.quote": _("Quote a message"),
        "do.edit_last": _("Change my last message"),
        "do.note": _("Write a note for colleagues"),
        "do.send_and_close": _("Send and close the chat"),
        "do.reopen": _("Reopen the chat"),
    }


def _refusal_texts() -> dict[str, str]:
    """What went wrong, by the code of the error."""
    return {
        "kept.chat_closed": _("Not sent: the chat was closed. Your words are kept; reopen it to send them."),
        "kept.not_yours": _("Not sent, because the chat is not yours any more. Your words are kept."),
        "error.unreachable_kept": _("The server does not answer. Your words are still in the box; try again soon."),
        "error.changed_meanwhile": _("Somebody else has changed this message meanwhile. Look at it, then save again."),
        "error.message_deleted": _("This message has been deleted meanwhile."),
        "error.not_changeable": _("This message cannot be changed."),
        "error.unknown_message": _("There is no such message."),
        "error.forbidden": _("Your role does not allow this."),
        "error.visitor_has_another_chat": _("This visitor has begun another chat. Go on there."),
        "error.already_open": _("This chat is open already."),
    }

"""The words of the desk's lists, keys and command palette, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _


def desk_list_texts() -> dict[str, str]:
    """Every word by its key; the scripts fill in ``%(name)s`` and the like."""
    return {**_row_texts(), **_command_texts(), **_palette_texts()}


def _row_texts() -> dict[str, str]:
    return {
        "waits_too_long": _("Waits too long, already"),
        "last_message_ago": _("Last message before"),
        "on_hold": _("On hold for"),
        "closed_at": _("Closed at"),
        "offered_by": _("From %(name)s"),
        "missed": _("Missed"),
        "rated.great": _("Great"),
        "rated.average": _("Average"),
        "rated.poor": _("Poor"),
        "draft": _("Draft"),
        "tags_are": _("Tags:"),
        "all_departments": _("All departments"),
        "only_department": _("Only %(name)s"),
        "filtered": _("Some chats are left out."),
        "nothing_found": _("No chat fits."),
        "put_away": _("Put %(name)s away"),
        "context.show": _("Show the visitor"),
        "context.hide": _("Hide the visitor"),
    }


def _command_texts() -> dict[str, str]:
    return {
        "do.next_chat": _("Go to the next chat"),
        "do.previous_chat": _("Go to the previous chat"),
        "do.accept": _("Accept the open chat"),
        "do.accept_next": _("Accept the chat that waits the longest"),
        "do.close": _("Close the open chat"),
        "do.write": _("Write a message"),
        "do.list": _("Go to the list"),
        "do.search": _("Search the chats"),
        "do.context": _("Show or hide the visitor"),
        "do.put_away": _("Put the open chat away"),
        "do.back": _("Go back"),
        "do.palette": _("Do or find anything"),
        "do.keys": _("Show all keys"),
        "do.rows": _("Go through the list"),
        "do.send": _("Send"),
        "do.new_line": _("Begin a new line"),
        "do.presence": _("Be %(state)s"),
    }


def _palette_texts() -> dict[str, str]:
    return {
        "group.chats": _("Chats"),
        "group.chat": _("The open chat"),
        "group.desk": _("Desk"),
        "group.presence": _("Your presence"),
        "palette.commands": _("Commands"),
        "palette.chats": _("Chats"),
        "palette.visitors": _("Visitors"),
        "palette.pages": _("Pages"),
        "palette.nothing": _("Nothing fits."),
        "palette.found.one": _("%(n)s result"),
        "palette.found.other": _("%(n)s results"),
        "chat.waiting": _("Waiting"),
        "chat.active": _("With %(name)s"),
        "chat.closed": _("Closed"),
        "cap.Ctrl": _("Ctrl"),
        "cap.Enter": _("Enter"),
        "cap.Escape": _("Esc"),
        "cap.Shift": _("Shift"),
        "key_or": _("or"),
    }

"""The words that the desk's scripts show, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _

from app.realtime.context_texts import context_texts
from app.realtime.desk_list_texts import desk_list_texts
from app.realtime.file_texts import file_texts
from app.realtime.flow_texts import flow_texts
from app.realtime.manual_words import manual_texts
from app.realtime.message_texts import message_texts
from app.realtime.presence_texts import presence_texts


def desk_texts() -> dict[str, str]:
    """Every word by its key; the scripts fill in ``%(name)s`` and the like.

    Texts that count come in two forms, ``.one`` and ``.other``, between which the reader's language chooses.
    """
    return {
        **_line_texts(),
        **_list_texts(),
        **desk_list_texts(),
        **_chat_texts(),
        **_error_texts(),
        **_canned_texts(),
        **message_texts(),
        **manual_texts(),
        **presence_texts(),
        **context_texts(),
        **flow_texts(),
        **file_texts(),
    }


def _line_texts() -> dict[str, str]:
    """The line, the operator's presence and the sound."""
    return {
        "line.connected": _("Connected again"),
        "line.lost": _("Connection lost. Reconnecting… What you type is kept."),
        "line.restarting": _("Beckon is restarting. Reconnecting… What you type is kept."),
        "line.signed_out": _("You have been signed out. What you type is kept."),
        "your_presence": _("Your presence: %(state)s"),
        "presence.online": _("Online"),
        "presence.away": _("Away"),
        "presence.invisible": _("Invisible"),
        "presence.offline": _("Offline"),
        "sound.on": _("Sound is on"),
        "sound.off": _("Sound is off"),
        "sound.blocked": _("Enable sound"),
    }


def _list_texts() -> dict[str, str]:
    """The list, the visitors and the title of the page."""
    return {
        "title": _("Desk"),
        "title_waiting": _("Waiting"),
        "title_unread.one": _("New message"),
        "title_unread.other": _("New messages"),
        "waits_for": _("Waits for"),
        "is_waiting": _("%(name)s is waiting for an answer"),
        "on_the_site_for": _("On the site for"),
        "unread": _("unread"),
        "closed": _("Closed"),
        "came_directly": _("Direct"),
        "came_from": _("From %(host)s"),
        "page_views.one": _("%(n)s page"),
        "page_views.other": _("%(n)s pages"),
        "new_chats.one": _("%(n)s new chat"),
        "new_chats.other": _("%(n)s new chats"),
        "new_visitors.one": _("%(n)s new visitor"),
        "new_visitors.other": _("%(n)s new visitors"),
        "people_waiting.one": _("%(n)s person is waiting"),
        "people_waiting.other": _("%(n)s people are waiting"),
        "open_first_help": _("Open the chat that waits the longest, then accept it to answer."),
        "all_quiet": _("All quiet"),
        "all_quiet_help": _("New chats appear on the left the moment a visitor writes."),
        "in_chat": _("Waiting in a chat"),
        "with_colleague": _("With %(name)s"),
        "invitation": _("Invitation"),
        "automatic": _("Automatic message"),
        "invitation_named": _("Invitation: %(name)s"),
        "invitation.shown": _("Invited"),
        "invitation.opened": _("Reading"),
        "invitation.dismissed": _("Dismissed"),
        "invitation.expired": _("Expired"),
        "invitation.replied": _("Replied"),
        "invitation.replaced": _("Replaced"),
        "invitation.recalled": _("Taken back"),
        "invitation.withheld": _("Withheld"),
        "device.desktop": _("Computer"),
        "device.phone": _("Phone"),
        "device.tablet": _("Tablet"),
        "here_now": _("On the site now"),
        "has_left": _("Has left"),
    }


def _chat_texts() -> dict[str, str]:
    """The conversation."""
    return {
        "system.joined": _("%(name)s has joined the chat"),
        "system.assigned": _("%(name)s was given the chat"),
        "system.ended_by_visitor": _("The visitor has ended the chat"),
        "system.ended_by_operator": _("%(name)s has ended the chat"),
        "chat_closed": _("This chat is closed."),
        "chat_of": _("%(name)s has this chat. You can read along."),
        "accepted_by": _("%(name)s has accepted this chat"),
        "write_to": _("Write to %(name)s"),
        "is_typing": _("%(name)s is typing"),
        "you": _("You"),
        "sending": _("Sending"),
        "unsent": _("Not sent yet. It goes out when the connection is back."),
        "try_again": _("Try again"),
        "edit": _("Edit"),
        "seen": _("Seen"),
        "new_messages_line": _("New"),
    }


def _error_texts() -> dict[str, str]:
    """What went wrong, by the code of the error."""
    return {
        "problem.unknown_chat": _("There is no such chat, or it belongs to another department."),
        "problem.unreachable": _("The messages could not be loaded. They come as soon as the connection is back."),
        "error.unreachable": _("The server does not answer. Try again in a moment."),
        "error.other": _("The server refused this."),
        "error.chat_closed": _("This chat is closed."),
        "error.not_yours": _("Accept the chat before you answer."),
        "error.already_accepted": _("Somebody else has accepted this chat."),
        "error.unknown_visitor": _("There is no such visitor any more."),
        "error.unknown_chat": _("There is no such chat, or it belongs to another department."),
        "error.too_long": _("This message is too long."),
        "error.empty": _("This message has no text that can be sent."),
        "error.storage_full": _("The disk of the server is full. Nothing is lost here; tell your administrator."),
        "error.busy": _("The server is busy. Try again in a moment."),
        "error.not_signed_in": _("You have been signed out. Sign in and try again."),
    }


def _canned_texts() -> dict[str, str]:
    """The list of canned replies above the box."""
    return {
        "canned.list": _("Canned replies"),
        "canned.none": _("No canned replies yet. Write down what you answer every day."),
        "canned.keys": _("Arrow keys to choose, Enter to take it"),
        "canned.keep": _("Keep as a canned reply"),
        "canned.manage": _("Canned replies…"),
        "canned.found": _("%(number)s canned replies"),
        "do.canned": _("Choose a canned reply"),
    }

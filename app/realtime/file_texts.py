"""The words of files, ratings and transcripts at the desk, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _


def file_texts() -> dict[str, str]:
    """Every word by its key, like ``desk_texts``."""
    return {
        "file.choose": _("Send files"),
        "file.drop": _("Drop files here to send them"),
        "file.on_their_way": _("Files on their way"),
        "file.sending": _("Sending %(name)s"),
        "file.cancel": _("Stop sending %(name)s"),
        "file.dismiss": _("Take %(name)s away"),
        "file.download": _("Download"),
        "file.error.file_kind_refused": _("Files of this kind are not accepted here."),
        "file.error.file_too_large": _("Too large: a file may have at most %(limit)s MB."),
        "file.error.file_empty": _("This file is empty."),
        "file.error.file_mismatch": _("Its content is not what its name says."),
        "file.error.file_active": _("There is a program in this file, so it cannot be sent."),
        "file.error.file_damaged": _("It is damaged, or it has too many pixels to be shown."),
        "file.error.file_name_refused": _("Its name hides what it is. Rename it and send it again."),
        "file.error.files_off": _("Files cannot be sent here."),
        "file.error.too_many_requests": _("Those were many files. Wait a while before you send more."),
        "file.error.storage_full": _("The disk of the server is full. Tell your administrator, then try again."),
        "file.error.unreachable": _("The server was not reached. It is sent again when the connection is back."),
        "file.error.chat_closed": _("This chat is closed."),
        "file.error.not_yours": _("Accept the chat before you answer."),
        "file.error.forbidden": _("Your role does not allow this."),
        "file.error.other": _("The server refused this file."),
        "rating.says": _("The visitor found this chat: %(rating)s"),
        "rating.great": _("Great"),
        "rating.average": _("Average"),
        "rating.poor": _("Poor"),
        "transcript.sent": _("The chat is on its way to %(address)s."),
        "error.not_an_address": _("This is no e-mail address."),
        "error.no_mail": _("No mail server is set up, so nothing can be sent."),
        "error.too_many_requests": _("That was too much at once. Wait a while and try again."),
    }

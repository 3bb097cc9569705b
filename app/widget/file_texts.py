"""The words of files, ratings and transcripts in the panel; ``embed/src/shared/file_texts.ts`` knows the same keys."""

from __future__ import annotations

from flask_babel import gettext


def file_texts() -> dict[str, str]:
    """A part of the panel's words, like ``texts.panel_texts``."""
    return {**_sending_texts(), **_after_texts()}


def _sending_texts() -> dict[str, str]:
    return {
        "attach": gettext("Send files"),
        "drop_files": gettext("Drop files here to send them"),
        "files_on_their_way": gettext("Files on their way"),
        "file_sending": gettext("Sending {name}"),
        "file_cancel": gettext("Stop sending {name}"),
        "file_dismiss": gettext("Take {name} away"),
        "file_kind_refused": gettext("Files of this kind cannot be sent here."),
        "file_too_large": gettext("This file is too large: at most {limit} MB."),
        "file_empty": gettext("This file is empty."),
        "file_mismatch": gettext("This file is not what its name says, so it cannot be sent."),
        "file_damaged": gettext("This picture is damaged or too large to be shown."),
        "file_name_refused": gettext("Please rename this file and send it again."),
        "file_unreachable": gettext("No connection. The file is sent when it returns."),
        "file_refused": gettext("This file could not be sent."),
    }


def _after_texts() -> dict[str, str]:
    return {
        "after_chat": gettext("After the chat"),
        "after_dismiss": gettext("Not now"),
        "rating_question": gettext("How was this chat?"),
        "rating_great": gettext("Great"),
        "rating_average": gettext("Average"),
        "rating_poor": gettext("Poor"),
        "rating_comment": gettext("Anything to add? (optional)"),
        "rating_send": gettext("Send rating"),
        "rating_thanks": gettext("Thank you for your rating."),
        "transcript_ask": gettext("Get this chat by e-mail"),
        "transcript_address": gettext("Your e-mail address"),
        "transcript_send": gettext("Send it"),
        "transcript_sent": gettext("The chat is on its way to {address}."),
        "transcript_bad_address": gettext("This is not an e-mail address."),
        "chat_menu": gettext("More"),
        "end_chat": gettext("End chat"),
        "not_done": gettext("That did not work. Please try again."),
    }

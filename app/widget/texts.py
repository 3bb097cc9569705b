"""Every word a visitor reads in the widget, in the language of the embed code; the browser side knows the same keys."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from babel import Locale
from flask_babel import force_locale, gettext

from app.widget.file_texts import file_texts


@lru_cache(maxsize=16)
def direction_of(language: str) -> str:
    """``ltr`` or ``rtl``."""
    return str(Locale.parse(language).text_direction)


@lru_cache(maxsize=16)
def loader_texts(language: str) -> Mapping[str, str]:
    """The words on the customer's page; ``{name}`` places are filled in the browser. Needs an application context."""
    with force_locale(language):
        return MappingProxyType(_loader_texts())


@lru_cache(maxsize=16)
def panel_texts(language: str) -> Mapping[str, str]:
    """The words in the panel, like ``loader_texts``."""
    with force_locale(language):
        return MappingProxyType(_panel_texts())


def _loader_texts() -> dict[str, str]:
    return {
        "open_chat": gettext("Open chat"),
        "close_chat": gettext("Close chat"),
        "unread_one": gettext("1 unread message"),
        "unread_many": gettext("{count} unread messages"),
        "panel_title": gettext("Live help"),
        "invitation": gettext("Invitation"),
        "reply": gettext("Reply"),
        "dismiss_invitation": gettext("Dismiss invitation"),
        "panel_unreachable": gettext("The chat could not be loaded here."),
        "open_in_new_window": gettext("Open it in a new window"),
        "show_invitation": gettext("Show the whole invitation"),
        **_picture_texts(),
    }


def _picture_texts() -> dict[str, str]:
    return {"pause_picture": gettext("Pause the animation"), "play_picture": gettext("Play the animation")}


def _offline_texts() -> dict[str, str]:
    return {
        "welcome_form": gettext(
            "Nobody is here right now. Leave us a message, and we will answer as soon as we are back."
        ),
        "offline_name": gettext("Your name"),
        "offline_email": gettext("E-mail address"),
        "offline_phone": gettext("Phone number"),
        "offline_optional": gettext("optional"),
        "offline_needed": gettext("Please fill this in."),
        "offline_wrong_email": gettext("This is no e-mail address such as name@example.com."),
        "offline_send": gettext("Send message"),
        "offline_thanks": gettext("Thank you. Your message has arrived, and we will answer as soon as we can."),
        "offline_thanks_email": gettext("Thank you. Your message has arrived. We will answer to {email}."),
        "offline_again": gettext("Write another message"),
    }


def _panel_texts() -> dict[str, str]:
    return {
        **_picture_texts(),
        **file_texts(),
        "panel_title": gettext("Live help"),
        "close_chat": gettext("Close chat"),
        "conversation": gettext("Conversation"),
        "message": gettext("Message"),
        "message_placeholder": gettext("Write a message…"),
        "send": gettext("Send"),
        "team_online": gettext("We are online"),
        "team_offline": gettext("We are away right now"),
        "back_today": gettext("We are back today at {time}"),
        "back_tomorrow": gettext("We are back tomorrow at {time}"),
        "back_day": gettext("We are back on {day} at {time}"),
        "talking_to": gettext("You are talking to {name}"),
        "waiting_for_operator": gettext("Someone will be with you shortly"),
        "welcome": gettext("Hello. What can we help you with?"),
        "welcome_offline": gettext(
            "Nobody is here right now. Leave a message and we will answer as soon as we are back."
        ),
        **_offline_texts(),
        "sender_you": gettext("You"),
        "sender_team": gettext("Live Support"),
        "status_sending": gettext("Sending…"),
        "status_sent": gettext("Sent"),
        "status_waiting": gettext("Not sent yet. It goes out as soon as you are connected."),
        "status_failed": gettext("Not sent"),
        "retry": gettext("Try again"),
        "is_typing": gettext("{name} is typing"),
        "typing_seen": gettext("We can see what you type before you send it."),
        "edited": gettext("Edited"),
        "message_deleted": gettext("This message was deleted."),
        "quote": gettext("Quote"),
        "unquote": gettext("Do not quote"),
        "go_to_message": gettext("Go to this message"),
        "reopened": gettext("{name} has reopened the chat"),
        "today": gettext("Today"),
        "yesterday": gettext("Yesterday"),
        "too_long": gettext("This message is {over} characters too long. Please send it in two parts."),
        "characters_left": gettext("{count} characters left"),
        "connecting": gettext("Connecting…"),
        "connection_lost": gettext("No connection. Your messages are kept and sent when it returns."),
        "server_restarting": gettext("One moment, we are restarting. Nothing is lost."),
        "cannot_start": gettext("The chat could not be started."),
        "storage_note": gettext("Your browser does not let us keep this chat. It is gone when you leave the page."),
        "joined": gettext("{name} joined the chat"),
        "assigned": gettext("{name} takes care of this chat"),
        "ended_by_visitor": gettext("You ended the chat"),
        "ended_by_operator": gettext("{name} ended the chat"),
        **_flow_texts(),
        "chat_closed": gettext("Write a message to start a new chat."),
        "error_too_many": gettext("That was a lot at once. Please wait a moment and try again."),
        "error_storage_full": gettext("We cannot take messages right now. Please try again later."),
        "error_refused": gettext("This message could not be delivered."),
        "new_messages": gettext("New messages"),
    }


def _flow_texts() -> dict[str, str]:
    """What becomes of a chat, and where it stands in the queue."""
    return {
        "handed_over": gettext("{name} has handed you over to {about}"),
        "taken_over": gettext("{name} has taken over from {about}"),
        "held": gettext("{name} has put the chat on hold for a moment"),
        "resumed": gettext("{name} is back"),
        "requeued": gettext("{name} cannot go on right now. A colleague will be with you shortly."),
        "idle_warning": gettext("This chat closes in {about} min if nobody writes."),
        "ended_idle": gettext("The chat has ended because nobody wrote any more"),
        "ended_abandoned": gettext("The chat has ended because you had left"),
        "ended_unanswered": gettext("Sorry, nobody could answer. The chat has ended."),
        "on_hold": gettext("The chat is on hold. You can keep writing."),
        "queue_next": gettext("You are next in the queue."),
        "queue_place": gettext("You are number {place} in the queue."),
        "queue_wait": gettext("It usually takes about {minutes} min."),
    }

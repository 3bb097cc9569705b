"""The words of the desk for what becomes of a chat."""

from __future__ import annotations

from flask_babel import gettext as _


def flow_texts() -> dict[str, str]:
    """Every word by its key, as in ``desk_texts``."""
    return {**_line_texts(), **_dialog_texts(), **_told_texts(), **_error_texts()}


def _line_texts() -> dict[str, str]:
    """Lines of the conversation."""
    return {
        "system.handed_over": _("%(name)s has handed the chat over to %(about)s"),
        "system.taken_over": _("%(name)s has taken over from %(about)s"),
        "system.held": _("%(name)s has put the chat on hold"),
        "system.resumed": _("%(name)s goes on with the chat"),
        "system.requeued": _("The chat is back in the queue, because %(name)s did not go on with it"),
        "system.idle_warning": _("The visitor was told that the chat closes in %(about)s min"),
        "system.ended_idle": _("Closed because nobody wrote any more"),
        "system.ended_abandoned": _("Closed because the visitor left before anybody answered"),
        "system.ended_unanswered": _("Closed because nobody was there to answer"),
    }


def _dialog_texts() -> dict[str, str]:
    """Dialogs, bars and commands."""
    return {
        "flow.transfer": _("Transfer chat"),
        "flow.take_over": _("Take over"),
        "flow.hold": _("Put on hold"),
        "flow.resume": _("Go on with the chat"),
        "flow.close": _("Close chat"),
        "flow.accept_transfer": _("Take the offered chat"),
        "flow.withdraw": _("Take the offer back"),
        "flow.offered_to": _("Offered to %(name)s. It stays yours until somebody takes it."),
        "flow.offered_by": _("%(name)s wants to hand this chat over to you"),
        "flow.offered_to_team": _("%(name)s wants to hand this chat over to %(team)s"),
        "flow.held_for": _("On hold for"),
        "flow.load": _("%(load)s of %(capacity)s chats"),
        "flow.online.one": _("%(n)s person online"),
        "flow.online.other": _("%(n)s people online"),
        "flow.nobody_online": _("Nobody online"),
        "flow.no_reason": _("No reason"),
        "flow.closed_because": _("Closed: %(reason)s"),
        "flow.reason.idle": _("nobody wrote any more"),
        "flow.reason.abandoned": _("the visitor left"),
        "flow.reason.unanswered": _("nobody was there"),
        "flow.choose": _("Choose a colleague or a department."),
    }


def _told_texts() -> dict[str, str]:
    """What an operator hears of a chat of theirs."""
    return {
        "told.accepted": _("%(name)s has taken your chat with %(visitor)s"),
        "told.declined": _("%(name)s cannot take your chat with %(visitor)s"),
        "told.gone": _("%(name)s is gone. The chat with %(visitor)s stays with you."),
        "told.withdrawn": _("%(name)s has taken the offer of the chat with %(visitor)s back"),
        "told.taken_over": _("%(name)s has taken over your chat with %(visitor)s"),
        "told.given_away": _("%(name)s has given your chat with %(visitor)s to somebody else"),
        "told.reassigned": _("%(name)s has your chat with %(visitor)s now, because it was not answered in time"),
        "told.requeued": _("Your chat with %(visitor)s is back in the queue"),
    }


def _error_texts() -> dict[str, str]:
    """Why something could not be done."""
    return {
        "error.transferred": _("%(name)s has this chat now."),
        "error.already_offered": _("This chat is offered to %(name)s already."),
        "error.colleague_away": _("This colleague is away right now."),
        "error.colleague_gone": _("This colleague is not here any more."),
        "error.nobody_there": _("Nobody of this department is online."),
        "error.yourself": _("This chat is yours already."),
        "error.unknown_operator": _("There is no such colleague any more."),
        "error.unknown_department": _("There is no such department any more."),
        "error.not_an_option": _("This is no longer one of the answers."),
        "error.forbidden": _("Your role does not allow this. Ask an administrator."),
    }

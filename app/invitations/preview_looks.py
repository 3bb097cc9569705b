"""What the preview beside the editor cannot know by itself: who would speak now, and the CSS made safe to apply."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from app.domain.errors import InvalidInput
from app.foundation.i18n import spoken
from app.invitations.bubble_css import checked_css, scoped_css
from app.invitations.senders import chosen_operator, drawn, listed
from app.invitations.vocabulary import InvitationDraft
from app.operators import queries as operators


def preview_looks(draft: InvitationDraft, now: datetime) -> dict[str, str]:
    """The sender's name, the CSS as a browser gets it, and what is wrong with the CSS; each empty for nothing."""
    try:
        checked_css(draft.design.css)
        problem = ""
    except InvalidInput as error:
        problem = spoken(error)
    return {
        "sender": draft.sender_name or _unwritten_sender(draft, now),
        "css": scoped_css(draft.design.css, draft.pictures),
        "css_problem": problem,
    }


def _unwritten_sender(draft: InvitationDraft, now: datetime) -> str:
    """For a visitor whom every department serves."""
    choice = draft.sender
    chosen = chosen_operator(choice)
    if chosen is None and choice.random_operator:
        chosen = drawn(listed(choice, operators.operators_online(now)), draft.name)
    return chosen.name if chosen else str(_("Live Support"))

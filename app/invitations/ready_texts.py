"""Texts to choose from when inviting by hand: canned replies, and what was sent last."""

from __future__ import annotations

from datetime import datetime

from app.canned_replies.filling import ReplyValues, filled_reply
from app.canned_replies.queries import usable_by
from app.canned_replies.service import create_reply
from app.canned_replies.vocabulary import LONGEST_TITLE, CannedDraft, Scope
from app.domain.roles import Permission
from app.domain.snapshots import OperatorSnapshot
from app.foundation.login import may
from app.foundation.text import clean_line
from app.invitations.manual_queries import lately_sent_texts

LATELY = 5


def ready_texts(operator: OperatorSnapshot) -> tuple[str, ...]:
    """What an operator chooses from: their canned replies, then what they and the others sent last; each once.

    One text goes to many visitors, so a place that stands for something about the visitor says what is said to
    somebody unknown.
    """
    values = ReplyValues(operator=operator.name)
    canned = (filled_reply(each, values, None) for each in usable_by(operator))
    lately = (*lately_sent_texts(operator.id, LATELY), *lately_sent_texts(None, LATELY))
    return tuple(dict.fromkeys((*canned, *lately)))


def keep_text(text: str, operator: OperatorSnapshot, now: datetime) -> None:
    """Keep what was sent as a canned reply: for everybody where the operator may write those, else for themselves."""
    if text.strip() in {each.text for each in usable_by(operator)}:
        return
    scope = Scope.SHARED if may(operator, Permission.SHARED_CANNED_REPLIES) else Scope.OWN
    create_reply(CannedDraft(clean_line(text, LONGEST_TITLE), text, scope), operator, now)

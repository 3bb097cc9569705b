"""Who is not invited so that the effect can be measured: a ghost of the showing is written instead of the showing.

The ghost is written at the instant at which everything else would have granted the claim, so both groups are made of
visitors who were equally ready to be invited. It is over as it begins, and nobody is told of it: no plugin, no desk.

A visitor gets at most one ghost in each visit, as an open invitation is one showing however many pages it follows its
visitor; and no more than the invitation's own limits allow showings. Groups are compared by visitors and not by
showings, from the first one on, so what came later never decides how large a group is.

What is withheld changes nothing else. It does not use up the contact budget, closes nothing and keeps no other
invitation back: the next one in the order gets its turn, because the holdout shall see the site as it would be if this
invitation did not exist.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from app.domain.snapshots import VisitorSnapshot
from app.foundation.database import db
from app.foundation.secrets import new_key
from app.invitations.circumstances import circumstances
from app.invitations.experimenting import holdout_refusal
from app.invitations.impression_log import log_impression, log_refusal
from app.invitations.models import Impression, Invitation
from app.invitations.vocabulary import ClaimRequest, ImpressionKind, ImpressionState, LogKind, Refused


def withhold(row: Invitation, visitor: VisitorSnapshot, request: ClaimRequest, now: datetime) -> Refused | None:
    """The refusal for a visitor of the holdout, with its line in the log; None for everybody who is invited."""
    refused = holdout_refusal(row, visitor)
    if refused is None:
        return None
    if _may_have_ghost(row, visitor):
        _add_ghost(row, visitor, request, refused, now)
    else:
        log_refusal(row.id, visitor, refused, now)
    return refused


def _may_have_ghost(row: Invitation, visitor: VisitorSnapshot) -> bool:
    ghosts = select(func.count(Impression.id), func.max(Impression.visit_id)).where(
        Impression.visitor_id == visitor.id,
        Impression.invitation_id == row.id,
        Impression.epoch == row.epoch,
        Impression.kind == ImpressionKind.WITHHELD.value,
    )
    number, latest_visit = db.session.execute(ghosts).one()
    limit = 1 if row.once_per_visitor else row.max_shows
    return latest_visit != visitor.visit_id and (not limit or number < limit)


def _add_ghost(
    row: Invitation, visitor: VisitorSnapshot, request: ClaimRequest, refused: Refused, now: datetime
) -> None:
    ghost = Impression(
        key=new_key(),
        kind=ImpressionKind.WITHHELD.value,
        state=ImpressionState.WITHHELD.value,
        tab_key=request.tab_key,
        held_until=now,
        html="",
        text="",
        sender_name="",
        shown_at=now,
        ended_at=now,
        **circumstances(row, visitor, request),
    )
    db.session.add(ghost)
    db.session.flush()
    log_impression(ghost, LogKind.WITHHELD, now, detail=refused.detail)
    db.session.flush()

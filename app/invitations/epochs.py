"""Epochs of an invitation: a change of what is compared begins a new one, so that numbers never mix."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import exists, select

from app.domain.snapshots import InvitationState
from app.foundation.database import db
from app.invitations.draft_parts import stored
from app.invitations.experimenting import experiment_of, plan_of
from app.invitations.models import Impression, Invitation, InvitationEpoch

SHOWN_PARTS = ("message_html", "message", "sender_name", "sender", "design")
"""The columns that make what a visitor sees; another word is another thing to measure."""


def follow_epoch(row: Invitation, now: datetime) -> None:
    """After a save: begin the first epoch when it is launched, and another one when what is measured has changed.

    Measured are the experiment, the goal, and, while there is something to compare, what visitors see. Nothing begins
    before the first launch. To be called inside the transaction of the save.
    """
    if row.state == InvitationState.DRAFT.value:
        return
    latest = db.session.execute(
        select(InvitationEpoch)
        .where(InvitationEpoch.invitation_id == row.id)
        .order_by(InvitationEpoch.number.desc())
        .limit(1)
    ).scalar_one_or_none()
    measured = _measured(row)
    if latest is None and _was_shown(row.id):
        latest = _began(row, 1, row.created_at, {"words": ""}, None)  # before epochs were kept, everybody was invited
    if latest is None:
        _began(row, row.epoch, now, measured, row.conversion)
    elif (latest.experiment, latest.conversion) != (measured, row.conversion):
        row.epoch = latest.number + 1
        _began(row, row.epoch, now, measured, row.conversion)


def _measured(row: Invitation) -> dict[str, Any]:
    """The experiment as it is kept with its epoch; ``words`` tells what visitors see apart, where that matters."""
    experiment = experiment_of(row.experiment)
    words = ""
    if plan_of(experiment).is_running:
        seen = orjson.dumps([getattr(row, part) for part in SHOWN_PARTS], option=orjson.OPT_SORT_KEYS)
        words = hashlib.sha256(seen).hexdigest()
    document: dict[str, Any] = orjson.loads(orjson.dumps({**(stored(experiment) or {}), "words": words}))
    return document  # as it comes back from the database, with lists for tuples


def _was_shown(invitation_id: int) -> bool:
    return bool(db.session.execute(select(exists().where(Impression.invitation_id == invitation_id))).scalar())


def _began(
    row: Invitation, number: int, at: datetime, experiment: dict[str, Any], conversion: dict[str, Any] | None
) -> InvitationEpoch:
    began = InvitationEpoch(
        invitation_id=row.id, number=number, started_at=at, experiment=experiment, conversion=conversion
    )
    db.session.add(began)
    db.session.flush()
    return began

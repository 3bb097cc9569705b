"""With which words and in whose name an invitation greets one visitor: what was written, and what plugins say to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from app.domain.snapshots import PageSnapshot, VisitorSnapshot
from app.foundation.database import db
from app.invitations.draft_parts import Content
from app.invitations.experimenting import content_for, experiment_of, sender_name_for, variant_for
from app.invitations.message import clean_message
from app.invitations.models import Invitation
from app.invitations.vocabulary import ClaimRequest
from app.operators import queries as operators
from app.plugin_host import host
from app.visitors import queries as visitors


@dataclass(frozen=True, slots=True)
class Greeting:
    """Message and sender for one claim of one version; ``sender_name`` is None without one.

    ``variant`` is the visitor's group in the experiment; None where there is none, or where they have no part in it.
    """

    version: int
    html: str
    sender_name: str | None
    variant: str | None = None


def written_greeting(row: Invitation, visitor: VisitorSnapshot) -> Greeting:
    """What was written for this visitor, before plugins have their say."""
    experiment = experiment_of(row.experiment)
    variant = variant_for(experiment, visitor, row.key, row.epoch)
    content = content_for(Content(html=row.message_html), experiment, variant)
    return Greeting(row.version, content.html, sender_name_for(row.sender_name, experiment, variant), variant)


def prepared_greeting(request: ClaimRequest, now: datetime) -> Greeting | None:
    """What plugins make of the invitation for this visitor; None where none of them has a say.

    To be called before the transaction of the claim: a plugin may take its time, and nobody waits for it meanwhile.
    """
    if not host().asks_about_invitations():
        return None
    visitor = visitors.visitor_by_key(request.visitor_key)
    row = db.session.execute(
        select(Invitation).where(Invitation.key == request.invitation_key, Invitation.state == "live")
    ).scalar_one_or_none()
    if visitor is None or row is None:
        return None
    words = written_greeting(row, visitor)
    return prepared_for(words, request.invitation_key, visitor=visitor, page=request.page, now=now)


def prepared_for(
    written: Greeting, invitation_key: str, *, visitor: VisitorSnapshot, page: PageSnapshot, now: datetime
) -> Greeting:
    """What was written, after plugins have had their say for this visitor on this page."""
    prepared = host().prepare_invitation(
        written.html, invitation_key=invitation_key, visitor=visitor, page=page, clean=clean_message
    )
    sender_name = written.sender_name
    if not sender_name:
        chosen = host().choose_sender(visitor, operators.operators_online(now))
        sender_name = None if chosen is None else chosen.name
    return replace(written, html=prepared, sender_name=sender_name)

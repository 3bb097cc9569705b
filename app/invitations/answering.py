"""What an answered invitation brings to the chat: its own words first, words for who waits, and whose chat it is."""

from __future__ import annotations

from sqlalchemy import select

from app.chats.queries import name_in_latest_chat
from app.chats.service import Opening
from app.chats.waiting import WaitingWords
from app.domain.language_tags import content_for
from app.domain.snapshots import ImpressionSnapshot, VisitorSnapshot
from app.foundation.database import db
from app.invitations.draft_parts import WaitPlan, WaitWords, restored
from app.invitations.models import Impression, Invitation
from app.invitations.substitution import Values, filled_text, names_in
from app.visitors.attributes import known_attributes


def opening_of(impression: ImpressionSnapshot, visitor: VisitorSnapshot) -> Opening:
    """The beginning of the chat in which this visitor answers a showing."""
    row = db.session.execute(
        select(Impression.operator_id, Impression.assigns_chat, Impression.design, Invitation.wait)
        .outerjoin(Invitation, Invitation.id == Impression.invitation_id)
        .where(Impression.id == impression.id)
    ).one()
    plan = None if row.wait is None else restored(row.wait, WaitPlan)
    waiting = None if plan is None else waiting_words(plan, (row.design or {}).get("language"), impression.sender_name)
    return Opening(
        impression_id=impression.id,
        invitation_name=impression.invitation_name,
        html=impression.html,
        text=impression.text,
        sender_name=impression.sender_name,
        waiting=None if waiting is None else _filled(waiting, visitor),
        operator_id=row.operator_id if row.assigns_chat else None,
    )


def waiting_words(plan: WaitPlan, language: str | None, sender_name: str) -> WaitingWords:
    """The plan in the language of the showing; what was not written in it is said in the invitation's own language."""
    own = WaitWords(message=plan.message, timeout_message=plan.timeout_message)
    _tag, words = content_for(own, plan.translations, language)
    return WaitingWords(
        sender_name=sender_name,
        message=words.message or own.message,
        timeout_seconds=plan.timeout,
        timeout_message=words.timeout_message or own.timeout_message,
        times=plan.repeat,
    )


def _filled(words: WaitingWords, visitor: VisitorSnapshot) -> WaitingWords:
    """With the visitor's values in the places that the words keep, as in the message itself."""
    if not names_in(words.message + words.timeout_message):
        return words
    values = Values(
        nick=name_in_latest_chat(visitor),
        operator=words.sender_name,
        visitor_name=visitor.name,
        attributes={each.name: each.value for each in known_attributes(visitor.id)},
    )
    return WaitingWords(
        sender_name=words.sender_name,
        message=filled_text(words.message, values),
        timeout_seconds=words.timeout_seconds,
        timeout_message=filled_text(words.timeout_message, values),
        times=words.times,
    )

"""Inviting by hand: an operator sends words to visitors who are here, takes them back, and they end in their time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from limits import parse
from sqlalchemy import select

from app.chats import queries as chats
from app.departments.queries import departments_by_alias
from app.domain import events
from app.domain.errors import Conflict, Forbidden, InvalidInput, NotFound, TooManyRequests
from app.domain.roles import Permission
from app.domain.snapshots import ManualSnapshot, OperatorSnapshot, VisitorSnapshot
from app.domain.translation import N_
from app.foundation.database import Publish, db, transaction
from app.foundation.limits import is_allowed
from app.foundation.login import demand, may
from app.foundation.secrets import new_key
from app.invitations.manual_following import end
from app.invitations.manual_queries import manual_by_key, manual_snapshot
from app.invitations.manual_vocabulary import (
    LONGEST_MINUTES,
    MOST_AT_ONCE,
    ManualDraft,
    ManualState,
    NotSent,
    RefusedVisitor,
    Sending,
)
from app.invitations.message import clean_message, plain_text
from app.invitations.models import ManualInvitation
from app.visitors import queries as visitors
from app.visitors import service as visitor_service
from app.visitors.models import Visitor

SENDINGS = parse("60/minute")
SENDINGS_TO_MANY = parse("10 per 10 minutes")
AT_A_TIME = 20
"""How many are sent in one transaction, so that page views do not wait for two hundred."""

UNARRIVED = (ManualState.SENT.value, ManualState.DELIVERED.value)


@dataclass(frozen=True, slots=True)
class _Batch:
    """What is sent to many."""

    draft: ManualDraft
    html: str
    key: str
    operator: OperatorSnapshot


def send(draft: ManualDraft, visitor_keys: Sequence[str], operator: OperatorSnapshot, now: datetime) -> Sending:
    """Invite these visitors; whoever cannot be invited is named with the reason, and the others are.

    A visitor has one invitation by hand at a time: a new one takes the place of the old. Raises InvalidInput for the
    words and the minutes, Forbidden, and TooManyRequests for too many in a short time.
    """
    demand(operator, Permission.INVITE_VISITORS)
    html = _checked(draft)
    keys = sorted(set(visitor_keys))  # two senders lock the same visitors in the same order
    _demand_measure(operator, len(keys))
    batch = _Batch(draft, html, new_key(), operator)
    outcomes: list[ManualSnapshot | RefusedVisitor] = []
    for some in _portions(keys):
        with transaction() as publish:
            outcomes += [_send_one(publish, batch, key, now) for key in some]
    return Sending(
        batch.key,
        tuple(each for each in outcomes if isinstance(each, ManualSnapshot)),
        tuple(each for each in outcomes if isinstance(each, RefusedVisitor)),
    )


def recall(key: str, operator: OperatorSnapshot, now: datetime) -> ManualSnapshot:
    """Take it back: it disappears from the visitor's screen. Taking it back twice changes nothing.

    Raises NotFound, Forbidden for somebody else's unless they see all chats, and Conflict when it is over.
    """
    known = manual_by_key(key)
    if known is None:
        raise NotFound(N_("there is no such invitation"), field="invitation", code="unknown_invitation")
    if known.operator_id != operator.id and not may(operator, Permission.SEE_ALL_CHATS):
        raise Forbidden(N_("only its sender or a supervisor takes an invitation back"))
    with transaction() as publish:
        visitor_service.lock_visitor(known.visitor_key)
        row = _row(known.id)
        if row is None:
            raise NotFound(N_("there is no such invitation"), field="invitation", code="unknown_invitation")
        if not end(publish, row, ManualState.RECALLED, now) and row.state != ManualState.RECALLED.value:
            raise Conflict(N_("it is over already, so it cannot be taken back"), code=f"already_{row.state}")
        return manual_snapshot(row)


def expire_manuals(now: datetime) -> int:
    """End those whose time is up; returns how many."""
    due = select(ManualInvitation.id).where(ManualInvitation.ended_at.is_(None), ManualInvitation.expires_at <= now)
    return sum(_end_one(number, ManualState.EXPIRED, now) for number in db.session.execute(due.limit(500)).scalars())


def end_for_departed(visitor_id: int, now: datetime) -> None:
    """The visitor left: what did not arrive will not."""
    found = select(ManualInvitation.id).where(
        ManualInvitation.visitor_id == visitor_id,
        ManualInvitation.ended_at.is_(None),
        ManualInvitation.state.in_(UNARRIVED),
    )
    for number in db.session.execute(found).scalars().all():
        _end_one(number, ManualState.GONE, now)


def end_for_chat(visitor_id: int, now: datetime) -> None:
    """The visitor began a chat by themselves: there is nothing left to invite to."""
    found = select(ManualInvitation.id).where(
        ManualInvitation.visitor_id == visitor_id, ManualInvitation.ended_at.is_(None)
    )
    for number in db.session.execute(found).scalars().all():
        _end_one(number, ManualState.OVERTAKEN, now)


def serves(operator: OperatorSnapshot, visitor: VisitorSnapshot) -> bool:
    """Whether the operator answers visitors of this one's embed code."""
    if may(operator, Permission.SEE_ALL_CHATS) or not operator.departments:
        return True
    wanted = {each.id for each in departments_by_alias(visitor.embed.departments)}
    return not wanted or not wanted.isdisjoint(operator.departments)


def _checked(draft: ManualDraft) -> str:
    if not 1 <= draft.minutes <= LONGEST_MINUTES:
        raise InvalidInput(
            N_("an invitation by hand lasts from 1 to %(limit)s minutes"),
            field="minutes",
            values={"limit": LONGEST_MINUTES},
        )
    try:
        return clean_message(draft.text)
    except InvalidInput as error:
        raise InvalidInput(error.template, field="text", code=error.code, values=error.values) from error


def _demand_measure(operator: OperatorSnapshot, number: int) -> None:
    if number == 0:
        raise InvalidInput(N_("choose at least one visitor"), field="visitors")
    if number > MOST_AT_ONCE:
        raise InvalidInput(
            N_("at most %(limit)s visitors are invited at once"), field="visitors", values={"limit": MOST_AT_ONCE}
        )
    limit = SENDINGS if number == 1 else SENDINGS_TO_MANY
    if not is_allowed(limit, "manual-invitations", str(operator.id)):
        raise TooManyRequests(N_("these were too many invitations in a short time; wait a little"))


def _refusal(visitor: VisitorSnapshot | None, operator: OperatorSnapshot, now: datetime) -> NotSent | None:
    if visitor is None:
        return NotSent.UNKNOWN
    if not serves(operator, visitor):
        return NotSent.OTHER_DEPARTMENT
    if visitor.visit_id is None or not visitors.is_visitor_online(visitor.id, now):
        return NotSent.GONE
    return NotSent.OPEN_CHAT if chats.standing_of(visitor.id).has_open else None


def _end_earlier(publish: Publish, visitor_id: int, now: datetime) -> None:
    row = db.session.execute(
        select(ManualInvitation).where(ManualInvitation.visitor_id == visitor_id, ManualInvitation.ended_at.is_(None))
    ).scalar_one_or_none()
    if row is None:
        return
    is_due = row.expires_at is not None and row.expires_at <= now
    end(publish, row, ManualState.EXPIRED if is_due else ManualState.REPLACED, now)


def _portions(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + AT_A_TIME] for start in range(0, len(keys), AT_A_TIME))


def _send_one(publish: Publish, batch: _Batch, key: str, now: datetime) -> ManualSnapshot | RefusedVisitor:
    visitor = visitor_service.lock_visitor(key)
    reason = _refusal(visitor, batch.operator, now)
    if visitor is None or reason is not None:
        return RefusedVisitor(key, visitor.name if visitor else None, reason or NotSent.UNKNOWN)
    _end_earlier(publish, visitor.id, now)
    row = ManualInvitation(
        key=new_key(),
        batch_key=batch.key,
        visitor_id=visitor.id,
        operator_id=batch.operator.id,
        sender_name=batch.operator.name,
        html=batch.html,
        text=plain_text(batch.html),
        assigns_chat=batch.draft.assigns_chat,
        state=ManualState.SENT.value,
        created_at=now,
        expires_at=now + timedelta(minutes=batch.draft.minutes),
    )
    db.session.add(row)
    db.session.flush()
    sent = manual_snapshot(row)
    publish(events.ManualInvitationChanged(at=now, manual=sent))
    return sent


def _end_one(number: int, state: ManualState, now: datetime) -> bool:
    """End one that nobody has locked yet; False where it is over, or its visitor is forgotten."""
    whose = (
        select(Visitor.key)
        .join(ManualInvitation, ManualInvitation.visitor_id == Visitor.id)
        .where(ManualInvitation.id == number)
    )
    with transaction() as publish:
        visitor_service.lock_visitor(db.session.execute(whose).scalar_one_or_none() or "")
        row = _row(number)
        if row is None or (state is ManualState.GONE and row.state not in UNARRIVED):
            return False
        return end(publish, row, state, now)


def _row(number: int) -> ManualInvitation | None:
    return db.session.get(ManualInvitation, number, populate_existing=True)

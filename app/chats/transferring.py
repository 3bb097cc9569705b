"""Offering a chat to a colleague or a department: it stays with its owner until somebody takes it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, update

from app.chats import accepting, access, notes, posting, queries
from app.chats.colleagues import online_in
from app.chats.models import Chat, ChatTransfer
from app.chats.refusing import AlreadyOffered, demand_owner, no_longer_offered
from app.departments.queries import all_departments
from app.domain import events
from app.domain.errors import Conflict, InvalidInput
from app.domain.roles import Permission
from app.domain.snapshots import ChatSnapshot, ChatState, OperatorSnapshot, PresenceState, TransferSnapshot
from app.domain.translation import N_
from app.foundation.database import Publish, db, transaction
from app.foundation.login import demand, may
from app.foundation.secrets import new_key
from app.foundation.text import clean_text
from app.operators.queries import operator_by_id, presence_of

NOTE_LIMIT = 2_000


def offer_to_colleague(
    chat_key: str, operator: OperatorSnapshot, colleague_id: int, note: str, now: datetime
) -> ChatSnapshot:
    """Offer a chat of one's own to somebody who is online now."""
    colleague = operator_by_id(colleague_id)
    if colleague is None or not colleague.is_active:
        raise InvalidInput(N_("there is no such colleague"), field="operator", code="unknown_operator")
    state = presence_of(colleague.id, now)
    if state is not PresenceState.ONLINE:
        is_away = state is PresenceState.AWAY
        words = N_("%(name)s is away right now") if is_away else N_("%(name)s is not here right now")
        code = "colleague_away" if is_away else "colleague_gone"
        raise Conflict(words, field="operator", code=code, values={"name": colleague.name})
    target = ChatTransfer(to_operator_id=colleague.id)
    return _offer(chat_key, operator, target, note, now)


def offer_to_department(
    chat_key: str, operator: OperatorSnapshot, department_id: int, note: str, now: datetime
) -> ChatSnapshot:
    """Offer a chat of one's own to whoever of a department takes it first; somebody of it must be online."""
    department = next((each for each in all_departments() if each.id == department_id), None)
    if department is None:
        raise InvalidInput(N_("there is no such department"), field="department", code="unknown_department")
    if not online_in(department.id, now):
        words = N_("nobody of %(name)s is online")
        raise Conflict(words, field="department", code="nobody_there", values={"name": department.name})
    return _offer(chat_key, operator, ChatTransfer(to_department_id=department.id), note, now)


def _offer(chat_key: str, operator: OperatorSnapshot, row: ChatTransfer, note: str, now: datetime) -> ChatSnapshot:
    demand(operator, Permission.TRANSFER_CHATS)
    if len(note) > NOTE_LIMIT:
        words = N_("a note has at most %(limit)s characters")
        raise InvalidInput(words, field="note", code="too_long", values={"limit": NOTE_LIMIT})
    with transaction() as publish:
        chat_id = access.operator_chat_id(chat_key, operator)
        posting.lock(chat_id)
        chat = queries.chat_by_id(chat_id)
        demand_owner(chat, operator.id)
        if row.to_operator_id == operator.id:
            raise InvalidInput(N_("this chat is yours already"), field="operator", code="yourself")
        if chat.transfer is not None:
            raise AlreadyOffered(chat.transfer.operator_name or chat.transfer.department_name or "")
        row.chat_id, row.by_operator_id, row.by_name, row.at = chat_id, operator.id, operator.name, now
        row.note = clean_text(note, NOTE_LIMIT).strip()
        db.session.add(row)
        db.session.flush()
        if row.note:  # it stays in the chat when the offer is long gone
            notes.post_note(chat_key, operator, new_key(), row.note, now)
        return _changed(publish, chat_id, now)


def accept_transfer(chat_key: str, operator: OperatorSnapshot, now: datetime) -> ChatSnapshot:
    """Take a chat that is offered to one, or to one's department; accepting again changes nothing."""
    with transaction() as publish:
        chat_id = access.operator_chat_id(chat_key, operator)
        posting.lock(chat_id)
        chat = queries.chat_by_id(chat_id)
        offer = chat.transfer
        if offer is None and chat.operator_id == operator.id and chat.state is ChatState.ACTIVE:
            return chat
        if offer is None or not _is_meant(offer, operator):
            raise no_longer_offered(chat)
        if offer.department_id is not None:
            moved = update(Chat).where(Chat.id == chat_id).values(department_id=offer.department_id)
            db.session.execute(moved)
        accepting.hand_over(publish, chat_id, operator, "handed_over", chat.operator_name or offer.by_name, now)
        taken = queries.chat_by_id(chat_id)
        for told in {chat.operator_id, offer.by_operator_id} - {operator.id, None}:
            publish(events.ColleagueTold(at=now, chat=taken, operator_id=told or 0, code="accepted", by=operator.name))
        return taken


def decline_transfer(chat_key: str, operator: OperatorSnapshot, now: datetime) -> ChatSnapshot:
    """Say no to a chat that is offered to one in person; it stays where it is, and whoever offered it is told."""
    with transaction() as publish:
        chat_id = access.operator_chat_id(chat_key, operator)
        offer = _taken_away(chat_id, ChatTransfer.to_operator_id == operator.id)
        return _told(publish, chat_id, offer, "declined", operator.name, now)


def withdraw_transfer(chat_key: str, operator: OperatorSnapshot, now: datetime) -> ChatSnapshot:
    """Take an offer back; for whoever has the chat, and for those who may take over chats."""
    with transaction() as publish:
        chat_id = access.operator_chat_id(chat_key, operator)
        posting.lock(chat_id)
        chat = queries.chat_by_id(chat_id)
        if not may(operator, Permission.TAKE_OVER_CHATS):
            demand_owner(chat, operator.id)
        _taken_away(chat_id)
        return _told(publish, chat_id, chat.transfer, "withdrawn", operator.name, now)


def _taken_away(chat_id: int, *conditions: ColumnElement[bool]) -> TransferSnapshot | None:
    """Delete the offer under the chat's lock; what it was, or None where somebody was faster."""
    posting.lock(chat_id)
    offer = queries.chat_by_id(chat_id).transfer
    gone = delete(ChatTransfer).where(ChatTransfer.chat_id == chat_id, *conditions).returning(ChatTransfer.chat_id)
    return offer if db.session.execute(gone).first() is not None else None


def _told(
    publish: Publish, chat_id: int, offer: TransferSnapshot | None, code: str, by: str, now: datetime
) -> ChatSnapshot:
    """Tell the other side of an offer that it is over; where there is none any more, say whose the chat is."""
    chat = queries.chat_by_id(chat_id)
    if offer is None:
        raise no_longer_offered(chat)
    told = offer.by_operator_id if code == "declined" else offer.operator_id
    if told is not None:
        publish(events.ColleagueTold(at=now, chat=chat, operator_id=told, code=code, by=by))
    return _changed(publish, chat_id, now)


def _is_meant(offer: TransferSnapshot, operator: OperatorSnapshot) -> bool:
    if offer.operator_id is not None:
        return offer.operator_id == operator.id
    return not operator.departments or offer.department_id in operator.departments


def _changed(publish: Publish, chat_id: int, now: datetime) -> ChatSnapshot:
    chat = queries.chat_by_id(chat_id)
    publish(events.ChatChanged(at=now, chat=chat))
    return chat

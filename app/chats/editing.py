"""Changing and taking back what was said, with its history, and only as long as nobody else has changed it meanwhile.

Operators change their own messages; who may change everybody's (``chats.edit_all_messages``) changes other operators'
too, and may take back what a visitor wrote, for instance the number of a card. Nobody puts words into a visitor's
mouth, and visitors change nothing: what was answered must stay what was asked. Invitations, automatic messages and
system lines stay as they are. A closed chat can be changed like an open one.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from app.chats import access, message_queries, posting, queries
from app.chats.models import Chat, Message, MessageVersion
from app.domain import events
from app.domain.errors import Conflict, Forbidden, NotFound
from app.domain.roles import Permission
from app.domain.snapshots import (
    MessageSnapshot,
    MessageVersionSnapshot,
    OperatorSnapshot,
    SenderKind,
)
from app.domain.translation import N_
from app.foundation.database import Publish, db, transaction
from app.foundation.login import demand, may


class ChangedMeanwhile(Conflict):
    """Somebody else has changed the message; ``present`` is how it reads now."""

    default_code = "changed_meanwhile"

    def __init__(self, message: MessageSnapshot) -> None:
        super().__init__(N_("somebody else has changed this message meanwhile"))
        self.present = message


def edit(
    chat_key: str, number: int, operator: OperatorSnapshot, text: str, change: int, now: datetime
) -> MessageSnapshot:
    """Give a message another text. ``change`` is the number of the last change that the operator has seen of it.

    Saying the same again changes nothing. Raises ChangedMeanwhile, and Conflict for a message that was taken back.
    """
    cleaned = posting.checked_text(text)
    with transaction() as publish:
        chat_id, row = _locked(chat_key, number, operator)
        _demand_edit(row, operator)
        if row.deleted_at is not None:
            raise Conflict(N_("this message has been deleted"), code="message_deleted")
        if row.text == cleaned:
            return message_queries.message_of(chat_id, number)
        _demand_unchanged(chat_id, row, change)
        return _change(publish, chat_id, row, operator, cleaned, now)


def delete(chat_key: str, number: int, operator: OperatorSnapshot, change: int, now: datetime) -> MessageSnapshot:
    """Take a message back: its words remain in its history alone. Taking it back again changes nothing."""
    with transaction() as publish:
        chat_id, row = _locked(chat_key, number, operator)
        _demand_delete(row, operator)
        if row.deleted_at is not None:
            return message_queries.message_of(chat_id, number)
        _demand_unchanged(chat_id, row, change)
        return _change(publish, chat_id, row, operator, None, now)


def history(chat_key: str, number: int, operator: OperatorSnapshot) -> tuple[MessageVersionSnapshot, ...]:
    """What a message said before, oldest first; for those who may change it."""
    chat_id = access.operator_chat_id(chat_key, operator)
    _demand_delete(_message(chat_id, number), operator)
    return message_queries.versions_of(chat_id, number)


def _locked(chat_key: str, number: int, operator: OperatorSnapshot) -> tuple[int, Message]:
    chat_id = access.operator_chat_id(chat_key, operator)
    posting.lock(chat_id)
    return chat_id, _message(chat_id, number)


def _message(chat_id: int, number: int) -> Message:
    wanted = select(Message).where(Message.chat_id == chat_id, Message.number == number)
    row = db.session.execute(wanted.execution_options(populate_existing=True)).scalar_one_or_none()
    if row is None:
        raise NotFound(N_("there is no such message"), field="message", code="unknown_message")
    return row


def _demand_edit(row: Message, operator: OperatorSnapshot) -> None:
    if row.sender != SenderKind.OPERATOR.value or row.html is not None or row.file_id is not None:
        raise Forbidden(N_("only what an operator wrote can be changed"), code="not_changeable")
    _demand_rights(row, operator)


def _demand_delete(row: Message, operator: OperatorSnapshot) -> None:
    if row.sender not in (SenderKind.OPERATOR.value, SenderKind.VISITOR.value):
        raise Forbidden(N_("only what a person wrote can be deleted"), code="not_changeable")
    _demand_rights(row, operator)


def _demand_rights(row: Message, operator: OperatorSnapshot) -> None:
    is_own = row.sender == SenderKind.OPERATOR.value and row.operator_id == operator.id
    if not (is_own and may(operator, Permission.EDIT_OWN_MESSAGES)):
        demand(operator, Permission.EDIT_ALL_MESSAGES)


def _demand_unchanged(chat_id: int, row: Message, change: int) -> None:
    if row.change != change:
        raise ChangedMeanwhile(message_queries.message_of(chat_id, row.number))


def _change(
    publish: Publish, chat_id: int, row: Message, operator: OperatorSnapshot, text: str | None, now: datetime
) -> MessageSnapshot:
    """Write what it said into the history and the new text (None: taken back) into the message, as the next change."""
    next_change = update(Chat).where(Chat.id == chat_id).values(last_change=Chat.last_change + 1)
    change = db.session.execute(next_change.returning(Chat.last_change)).scalar_one()
    version = MessageVersion(
        message_id=row.id, text=row.text, operator_id=operator.id, operator_name=operator.name, at=now
    )
    db.session.add(version)
    row.change = change
    row.text = text or ""
    if text is None:
        row.deleted_at = now
    else:
        row.edited_at = now
    db.session.flush()
    message = message_queries.message_of(chat_id, row.number)
    publish(events.MessageChanged(at=now, chat=queries.chat_by_id(chat_id), message=message))
    return message

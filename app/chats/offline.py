"""Everything that is written about offline messages: leaving one, taking, answering, noting, closing, deleting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.chats import archive_index, offline_letters, posting
from app.chats.offline_models import OfflineEntry, OfflineMessage
from app.chats.offline_queries import (
    EntryKind,
    OfflineSnapshot,
    OfflineState,
    offline_message,
    offline_message_by_id,
)
from app.chats.offline_settings import Asked, OfflineForm, present_form
from app.domain import events
from app.domain.errors import Conflict, InvalidInput
from app.domain.roles import Permission
from app.domain.snapshots import OperatorSnapshot, PageSnapshot, VisitorSnapshot
from app.domain.translation import N_
from app.foundation import mail
from app.foundation.database import Publish, db, transaction
from app.foundation.login import demand
from app.foundation.mail_addresses import checked_address
from app.foundation.secrets import new_key
from app.foundation.text import clean_line, clean_text
from app.operators import audit
from app.visitors import service as visitors

LONGEST_NAME = 100
LONGEST_PHONE = 60
LONGEST_ANSWER = 20_000
LONGEST_NOTE = 5_000


class AlreadyTaken(Conflict):
    """Two operators took the same offline message; ``by`` is the name of the one who got it."""

    default_code = "already_taken"

    def __init__(self, by: str) -> None:
        super().__init__(N_("%(name)s has taken this message"), values={"name": by})
        self.by = by


@dataclass(frozen=True, slots=True)
class Left:
    """What a visitor filled in, as it came."""

    client_id: str
    text: str
    name: str = ""
    email: str = ""
    phone: str = ""
    has_consented: bool = False


def leave(
    publish: Publish, visitor: VisitorSnapshot, left: Left, *, department_id: int | None, page: PageSnapshot | None,
    language: str | None, now: datetime,
) -> tuple[OfflineSnapshot, bool]:  # fmt: skip
    """Store what a visitor wrote while nobody was there, and tell those who should know; whether it is new.

    The same ``client_id`` again gives the same message. Runs in the caller's transaction, which holds the visitor's
    row. Letters leave with the commit; without a mail server the message is kept all the same.
    """
    client_id = posting.checked_client_id(left.client_id)
    known = db.session.execute(
        select(OfflineMessage.id).where(OfflineMessage.visitor_id == visitor.id, OfflineMessage.client_id == client_id)
    ).scalar_one_or_none()
    if known is not None:
        return offline_message_by_id(known), False
    form = present_form()
    fields = _checked(left, form)
    row = OfflineMessage(
        key=new_key(),
        visitor_id=visitor.id,
        client_id=client_id,
        department_id=department_id,
        **fields,
        text=posting.checked_text(left.text),
        consent=form.consent or None,
        page_url=page.url if page else None,
        page_title=page.title if page else None,
        country=visitor.country,
        language=language,
        state=OfflineState.NEW.value,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    visitors.identify(publish, visitor.key, name=fields["name"], email=fields["email"], now=now)
    archive_index.index_offline(row.id)
    message = offline_message_by_id(row.id)
    offline_letters.tell_the_team(message)
    _announce(publish, message, now)
    return message, True


def take(key: str, operator: OperatorSnapshot, now: datetime, *, even_from: int | None = None) -> OfflineSnapshot:
    """Take what nobody has; of two who try, one wins and the other learns who.

    ``even_from`` is the number of the colleague from whom it is taken over. Taking one's own again changes nothing.
    """
    with transaction() as publish:
        message = _lock(key, operator)
        free = OfflineMessage.operator_id.is_(None)
        won = db.session.execute(
            update(OfflineMessage)
            .where(
                OfflineMessage.id == message.id,
                OfflineMessage.state != OfflineState.CLOSED.value,
                free if even_from is None else or_(free, OfflineMessage.operator_id == even_from),
            )
            .values(operator_id=operator.id, operator_name=operator.name, state=_state_when_taken(message))
            .returning(OfflineMessage.id)
        ).first()
        if won is None:
            _refuse_taking(offline_message_by_id(message.id), operator)
            return offline_message_by_id(message.id)
        _step(message.id, EntryKind.TOOK, operator, now)
        return _changed(publish, message.id, now)


def answer(key: str, operator: OperatorSnapshot, client_id: str, text: str, now: datetime) -> OfflineSnapshot:
    """Answer by e-mail; the letter leaves when this is committed. The same ``client_id`` again is the same answer.

    Who answers what nobody has takes it. Raises Conflict where a colleague has it, or no letter can be sent.
    """
    cleaned = _said(text, LONGEST_ANSWER)
    with transaction() as publish:
        message = _lock(key, operator)
        if _is_repeated(message.id, posting.checked_client_id(client_id)):
            return message
        if message.operator_id not in (None, operator.id):
            raise AlreadyTaken(message.operator_name or "")
        if message.email is None:
            raise Conflict(N_("this visitor left no e-mail address"), code="no_address")
        if not mail.is_configured():
            raise Conflict(N_("no mail server is set, so nothing can be sent"), code="no_mail_server")
        letter_id = offline_letters.send_answer(message, operator, cleaned)
        _step(message.id, EntryKind.ANSWER, operator, now, text=cleaned, client_id=client_id, letter_id=letter_id)
        db.session.execute(
            update(OfflineMessage)
            .where(OfflineMessage.id == message.id)
            .values(
                operator_id=operator.id, operator_name=operator.name, state=OfflineState.ANSWERED.value,
                answered_at=now, closed_at=None,
            )
        )  # fmt: skip
        archive_index.index_offline(message.id)
        return _changed(publish, message.id, now)


def add_note(key: str, operator: OperatorSnapshot, client_id: str, text: str, now: datetime) -> OfflineSnapshot:
    """Write down something for colleagues; the visitor never sees it."""
    cleaned = _said(text, LONGEST_NOTE)
    with transaction():
        message = _lock(key, operator)
        if not _is_repeated(message.id, posting.checked_client_id(client_id)):
            _step(message.id, EntryKind.NOTE, operator, now, text=cleaned, client_id=client_id)
        return message


def close(key: str, operator: OperatorSnapshot, now: datetime) -> OfflineSnapshot:
    """Nothing more is to be done; closing twice changes nothing."""
    with transaction() as publish:
        message = _lock(key, operator)
        if message.state is OfflineState.CLOSED:
            return message
        values = {"state": OfflineState.CLOSED.value, "closed_at": now}
        db.session.execute(update(OfflineMessage).where(OfflineMessage.id == message.id).values(**values))
        _step(message.id, EntryKind.CLOSED, operator, now)
        return _changed(publish, message.id, now)


def reopen(key: str, operator: OperatorSnapshot, now: datetime) -> OfflineSnapshot:
    """There is something to be done after all, and whoever says so does it."""
    with transaction() as publish:
        message = _lock(key, operator)
        if message.state is not OfflineState.CLOSED:
            return message
        values = {"state": OfflineState.TAKEN.value, "closed_at": None, "operator_id": operator.id}
        named = {**values, "operator_name": operator.name}
        db.session.execute(update(OfflineMessage).where(OfflineMessage.id == message.id).values(**named))
        _step(message.id, EntryKind.REOPENED, operator, now)
        return _changed(publish, message.id, now)


def delete_offline(key: str, operator: OperatorSnapshot, now: datetime) -> None:
    """Delete one with its answers and notes; it leaves the archive too."""
    demand(operator, Permission.DELETE_ARCHIVE)
    with transaction():
        message = offline_message(key, operator)
        db.session.execute(delete(OfflineMessage).where(OfflineMessage.id == message.id))
        audit.record(operator, audit.Action.OFFLINE_MESSAGE_DELETED, message.name or message.key, now=now)


def _checked(left: Left, form: OfflineForm) -> dict[str, str | None]:
    given = {
        "name": clean_line(left.name, LONGEST_NAME),
        "email": clean_line(left.email, 300),
        "phone": clean_line(left.phone, LONGEST_PHONE),
    }
    asked: Mapping[str, Asked] = {"name": form.name, "email": form.email, "phone": form.phone}
    for field, value in given.items():
        if asked[field] is Asked.HIDDEN:
            given[field] = ""
        elif asked[field] is Asked.REQUIRED and not value:
            raise InvalidInput("this is needed, so that you can be answered", field=field, code="required")
    if given["email"]:
        given["email"] = checked_address(given["email"])
    if form.consent and not left.has_consented:
        raise InvalidInput("please agree first", field="consent", code="required")
    return {field: value or None for field, value in given.items()}


def _said(text: str, most: int) -> str:
    if len(text) > most:
        raise InvalidInput(N_("this is too long"), field="text", code="too_long")
    cleaned = clean_text(text, most).strip()
    if not cleaned:
        raise InvalidInput(N_("write something first"), field="text", code="empty")
    return cleaned


def _lock(key: str, operator: OperatorSnapshot) -> OfflineSnapshot:
    demand(operator, Permission.ANSWER_OFFLINE)
    message = offline_message(key, operator)
    db.session.execute(select(OfflineMessage.id).where(OfflineMessage.id == message.id).with_for_update())
    return offline_message_by_id(message.id)


def _state_when_taken(message: OfflineSnapshot) -> str:
    return (OfflineState.TAKEN if message.state is OfflineState.NEW else message.state).value


def _refuse_taking(message: OfflineSnapshot, operator: OperatorSnapshot) -> None:
    if message.state is OfflineState.CLOSED:
        raise Conflict(N_("this message is closed; reopen it first"), code="closed")
    if message.operator_id != operator.id:
        raise AlreadyTaken(message.operator_name or "")


def _is_repeated(offline_id: int, client_id: str) -> bool:
    found = select(OfflineEntry.id).where(OfflineEntry.offline_id == offline_id, OfflineEntry.client_id == client_id)
    return db.session.execute(found).first() is not None


def _step(offline_id: int, kind: EntryKind, operator: OperatorSnapshot, now: datetime, **fields: Any) -> None:
    row = OfflineEntry(
        offline_id=offline_id,
        kind=kind.value,
        operator_id=operator.id or None,
        operator_name=operator.name,
        at=now,
        **{"text": "", **fields},
    )
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict(N_("this is being stored already; try again"), code="busy") from error


def _changed(publish: Publish, offline_id: int, now: datetime) -> OfflineSnapshot:
    message = offline_message_by_id(offline_id)
    _announce(publish, message, now)
    return message


def _announce(publish: Publish, message: OfflineSnapshot, now: datetime) -> None:
    publish(
        events.OfflineMessageChanged(now, message.key, message.state.value, message.department_id, message.operator_id)
    )

"""Sending a file: looked into before anything is kept, then one file is one message, once, like every other message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from limits import RateLimitItemPerHour
from sqlalchemy import func, select

from app.chats import access, keeping_out, posting
from app.chats.models import Chat, ChatFile
from app.chats.site_settings import FileRules, file_rules
from app.domain.errors import BeckonError, Conflict, Forbidden, StorageFull, TooLarge, TooManyRequests
from app.domain.roles import Permission
from app.domain.snapshots import ChatState, MessageSnapshot, OperatorSnapshot, SenderKind
from app.domain.translation import N_
from app.foundation import kept_files
from app.foundation.database import db, transaction
from app.foundation.file_kinds import FIELD, CheckedFile, checked_file, checked_name
from app.foundation.file_transfer import UploadedFile
from app.foundation.heavy_work import beside
from app.foundation.limits import address_key, is_allowed
from app.foundation.login import demand

T = TypeVar("T")
A_DAY = timedelta(days=1)
OF_A_PANEL = RateLimitItemPerHour(60)
OF_AN_ADDRESS = RateLimitItemPerHour(300)
OF_AN_OPERATOR = RateLimitItemPerHour(600)
VISITOR_BYTES_A_DAY = 150 * 1024 * 1024


def send_from_visitor(
    chat_key: str,
    visitor_id: int,
    panel_secret: str,
    client_id: str,
    file: UploadedFile,
    now: datetime,
    *,
    address: str | None = None,
) -> MessageSnapshot:
    """The visitor sends a file; returns when it is on disk. Repeating a ``client_id`` returns the first message."""
    keeping_out.demand_welcome_in(chat_key, visitor_id, panel_secret, address, now)
    chat_id = access.visitor_chat_id(chat_key, visitor_id, panel_secret)
    rules = _rules_for_visitors()
    name = db.session.execute(select(Chat.visitor_name).where(Chat.id == chat_id)).scalar_one()
    draft = posting.visitor_draft(name, client_id, checked_name(file.name))
    return _send(chat_id, draft, file, rules, lambda: _demand_room(visitor_id, len(file.content), now), now)


def begin_from_visitor(
    visitor_id: int, file: UploadedFile, begin: Callable[[posting.FileDraft], T], now: datetime
) -> T:
    """The visitor begins a chat with a file: it is looked into and kept, then ``begin`` stores the chat with it."""
    rules = _rules_for_visitors()
    _demand_room(visitor_id, len(file.content), now)
    return _keep(_looked_into(file, rules), begin)


def send_from_operator(
    chat_key: str, operator: OperatorSnapshot, client_id: str, file: UploadedFile, now: datetime
) -> MessageSnapshot:
    """The operator sends a file into a chat of theirs; returns when it is on disk."""
    demand(operator, Permission.SEND_FILES)
    chat_id = access.operator_chat_id(chat_key, operator)
    draft = posting.Draft(
        sender=SenderKind.OPERATOR,
        sender_key=f"operator:{operator.id}",
        sender_name=operator.name,
        text=posting.checked_text(checked_name(file.name)),
        client_id=posting.checked_client_id(client_id),
        operator_id=operator.id,
    )
    return _send(chat_id, draft, file, file_rules(), lambda: _demand_owner(chat_id, operator.id), now)


def demand_pace_of_visitor(panel_secret: str, address: str | None) -> None:
    """Refuse a visitor who sends too many files; to be asked before a file is looked into."""
    network = address_key(address)
    if not is_allowed(OF_A_PANEL, "files", "panel", panel_secret) or not is_allowed(
        OF_AN_ADDRESS, "files", "address", network
    ):
        raise _too_many()


def demand_pace_of_operator(operator_id: int) -> None:
    """Refuse an operator who sends too many files."""
    if not is_allowed(OF_AN_OPERATOR, "files", "operator", str(operator_id)):
        raise _too_many()


def _send(
    chat_id: int, draft: posting.Draft, file: UploadedFile, rules: FileRules, allow: Callable[[], None], now: datetime
) -> MessageSnapshot:
    """``allow`` raises where this sender may not; it is asked before the file is looked into and when it is stored."""
    repeated = posting.same_message(chat_id, draft)
    if repeated is not None:
        return repeated
    if db.session.execute(select(Chat.state).where(Chat.id == chat_id)).scalar_one() == ChatState.CLOSED.value:
        raise Conflict("the chat is closed", code="chat_closed")
    allow()
    checked = _looked_into(file, rules)

    def store(kept: posting.FileDraft) -> MessageSnapshot:
        with transaction() as publish:
            allow()
            return posting.post(publish, chat_id, replace(draft, file=kept), now)

    return _keep(checked, store)


def _looked_into(file: UploadedFile, rules: FileRules) -> CheckedFile:
    """The file as it may be kept; nothing is read from the database meanwhile."""
    db.session.rollback()
    if len(file.content) > rules.bytes:
        limit = rules.bytes // 1024**2
        values = {"name": checked_name(file.name)[:80], "limit": limit}
        raise TooLarge(
            N_("“%(name)s” is too large: a file may have at most %(limit)s MB"),
            field=FIELD,
            code="file_too_large",
            values=values,
        )
    checked = beside(checked_file, file.content, file.name, file.declared, rules.groups)
    if not kept_files.has_room(len(checked.content)):
        raise StorageFull(N_("the disk of the server is full, so no file can be taken now"), field=FIELD)
    return checked


def _keep(checked: CheckedFile, store: Callable[[posting.FileDraft], T]) -> T:
    """Bytes first, then the message that ``store`` makes; bytes whose message was not stored go again."""
    stored_name = kept_files.keep(checked.content)
    kept = posting.FileDraft(
        checked.name, checked.media_type, len(checked.content), checked.width, checked.height, stored_name
    )
    try:
        made = store(kept)
    except BeckonError:
        kept_files.remove([stored_name])
        raise
    if db.session.execute(select(ChatFile.id).where(ChatFile.stored_name == stored_name)).first() is None:
        kept_files.remove([stored_name])  # the message had been stored before, with its own bytes
    return made


def _rules_for_visitors() -> FileRules:
    rules = file_rules()
    if not rules.from_visitors:
        raise Forbidden(N_("files cannot be sent here"), field=FIELD, code="files_off")
    return rules


def _demand_owner(chat_id: int, operator_id: int) -> None:
    owner = db.session.execute(select(Chat.operator_id).where(Chat.id == chat_id)).scalar_one_or_none()
    if owner != operator_id:
        raise Conflict("accept the chat before you answer", code="not_yours")


def _demand_room(visitor_id: int, size: int, now: datetime) -> None:
    sent = (
        select(func.coalesce(func.sum(ChatFile.size), 0))
        .join(Chat, Chat.id == ChatFile.chat_id)
        .where(Chat.visitor_id == visitor_id, ChatFile.at > now - A_DAY)
    )
    if db.session.execute(sent).scalar_one() + size > VISITOR_BYTES_A_DAY:
        raise _too_many()


def _too_many() -> TooManyRequests:
    return TooManyRequests(N_("those were many files; wait a while before you send more"), field=FIELD)

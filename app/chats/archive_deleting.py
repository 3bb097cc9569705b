"""Deleting chats for good: their messages, notes, files and every trace in the search go with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from app.chats import access, file_sweeping
from app.chats.archive_filter import ArchiveFilter, Kind, chats_of, offline_of
from app.chats.models import Chat
from app.chats.offline_models import OfflineMessage
from app.domain.errors import Conflict
from app.domain.roles import Permission
from app.domain.snapshots import ChatState, OperatorSnapshot
from app.domain.translation import N_
from app.foundation import clock
from app.foundation.database import Publish, db, transaction
from app.foundation.login import demand
from app.operators import audit

AT_ONCE = 100
IN_ONE_GO = 2_000


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many went, how many are left to be deleted, and how many stay because they are open."""

    number: int
    left: int
    open: int


def delete_chat(key: str, operator: OperatorSnapshot, now: datetime) -> None:
    """Delete one chat; raises Conflict while it is open."""
    demand(operator, Permission.DELETE_ARCHIVE)
    with transaction() as publish:
        chat = access.chat_for_operator(key, operator)
        db.session.execute(select(Chat.id).where(Chat.id == chat.id).with_for_update())
        if access.chat_for_operator(key, operator).state is not ChatState.CLOSED:
            raise Conflict(N_("this chat is open; close it first"), code="open_chat")
        _delete(publish, [chat.id], now)
        audit.record(operator, audit.Action.CHAT_DELETED, chat.visitor_name or chat.key, {"chat": chat.key}, now=now)


def delete_found(
    wanted: ArchiveFilter, operator: OperatorSnapshot, now: datetime, *, told: Mapping[str, object]
) -> Deleted:
    """Delete the closed chats and the offline messages that are found, at most 2,000 at a time.

    ``told`` is what the audit log keeps about the filter.
    """
    demand(operator, Permission.DELETE_ARCHIVE)
    gone = 0
    while gone < IN_ONE_GO:
        with transaction() as publish:
            ids = _some(wanted, operator) if wanted.kind is not Kind.OFFLINE else []
            offline = [] if ids else _some_offline(wanted, operator)
            _delete(publish, ids, now)
            db.session.execute(delete(OfflineMessage).where(OfflineMessage.id.in_(offline)))
            number = len(ids) + len(offline)
            if number:
                audit.record(operator, audit.Action.CHAT_DELETED, str(number), {**told, "number": number}, now=now)
        gone += number
        if not number:
            break
        clock.sleep(0)  # others may work before the next hundred
    return Deleted(gone, *_what_is_left(wanted, operator))


def _delete(publish: Publish, ids: list[int], now: datetime) -> None:
    if ids:
        file_sweeping.forget_files(publish, Chat.id.in_(ids), now)
        db.session.execute(delete(Chat).where(Chat.id.in_(ids)))


def _some(wanted: ArchiveFilter, operator: OperatorSnapshot) -> list[int]:
    closed = select(Chat.id).where(*chats_of(wanted, operator), Chat.state == ChatState.CLOSED.value)
    return list(db.session.execute(closed.order_by(Chat.id).limit(AT_ONCE)).scalars())


def _some_offline(wanted: ArchiveFilter, operator: OperatorSnapshot) -> list[int]:
    if wanted.kind is Kind.CHAT or wanted.asks_of_chats_only:
        return []
    found = select(OfflineMessage.id).where(*offline_of(wanted, operator)).order_by(OfflineMessage.id)
    return list(db.session.execute(found.limit(AT_ONCE)).scalars())


def _what_is_left(wanted: ArchiveFilter, operator: OperatorSnapshot) -> tuple[int, int]:
    left = is_open = 0
    if wanted.kind is not Kind.OFFLINE:
        rows = select(Chat.state, func.count()).where(*chats_of(wanted, operator)).group_by(Chat.state)
        for state, number in db.session.execute(rows):
            if state == ChatState.CLOSED.value:
                left += number
            else:
                is_open += number
    if wanted.kind is not Kind.CHAT and not wanted.asks_of_chats_only:
        rest = select(func.count()).select_from(OfflineMessage).where(*offline_of(wanted, operator))
        left += db.session.execute(rest).scalar_one()
    return left, is_open

"""Blocking a visitor from the desk, and refusing what somebody on the block list writes, whichever way it comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.chats import access, closing, posting, queries
from app.chats.models import Chat
from app.domain.errors import Forbidden, InvalidInput, NotFound
from app.domain.roles import Permission
from app.domain.snapshots import ChatState, OperatorSnapshot, SenderKind
from app.domain.translation import N_
from app.foundation.database import db, locked, transaction
from app.foundation.login import demand
from app.visitors.block_models import Block
from app.visitors.blocking import BlockKind, BlockSnapshot, block, blocked_by, is_kept_out, unblock
from app.visitors.models import Visitor

REASON = "blocked"
LONGEST_SECONDS = 10 * 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class KeptOut:
    """The blocks that were made, and the keys of the chats that ended."""

    blocks: tuple[BlockSnapshot, ...]
    chats: tuple[str, ...]


def block_visitor(
    visitor_key: str, operator: OperatorSnapshot, now: datetime, *,
    seconds: int | None, note: str = "", with_email: bool = False,
) -> KeptOut:  # fmt: skip
    """Keep a visitor away for so many seconds, None: until somebody lifts it; also by their e-mail if that is wanted.

    Open chats of theirs that the operator may see end at once, with the reason ``blocked``.
    """
    demand(operator, Permission.BLOCK_VISITORS)
    if seconds is not None and not 0 < seconds <= LONGEST_SECONDS:
        raise InvalidInput(N_("choose a time from the list"), field="seconds")
    until = None if seconds is None else now + timedelta(seconds=seconds)
    with transaction() as publish:
        visitor = db.session.execute(select(Visitor.id, Visitor.email).where(Visitor.key == visitor_key)).one_or_none()
        if visitor is None:
            raise NotFound(N_("there is no such visitor"), code="unknown_visitor")
        made = [block(BlockKind.VISITOR, visitor_key, operator, now, note=note, expires_at=until)]
        if with_email and visitor.email:
            made.append(block(BlockKind.EMAIL, visitor.email, operator, now, note=note, expires_at=until))
        open_chats = select(Chat.id, Chat.key).where(
            Chat.visitor_id == visitor.id, Chat.state != ChatState.CLOSED.value, queries.visible_to(operator)
        )
        rows = db.session.execute(locked(open_chats.order_by(Chat.id))).all()
        for row in rows:
            by = SenderKind.OPERATOR.value
            closing.end(publish, row.id, "ended_by_operator", by, operator.name, now, reason=REASON)
    return KeptOut(tuple(made), tuple(row.key for row in rows))


def unblock_visitor(visitor_key: str, operator: OperatorSnapshot, now: datetime) -> None:
    """Lift the block of this one visitor; raises NotFound where there is none."""
    found = select(Block.key).where(Block.kind == BlockKind.VISITOR.value, Block.value == visitor_key)
    key = db.session.execute(found).scalar_one_or_none()
    unblock(key or "", operator, now)


def demand_welcome(visitor_key: str | None, address: str | None, now: datetime, *, email: str | None = None) -> None:
    """Refuse what somebody writes who is on the block list; ``email`` is one that they give now."""
    if is_kept_out(visitor_key, address, now, email=email):
        raise _not_taken()


def demand_welcome_in(chat_key: str, visitor_id: int, panel_secret: str, address: str | None, now: datetime) -> None:
    """Refuse what somebody on the block list writes into their chat, and end it, so that both sides know.

    Who was blocked by address, e-mail or country may have an open chat, which ends when they next write into it.
    """
    visitor_key = db.session.execute(select(Visitor.key).where(Visitor.id == visitor_id)).scalar_one_or_none()
    found = blocked_by(visitor_key=visitor_key, address=address, now=now)
    if found is None:
        return
    with transaction() as publish:
        chat_id = access.visitor_chat_id(chat_key, visitor_id, panel_secret)
        posting.lock(chat_id)
        by = SenderKind.OPERATOR.value
        closing.end(publish, chat_id, "ended_by_operator", by, found.operator_name, now, reason=REASON)
    raise _not_taken()


def _not_taken() -> Forbidden:
    return Forbidden("messages from here are not taken at the moment", code="not_taken")

"""Keeps the archive's search true: what changed is read anew within seconds, and before anybody searches.

Triggers of the database note each changed piece of a chat (``archive_pending``); see ``archive_models``. A deleted chat
takes its pieces with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, delete, or_, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import TSVECTOR

from app.chats.archive_models import ArchivePending, ArchivePiece
from app.chats.archive_words import BREAK, stored_words
from app.chats.models import Chat, Message
from app.chats.offline_models import OfflineEntry, OfflineMessage
from app.domain.snapshots import SenderKind
from app.foundation import clock, jobs
from app.foundation.database import db, held, transaction
from app.foundation.unhurried import unhurried

PIECE = 20
"""Messages in one piece; the triggers say the same."""
AT_ONCE = 20
BEFORE_A_SEARCH = 500
LARGEST_POSITION = 16_383
"""PostgreSQL knows no greater place of a word."""
CHORE_SECONDS = 5.0
IN_ONE_ROUND = 300
ANSWER = "answer"
FIRST = 0


@jobs.every(CHORE_SECONDS, "archive.index")
def index_what_changed() -> None:
    """Read anew what has changed lately."""
    index_pending(IN_ONE_ROUND)


def index_pending(most: int = BEFORE_A_SEARCH) -> int:
    """Read changed pieces anew, at most so many; how many were read.

    A piece is crossed off and then read in one transaction: who changes it before is read, who changes it meanwhile
    waits and notes it anew, and of two who would read it at once the second finds it crossed off. On PostgreSQL each
    has a transaction of its own, so that two chats are never held at once. Others work in between.
    """
    at_once = AT_ONCE if is_sqlite() else 1
    read = 0
    while read < most:
        waiting = select(ArchivePending.chat_id, ArchivePending.number)
        found = db.session.execute(waiting.order_by(ArchivePending.chat_id).limit(min(AT_ONCE, most - read)))
        pieces = [(row.chat_id, row.number) for row in found]
        db.session.rollback()
        if not pieces:
            break
        for start in unhurried(range(0, len(pieces), at_once)):
            _index(pieces[start : start + at_once])
        read += len(pieces)
    return read


def index_offline(offline_id: int) -> None:
    """Read an offline message anew, in the caller's transaction; its answers can be found like itself."""
    row = db.session.execute(select(OfflineMessage).where(OfflineMessage.id == offline_id)).scalar_one()
    answers = db.session.execute(
        select(OfflineEntry.text)
        .where(OfflineEntry.offline_id == offline_id, OfflineEntry.kind == ANSWER)
        .order_by(OfflineEntry.id)
    ).scalars()
    words = stored_words([row.text, *answers])
    _store({"offline_id": offline_id}, FIRST, words, stored_words([row.name or "", row.email or ""]))


def is_sqlite() -> bool:
    """Which of the two databases this is."""
    return db.engine.dialect.name == "sqlite"


def _index(pieces: Sequence[tuple[int, int]]) -> None:
    with transaction():
        if not is_sqlite():
            db.session.execute(text("SET LOCAL synchronous_commit TO off"))
        _index_pieces(_crossed_off(pieces))
    clock.sleep(0)  # others may work before the next pieces


def _crossed_off(pieces: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of these that nobody else has crossed off. The chats first, in the order in which who deletes one holds."""
    chats = select(Chat.id).where(Chat.id.in_({chat_id for chat_id, _number in pieces})).order_by(Chat.id)
    db.session.execute(held(chats))
    these = tuple_(ArchivePending.chat_id, ArchivePending.number).in_(pieces)
    crossed = delete(ArchivePending).where(these).returning(ArchivePending.chat_id, ArchivePending.number)
    return sorted((row.chat_id, row.number) for row in db.session.execute(crossed))


def _index_pieces(pieces: Sequence[tuple[int, int]]) -> None:
    """Read these pieces whole, a question for all of them; a chat that is gone took its pieces with it."""
    chats = {chat_id for chat_id, _number in pieces}
    names = select(Chat.id, Chat.visitor_name, Chat.visitor_email).where(Chat.id.in_(chats))
    who = {row.id: [row.visitor_name or "", row.visitor_email or ""] for row in db.session.execute(names)}
    said: dict[tuple[int, int], list[str]] = {each: [] for each in pieces if each[0] in who}
    for row in db.session.execute(_said_in(said)) if said else ():
        said[row.chat_id, row.piece].append(row.text)
    for (chat_id, number), texts in said.items():
        named = stored_words(who[chat_id]) if number == FIRST else []
        _store({"chat_id": chat_id}, number, stored_words(texts), named)


def _said_in(pieces: Iterable[tuple[int, int]]) -> Select[int, int, str]:
    piece = (Message.number - 1) // PIECE
    wanted = ((Message.chat_id == chat_id) & _between(number) for chat_id, number in pieces)
    return (
        select(Message.chat_id, piece.label("piece"), Message.text)
        .where(or_(*wanted), Message.sender != SenderKind.SYSTEM.value, Message.deleted_at.is_(None))
        .order_by(Message.chat_id, Message.number)
    )


def _between(number: int) -> ColumnElement[bool]:
    return (Message.number > number * PIECE) & (Message.number <= (number + 1) * PIECE)


def _store(of: dict[str, int], number: int, body: list[str], who: list[str]) -> None:
    values = {"body": _stored(body), "who": _stored(who)}
    whose = [getattr(ArchivePiece, name) == value for name, value in of.items()]
    found = db.session.execute(
        update(ArchivePiece).where(*whose, ArchivePiece.number == number).values(**values).returning(ArchivePiece.id)
    ).first()
    if found is None:
        db.session.execute(ArchivePiece.__table__.insert().values(**of, number=number, **values))


def _stored(words: list[str]) -> Any:
    """The words as the database keeps them: with blanks between them, or as ``tsvector``."""
    if is_sqlite():
        return " ".join(words)
    places: dict[str, list[str]] = {}
    for place, word in enumerate(words, 1):
        if word != BREAK:
            places.setdefault(word, []).append(str(min(place, LARGEST_POSITION)))
    return cast(cast(" ".join(f"'{word}':{','.join(each)}" for word, each in places.items()), Text), TSVECTOR)

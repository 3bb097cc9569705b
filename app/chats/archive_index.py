"""Keeps the archive's search true: what changed is read anew within seconds, and before anybody searches.

Triggers of the database note each changed piece of a chat (``archive_pending``); see ``archive_models``. A deleted chat
takes its pieces with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Text, cast, delete, select, text, update
from sqlalchemy.dialects.postgresql import TSVECTOR

from app.chats.archive_models import ArchivePending, ArchivePiece
from app.chats.archive_words import BREAK, stored_words
from app.chats.models import Chat, Message
from app.chats.offline_models import OfflineEntry, OfflineMessage
from app.domain.snapshots import SenderKind
from app.foundation import jobs
from app.foundation.database import db, transaction

PIECE = 20
"""Messages in one piece; the triggers say the same."""
AT_ONCE = 50
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

    A piece is written in one transaction and crossed off in another, and only if nothing changed it in between. On
    PostgreSQL each has a transaction of its own, so that two chats are never held at once.
    """
    at_once = AT_ONCE if is_sqlite() else 1
    read = 0
    while read < most:
        waiting = select(ArchivePending.chat_id, ArchivePending.number, ArchivePending.touched)
        rows = db.session.execute(waiting.order_by(ArchivePending.chat_id).limit(min(AT_ONCE, most - read))).all()
        db.session.rollback()
        if not rows:
            break
        for start in range(0, len(rows), at_once):
            _index(rows[start : start + at_once])
        read += len(rows)
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


def _index(rows: Sequence[Any]) -> None:
    with transaction():
        if not is_sqlite():
            db.session.execute(text("SET LOCAL synchronous_commit TO off"))
        for row in rows:
            _index_piece(row.chat_id, row.number)
    with transaction():
        for row in rows:
            db.session.execute(
                delete(ArchivePending).where(
                    ArchivePending.chat_id == row.chat_id,
                    ArchivePending.number == row.number,
                    ArchivePending.touched == row.touched,
                )
            )


def _index_piece(chat_id: int, number: int) -> None:
    chat = db.session.execute(select(Chat.visitor_name, Chat.visitor_email).where(Chat.id == chat_id)).one_or_none()
    if chat is None:
        return
    said = db.session.execute(
        select(Message.text)
        .where(
            Message.chat_id == chat_id,
            Message.number > number * PIECE,
            Message.number <= (number + 1) * PIECE,
            Message.sender != SenderKind.SYSTEM.value,
            Message.deleted_at.is_(None),
        )
        .order_by(Message.number)
    ).scalars()
    who = stored_words([chat.visitor_name or "", chat.visitor_email or ""]) if number == FIRST else []
    _store({"chat_id": chat_id}, number, stored_words(list(said)), who)


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

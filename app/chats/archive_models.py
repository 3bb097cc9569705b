"""The tables behind the archive's search: what can be found, in pieces, and what has to be read anew.

Triggers of the database (made with the tables) write into ``archive_pending`` whenever a message or a name changes, so
nothing that writes messages has to know of the search. On SQLite the words of a piece are found by ``archive_words``,
an FTS5 table over the texts of ``archive_pieces``; on PostgreSQL the same columns hold ``tsvector`` with GIN indexes.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, db

WORDS = Text().with_variant(TSVECTOR(), "postgresql")


class ArchivePiece(db.Model):  # type: ignore[name-defined,misc]
    """The words of up to twenty messages of a chat, or of an offline message; ``who`` are those of name and e-mail."""

    __tablename__ = "archive_pieces"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    chat_id: Mapped[int | None] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"))
    offline_id: Mapped[int | None] = mapped_column(ForeignKey("offline_messages.id", ondelete="CASCADE"))
    number: Mapped[int]
    body: Mapped[str] = mapped_column(WORDS)
    who: Mapped[str] = mapped_column(WORDS)
    __table_args__ = (UniqueConstraint("chat_id", "number"), UniqueConstraint("offline_id", "number"))


class ArchivePending(db.Model):  # type: ignore[name-defined,misc]
    """A piece of a chat whose words have to be read anew; ``touched`` counts the changes.

    Whoever changes the piece counts it up even where it is noted already, and so holds the row until it is true: no
    change is overlooked by who reads meanwhile.
    """

    __tablename__ = "archive_pending"
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    touched: Mapped[int]

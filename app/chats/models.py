"""How chats and their messages are stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, UtcDateTime, db

ZERO = text("(0)")
IS_CHANGED = text("change > 0")
HAS_FILE = text("file_id IS NOT NULL")


class Chat(db.Model):  # type: ignore[name-defined,misc]
    """A conversation. ``last_number`` counts its messages, ``last_change`` how often one of them was changed or taken
    back, ``last_note`` its notes; only its row lock may raise them.

    ``secret_hash`` belongs to the browser that started it; a visitor has at most one open chat for each secret.
    ``rating`` is what the visitor thought of it: great, average or poor. ``held_at`` says since when it is on hold,
    ``first_answered_at`` when an operator first wrote, ``missed_at`` when it was given up before anybody answered.
    ``language`` is the one that the visitor's panel speaks. ``owned_since`` says since when it has its present
    operator, ``owner_gone_at`` since when that one is seen no more, ``queued_at`` since when it waits again after it
    came back to the queue, and ``warned_at`` when it was last said that it will be closed.
    """

    __tablename__ = "chats"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    visitor_id: Mapped[int] = mapped_column(ForeignKey("visitors.id", ondelete="CASCADE"))
    visitor_name: Mapped[str | None] = mapped_column(String(120))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id", ondelete="SET NULL"))
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    impression_id: Mapped[int | None] = mapped_column(ForeignKey("impressions.id", ondelete="SET NULL"))
    invitation_name: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20))
    page_url: Mapped[str | None] = mapped_column(Text)
    page_title: Mapped[str | None] = mapped_column(Text)
    last_number: Mapped[int] = mapped_column(BigInteger, default=0)
    last_change: Mapped[int] = mapped_column(BigInteger, default=0, server_default=ZERO)
    last_note: Mapped[int] = mapped_column(BigInteger, default=0, server_default=ZERO)
    visitor_received_number: Mapped[int] = mapped_column(BigInteger, default=0, server_default=ZERO)
    visitor_seen_number: Mapped[int] = mapped_column(BigInteger, default=0)
    operator_seen_number: Mapped[int] = mapped_column(BigInteger, default=0)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_activity_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str | None] = mapped_column(String(20))
    rating: Mapped[str | None] = mapped_column(String(10))
    rated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rating_comment: Mapped[str | None] = mapped_column(Text)
    close_reason: Mapped[str | None] = mapped_column(String(40))
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    missed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    visitor_email: Mapped[str | None] = mapped_column(String(254))
    visitor_phone: Mapped[str | None] = mapped_column(String(60))
    language: Mapped[str | None] = mapped_column(String(20))
    owned_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    owner_gone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    warned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        Index(
            "uq_chats_one_open",
            "visitor_id",
            "secret_hash",
            unique=True,
            sqlite_where=text("state <> 'closed'"),
            postgresql_where=text("state <> 'closed'"),
        ),
        Index("ix_chats_visitor_id_last_activity_at", "visitor_id", "last_activity_at"),
        Index("ix_chats_impression_id", "impression_id"),
        Index("ix_chats_started_at_id", "started_at", "id"),
        Index("ix_chats_started_at", "started_at"),
        Index("ix_chats_closed_at", "closed_at"),
        Index("ix_chats_department_id_accepted_at", "department_id", "accepted_at"),
        Index("ix_chats_operator_id_owned_since", "operator_id", "owned_since"),
        Index("ix_chats_operator_id_state", "operator_id", "state"),
        Index("ix_chats_state_department_id_started_at", "state", "department_id", "started_at"),
    )


class Message(db.Model):  # type: ignore[name-defined,misc]
    """One message. ``sender_key`` scopes the ids that clients make: ``visitor`` or ``operator:<id>``.

    ``change`` is the number of its latest change within its chat, 0 for none. What a changed message said before, and
    the words of one that was taken back, are in ``message_versions`` alone.
    """

    __tablename__ = "messages"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(BigInteger)
    sender: Mapped[str] = mapped_column(String(20))
    sender_key: Mapped[str] = mapped_column(String(40))
    sender_name: Mapped[str] = mapped_column(String(120))
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    client_id: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    code: Mapped[str | None] = mapped_column(String(40))
    about: Mapped[str | None] = mapped_column(String(200))
    quoted_number: Mapped[int | None] = mapped_column(BigInteger)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("chat_files.id", ondelete="SET NULL"))
    change: Mapped[int] = mapped_column(BigInteger, default=0, server_default=ZERO)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    __table_args__ = (
        Index(
            "ix_messages_chat_id_change",
            "chat_id",
            "change",
            sqlite_where=IS_CHANGED,
            postgresql_where=IS_CHANGED,
        ),
        Index(
            "ix_messages_file_id",
            "file_id",
            sqlite_where=HAS_FILE,
            postgresql_where=HAS_FILE,
        ),
        UniqueConstraint("chat_id", "number"),
        UniqueConstraint("chat_id", "sender_key", "client_id"),
    )


class ChatWait(db.Model):  # type: ignore[name-defined,misc]
    """What is still to be said in a chat that nobody has accepted: ``times_left`` times, next at ``next_at``.

    The row goes with the last time, and when the chat is accepted or closed.
    """

    __tablename__ = "chat_waits"
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True)
    sender_name: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    every_seconds: Mapped[int]
    times_left: Mapped[int]
    next_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ChatTransfer(db.Model):  # type: ignore[name-defined,misc]
    """A chat offered to a colleague or to a department; the row goes when it is accepted, taken back or declined."""

    __tablename__ = "chat_transfers"
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True)
    to_operator_id: Mapped[int | None] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"), index=True)
    to_department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id", ondelete="CASCADE"))
    by_operator_id: Mapped[int | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    by_name: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ChatAssignment(db.Model):  # type: ignore[name-defined,misc]
    """A chat that was given to ``operator_id`` by itself, and until when they have time to answer.

    Without ``answer_by`` it lies in the open queue again. The row goes with the first answer, and when somebody takes
    or closes the chat.
    """

    __tablename__ = "chat_assignments"
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True)
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    answer_by: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    tries: Mapped[int]


class AutoReply(db.Model):  # type: ignore[name-defined,misc]
    """What is said by itself in one language, in the chats of one department or (without one) of all.

    An empty text is not said. ``unanswered`` comes after ``unanswered_seconds``, ``unanswered_times`` times in all.
    """

    __tablename__ = "auto_replies"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(20))
    welcome: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    wait: Mapped[str] = mapped_column(Text)
    unanswered: Mapped[str] = mapped_column(Text)
    unanswered_seconds: Mapped[int]
    unanswered_times: Mapped[int]
    offline: Mapped[str] = mapped_column(Text)
    closed_by_operator: Mapped[str] = mapped_column(Text)
    closed_idle: Mapped[str] = mapped_column(Text)
    closed_abandoned: Mapped[str] = mapped_column(Text)
    __table_args__ = (
        UniqueConstraint("department_id", "language"),
        Index(
            "uq_auto_replies_everywhere",
            "language",
            unique=True,
            sqlite_where=text("department_id IS NULL"),
            postgresql_where=text("department_id IS NULL"),
        ),
    )


class ChatNote(db.Model):  # type: ignore[name-defined,misc]
    """What operators tell each other about a chat, below message ``after_number``; no visitor ever reads this table."""

    __tablename__ = "chat_notes"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(BigInteger)
    after_number: Mapped[int] = mapped_column(BigInteger)
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    operator_name: Mapped[str] = mapped_column(String(120))
    client_id: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    __table_args__ = (
        UniqueConstraint("chat_id", "number"),
        UniqueConstraint("chat_id", "operator_id", "client_id"),
    )


class ChatCall(db.Model):  # type: ignore[name-defined,misc]
    """That a note called an operator by name who has not seen it yet: the first such note since they looked."""

    __tablename__ = "chat_calls"
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"), primary_key=True)
    note_number: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ChatTag(db.Model):  # type: ignore[name-defined,misc]
    """A word that operators put on a chat."""

    __tablename__ = "chat_tags"
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(40), primary_key=True)


class ChatFile(db.Model):  # type: ignore[name-defined,misc]
    """A file that was sent in a chat; its bytes lie in the instance folder under ``stored_name``."""

    __tablename__ = "chat_files"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int | None]
    height: Mapped[int | None]
    stored_name: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class MessageVersion(db.Model):  # type: ignore[name-defined,misc]
    """What a message said before it was changed or taken back."""

    __tablename__ = "message_versions"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    operator_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

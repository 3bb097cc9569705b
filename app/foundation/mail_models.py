"""How letters wait until the mail server has taken them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, JsonDocument, UtcDateTime, db


class QueuedLetter(db.Model):  # type: ignore[name-defined,misc]
    """A letter that has not been taken yet; the row goes when it is. ``state`` is waiting or failed.

    ``answer`` is what the mail server said last, ``problem`` the word for it; ``next_at`` when it is tried again, and
    until when the process that is sending it has it for itself.
    """

    __tablename__ = "queued_letters"
    __table_args__ = (Index("ix_queued_letters_state_next_at", "state", "next_at"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[str] = mapped_column(String(250), unique=True)
    recipient: Mapped[str] = mapped_column(String(320))
    recipient_name: Mapped[str] = mapped_column(String(120), default="")
    sender_name: Mapped[str] = mapped_column(String(120), default="")
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    reply_to: Mapped[str | None] = mapped_column(String(320))
    in_reply_to: Mapped[str | None] = mapped_column(String(250))
    reference_ids: Mapped[list[str]] = mapped_column(JsonDocument, default=list)
    is_private: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[str] = mapped_column(String(10))
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(String(40))
    answer: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)

"""How canned replies are stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, JsonDocument, UtcDateTime, db


class CannedReply(db.Model):  # type: ignore[name-defined,misc]
    """A text to be used again. With ``operator_id`` it is one person's, with ``department_id`` a department's, else
    everybody's. ``texts`` are those in further languages, by tag; ``uses`` counts how often it was taken.
    """

    __tablename__ = "canned_replies"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id", ondelete="SET NULL"))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    texts: Mapped[dict[str, str]] = mapped_column(JsonDocument)
    tags: Mapped[list[str]] = mapped_column(JsonDocument)
    uses: Mapped[int] = mapped_column(BigInteger, default=0)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    __table_args__ = (
        Index("ix_canned_replies_operator_id", "operator_id"),
        Index("ix_canned_replies_department_id", "department_id"),
    )

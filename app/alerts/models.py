"""How wishes for alerts, browsers that take push messages, and letters that were sent are stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, JsonDocument, UtcDateTime, db


class AlertWishes(db.Model):  # type: ignore[name-defined,misc]
    """What one operator wants to be alerted to, and how; who has no row gets what is usual."""

    __tablename__ = "alert_wishes"
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"), primary_key=True)
    document: Mapped[Any] = mapped_column(JsonDocument)


class PushSubscription(db.Model):  # type: ignore[name-defined,misc]
    """One browser that takes push messages for one operator. ``endpoint_hash`` makes one row of one browser."""

    __tablename__ = "push_subscriptions"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"), index=True)
    endpoint_hash: Mapped[str] = mapped_column(String(64), unique=True)
    endpoint: Mapped[str] = mapped_column(Text)
    public_key: Mapped[str] = mapped_column(String(100))
    secret: Mapped[str] = mapped_column(String(40))
    browser: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(default=0)


class AlertSent(db.Model):  # type: ignore[name-defined,misc]
    """That somebody was alerted about a chat: once for each occasion, since message ``seen_number``."""

    __tablename__ = "alerts_sent"
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"), primary_key=True)
    occasion: Mapped[str] = mapped_column(String(20), primary_key=True)
    seen_number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

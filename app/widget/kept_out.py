"""What somebody on the block list is told: nobody is there; and what they send all the same is refused plainly."""

from __future__ import annotations

from datetime import datetime

from app.domain.errors import Forbidden
from app.visitors.blocking import blocked_by


def is_kept_out(visitor_key: str | None, address: str | None, now: datetime) -> bool:
    """Whether a page or a panel acts as if the team were away, and records nothing."""
    return blocked_by(visitor_key=visitor_key, address=address, now=now) is not None


def demand_welcome(visitor_key: str | None, address: str | None, now: datetime, *, email: str | None = None) -> None:
    """Refuse what somebody writes who is on the block list; ``email`` is one that they give now."""
    if blocked_by(visitor_key=visitor_key, address=address, email=email, now=now) is not None:
        raise Forbidden("messages from here are not taken at the moment", code="not_taken")

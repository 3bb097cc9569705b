"""What somebody on the block list is told: nobody is there."""

from __future__ import annotations

from datetime import datetime

from app.visitors.blocking import blocked_by


def is_kept_out(visitor_key: str | None, address: str | None, now: datetime) -> bool:
    """Whether a page or a panel acts as if the team were away, and records nothing."""
    return blocked_by(visitor_key=visitor_key, address=address, now=now) is not None

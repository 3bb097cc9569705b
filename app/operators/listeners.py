"""Chores of the operators feature: desks that fell silent are noticed, and old presence is forgotten."""

from __future__ import annotations

from app.foundation import clock, jobs
from app.operators import presence


@jobs.every(2.0, "presence.expire")
def expire_silent_desks() -> None:
    """Announce operators whose last desk fell silent."""
    presence.expire_leases(clock.now())


@jobs.every(3600.0, "presence.tidy")
def tidy_presence() -> None:
    """Forget presence that is older than the site wants to know."""
    presence.tidy_history(clock.now())

"""Chores of the operators feature: silent desks are noticed, uses of sessions written down, old records forgotten."""

from __future__ import annotations

from app.foundation import clock, jobs
from app.operators import audit_queries, presence, sessions


@jobs.every(2.0, "presence.expire")
def expire_silent_desks() -> None:
    """Announce operators whose last desk fell silent."""
    presence.expire_leases(clock.now())


@jobs.every(3600.0, "presence.tidy")
def tidy_presence() -> None:
    """Forget presence that is older than the site wants to know."""
    presence.tidy_history(clock.now())


@jobs.every(30.0, "operators.sessions")
def write_uses_of_sessions() -> None:
    """Write down when the sessions of this process were last used."""
    sessions.write_uses()


@jobs.every(3600.0, "operators.audit")
def tidy_audit_log() -> None:
    """Forget what is older than the audit log is kept."""
    audit_queries.forget_old(clock.now())

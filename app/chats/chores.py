"""Chores of the chats feature: those who wait hear what was promised to them."""

from __future__ import annotations

from app.chats import waiting
from app.foundation import clock, jobs


@jobs.every(1.0, "chats.waiting")
def say_what_is_due() -> None:
    """Say in waiting chats what is due."""
    waiting.say_what_is_due(clock.now())

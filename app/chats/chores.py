"""Chores of the chats feature: those who wait hear what was promised to them, and files go with their messages."""

from __future__ import annotations

from app.chats import assignment, file_sweeping, returning, stale_offers, tidying, waiting
from app.foundation import clock, jobs


@jobs.every(1.0, "chats.waiting")
def say_what_is_due() -> None:
    """Say in waiting chats what is due."""
    waiting.say_what_is_due(clock.now())


@jobs.every(1800.0, "chats.files")
def sweep_files() -> None:
    """Delete the bytes that no message carries."""
    file_sweeping.sweep(clock.now())


@jobs.every(1.0, "chats.assignment")
def assign_by_load() -> None:
    """Give waiting chats to people."""
    assignment.assign_by_load(clock.now())


@jobs.every(5.0, "chats.returning")
def return_orphans() -> None:
    """Put chats of operators who are gone back into the queue, and take back what was offered to them."""
    stale_offers.take_back_stale(clock.now())
    returning.return_orphans(clock.now())


@jobs.every(10.0, "chats.tidying")
def close_by_rules() -> None:
    """Close what the rules say."""
    tidying.close_by_rules(clock.now())

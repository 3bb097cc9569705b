"""When a visit goes on, when a visitor is there, and how long pages were open: arithmetic on moments, nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

VISIT_PAUSE = timedelta(minutes=30)
"""The longest pause between two activities of one visit; exactly this long is still the same visit."""

PRESENCE = timedelta(seconds=90)
"""How long after the last sign of life a visitor still counts as online."""

LEAVING_GRACE = timedelta(seconds=5)
"""A page that closes and a next one within this time is a navigation and no departure."""


def continues(last_activity_at: datetime, now: datetime) -> bool:
    """Whether an activity now belongs to the visit whose last activity is given."""
    return now - last_activity_at <= VISIT_PAUSE


def open_ms(opened_at: datetime, counted_until: datetime, now: datetime) -> int:
    """Milliseconds to add for a page that was open from ``opened_at`` until now; nothing is counted twice."""
    begun = max(opened_at, counted_until)
    return max(0, (now - begun) // timedelta(milliseconds=1))


def open_ms_between_pages(counted_until: datetime, left_at: datetime | None, is_same_tab: bool, now: datetime) -> int:
    """Milliseconds to add when a next page begins: the time since the last count, unless nobody was there.

    A tab shows one page at a time, so without a goodbye its last page was open until the next one. Another tab counts
    while it is believed to be there. After a goodbye only a navigation counts.
    """
    away = now - counted_until
    is_believed_there = left_at is None and (is_same_tab or away <= PRESENCE)
    is_navigation = left_at is not None and now - left_at <= LEAVING_GRACE
    return max(0, away // timedelta(milliseconds=1)) if is_believed_there or is_navigation else 0

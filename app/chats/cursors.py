"""Where a list goes on: the time and number of the last line, as one word for the address bar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MOST_DIGITS = 17
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def written_cursor(at: datetime, number: int) -> str:
    """The cursor behind a line."""
    return f"{(at - EPOCH) // timedelta(microseconds=1)}-{number}"


def cursor_of(text: str | None) -> tuple[datetime, int] | None:
    """The time and number of a cursor; None for anything that is none, so that the list begins at its head."""
    micro, _, number = (text or "").partition("-")
    if not all(part.isascii() and part.isdecimal() and len(part) <= MOST_DIGITS for part in (micro, number)):
        return None
    return EPOCH + timedelta(microseconds=int(micro)), int(number)

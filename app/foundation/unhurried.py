"""Long work is done in small slices, so that on a cooperative server nobody else waits for the end of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from app.foundation import clock

T = TypeVar("T")
SLICE_SECONDS = 0.004
REST_SECONDS = 0.002
"""Long enough for a request that takes several turns; a pause of nothing would give it one turn for each slice."""


def unhurried(items: Iterable[T]) -> Iterator[T]:
    """The items one by one; whenever a slice of time went into them and what was made of them, others may work."""
    began = clock.monotonic()
    for each in items:
        yield each
        if clock.monotonic() - began > SLICE_SECONDS:
            clock.sleep(REST_SECONDS)
            began = clock.monotonic()

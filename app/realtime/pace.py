"""How fast one socket may speak: a bucket of tokens that refills."""

from __future__ import annotations

from app.domain.errors import TooManyRequests
from app.foundation import clock


class Pace:
    """At most ``burst`` at once and ``per_second`` in the long run, for each key on its own."""

    def __init__(self, *, burst: int, per_second: float) -> None:
        self._burst = burst
        self._per_second = per_second
        self._buckets: dict[str, tuple[float, float]] = {}

    def demand(self, key: str) -> None:
        """Take one token; raises TooManyRequests when there is none."""
        now = clock.monotonic()
        tokens, filled_at = self._buckets.get(key, (float(self._burst), now))
        tokens = min(float(self._burst), tokens + (now - filled_at) * self._per_second)
        if tokens < 1.0:
            self._buckets[key] = (tokens, now)
            raise TooManyRequests("too fast; wait a moment", code="too_fast")
        self._buckets[key] = (tokens - 1.0, now)

    def forget(self, key: str) -> None:
        """The socket is gone."""
        self._buckets.pop(key, None)

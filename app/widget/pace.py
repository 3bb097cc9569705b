"""How fast one visitor may speak: a bucket of tokens that fills at a steady rate; what overflows is refused with 429.

| who | sustained | burst |
| --- | --- | --- |
| page views of one visitor | 1 a second | 20 |
| signals (each post, whatever its number of signals) and claims of one visitor | 2 a second | 40 |
| events and conversions of one visitor; more are refused one by one | 5 a second | 100 |
| pages of one visitor that ask to be told of an operator's invitation | 1 a second | 30 |
| new visitors from one address | 10 a second | 300 |
| calls of one chat panel | 5 a second | 60 |
| calls of all try-its of one signed-in administrator | 5 a second | 60 |

Each server process counts by itself. Addresses of this machine may bring any number of new visitors, because behind
an unconfigured proxy everybody seems to come from there.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from ipaddress import ip_address

from app.domain.errors import TooManyRequests
from app.foundation import clock

MOST_REMEMBERED = 50_000


class Pace:
    """Token buckets by key; forgets the ones unused for longest when there are too many."""

    def __init__(self, per_second: float, burst: int) -> None:
        self.per_second = per_second
        self.burst = burst
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def allow(self, key: str) -> bool:
        """Take a token; False when the bucket is empty."""
        now = clock.monotonic()
        with self._lock:
            tokens, at = self._buckets.pop(key, (float(self.burst), now))
            tokens = min(float(self.burst), tokens + max(0.0, now - at) * self.per_second)
            is_allowed = tokens >= 1.0
            self._buckets[key] = (tokens - 1.0 if is_allowed else tokens, now)
            if len(self._buckets) > MOST_REMEMBERED:
                self._buckets.popitem(last=False)
        return is_allowed

    def demand(self, key: str) -> None:
        """Take a token or refuse with 429."""
        if not self.allow(key):
            raise TooManyRequests("that was too much at once; wait a moment and go on")

    def forget(self) -> None:
        """Fill every bucket again."""
        with self._lock:
            self._buckets.clear()


PAGE_PACE = Pace(per_second=1.0, burst=20)
SIGNAL_PACE = Pace(per_second=2.0, burst=40)
REPORT_PACE = Pace(per_second=5.0, burst=100)
LISTEN_PACE = Pace(per_second=1.0, burst=30)
NEWCOMER_PACE = Pace(per_second=10.0, burst=300)
PANEL_PACE = Pace(per_second=5.0, burst=60)
TRY_PACE = Pace(per_second=5.0, burst=60)


def demand_newcomer(address: str | None) -> None:
    """Refuse a new visitor when the address brought too many; this machine's own addresses are exempt."""
    if address and not _is_loopback(address):
        NEWCOMER_PACE.demand(address)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False

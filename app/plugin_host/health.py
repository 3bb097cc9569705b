"""Keeps count of what goes wrong in each plugin, says whose fault it was, and switches off one that fails too often."""

from __future__ import annotations

import logging
import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.foundation import clock

logger = logging.getLogger(__name__)
INCIDENT_LIMIT = 10
REMEMBERED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PluginHealth:
    """How a plugin has been doing in this process during the last day."""

    plugin_id: str
    errors: int
    last_error: str | None
    last_error_at: datetime | None
    slowest_seconds: float
    is_switched_off: bool


@dataclass(slots=True)
class _Record:
    errors: deque[datetime] = field(default_factory=deque)
    last_error: str | None = None
    last_error_at: datetime | None = None
    slowest_seconds: float = 0.0
    is_switched_off: bool = False


class HealthRecords:
    """The records of one process; a restart begins anew, so a switched-off plugin gets another chance."""

    def __init__(self, incident_limit: int = INCIDENT_LIMIT) -> None:
        self._incident_limit = incident_limit
        self._records: dict[str, _Record] = {}
        self._lock = threading.Lock()

    def blame(self, plugin_id: str, where: str, error: BaseException) -> None:
        """Logs an error against a plugin; the last one it is allowed within a day switches it off."""
        logger.error("plugin %s failed in %s", plugin_id, where, exc_info=error)
        self._count(plugin_id, f"{where}: {type(error).__name__}: {error}")

    def report_slow(self, plugin_id: str, where: str, seconds: float, budget_seconds: float) -> None:
        """Logs that a plugin took too long; this counts like an error."""
        logger.warning("plugin %s took %.3f s in %s, allowed are %.3f s", plugin_id, seconds, where, budget_seconds)
        self._count(plugin_id, f"{where}: took {seconds:.3f} s, allowed are {budget_seconds:.3f} s")

    def report_dropped(self, plugin_id: str, where: str, waiting: int) -> None:
        """Logs that a plugin missed a notice because so many wait for it; this counts like an error."""
        logger.warning("plugin %s missed %s: %d notices wait for it", plugin_id, where, waiting)
        self._count(plugin_id, f"{where}: not told, {waiting} notices wait")

    def took(self, plugin_id: str, seconds: float) -> None:
        """Remembers how long a call took."""
        with self._lock:
            record = self._records.setdefault(plugin_id, _Record())
            record.slowest_seconds = max(record.slowest_seconds, seconds)

    def is_switched_off(self, plugin_id: str) -> bool:
        """Whether the plugin failed so often that it is no longer called."""
        record = self._records.get(plugin_id)
        return record is not None and record.is_switched_off

    def of(self, plugin_id: str) -> PluginHealth:
        """How the plugin is doing."""
        with self._lock:
            record = self._records.setdefault(plugin_id, _Record())
            self._forget_old(record)
            return PluginHealth(
                plugin_id,
                len(record.errors),
                record.last_error,
                record.last_error_at,
                record.slowest_seconds,
                record.is_switched_off,
            )

    def _count(self, plugin_id: str, what: str) -> None:
        with self._lock:
            record = self._records.setdefault(plugin_id, _Record())
            record.last_error, record.last_error_at = what, clock.now()
            record.errors.append(record.last_error_at)
            self._forget_old(record)
            ends_now = not record.is_switched_off and len(record.errors) >= self._incident_limit
            record.is_switched_off = record.is_switched_off or ends_now
        if ends_now:
            logger.error(
                "plugin %s is switched off until the next start: %d errors within a day",
                plugin_id,
                self._incident_limit,
            )

    @staticmethod
    def _forget_old(record: _Record) -> None:
        oldest = clock.now() - REMEMBERED
        while record.errors and record.errors[0] < oldest:
            record.errors.popleft()

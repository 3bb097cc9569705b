"""Keeps count of what goes wrong in each plugin, says whose fault it was, and switches off one that fails too often."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from app.foundation import clock
from app.plugin_host.interrupting import PluginInterruptedError

logger = logging.getLogger(__name__)
INCIDENT_LIMIT = 10
REMEMBERED = timedelta(days=1)
LONGEST_DETAIL = 300
BROWSER_MINUTE = timedelta(minutes=1)
MOST_A_MINUTE = 20


class IncidentKind(StrEnum):
    """How a plugin can fail."""

    RAISED = "raised"
    SLOW = "slow"
    MISSED = "missed"
    HANGING = "hanging"
    BROWSER = "browser"


@dataclass(frozen=True, slots=True)
class Incident:
    """One failure: ``place`` names the hook or the object, ``detail`` is the error's text or a measure."""

    kind: IncidentKind
    place: str
    detail: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.place}: {self.detail}"


@dataclass(frozen=True, slots=True)
class PluginHealth:
    """How a plugin has been doing in this process during the last day."""

    plugin_id: str
    errors: int
    last_error: str | None
    slowest_seconds: float
    is_switched_off: bool


@dataclass(slots=True)
class Unsaved:
    """What went wrong in a plugin since it was last written down."""

    errors: int
    last: Incident
    switched_off_at: datetime | None = None


@dataclass(slots=True)
class _Record:
    errors: deque[datetime] = field(default_factory=deque)
    in_browsers: deque[datetime] = field(default_factory=lambda: deque(maxlen=1000))
    last: Incident | None = None
    slowest_seconds: float = 0.0
    is_switched_off: bool = False
    unsaved: Unsaved | None = None


class HealthRecords:
    """The records of one process; a restart begins anew, so a switched-off plugin gets another chance."""

    def __init__(self, incident_limit: int = INCIDENT_LIMIT) -> None:
        self.began_at = clock.now()
        self._incident_limit = incident_limit
        self._records: dict[str, _Record] = {}
        self._lock = threading.Lock()

    def blame(self, plugin_id: str, where: str, error: BaseException) -> None:
        """Logs an error against a plugin; the last one it is allowed within a day switches it off.

        One that had to be interrupted is switched off at once.
        """
        logger.error("plugin %s failed in %s", plugin_id, where, exc_info=error)
        if isinstance(error, PluginInterruptedError):
            self._count(plugin_id, IncidentKind.HANGING, where, str(error), is_last=True)
            return
        self._count(plugin_id, IncidentKind.RAISED, where, f"{type(error).__name__}: {_text_of(error)}")

    def report_slow(self, plugin_id: str, where: str, seconds: float, budget_seconds: float) -> None:
        """Logs that a plugin took too long; this counts like an error."""
        logger.warning("plugin %s took %.3f s in %s, allowed are %.3f s", plugin_id, seconds, where, budget_seconds)
        self._count(plugin_id, IncidentKind.SLOW, where, f"took {seconds:.3f} s, allowed are {budget_seconds:.3f} s")

    def report_dropped(self, plugin_id: str, where: str, waiting: int) -> None:
        """Logs that a plugin missed a notice because so many wait for it; this counts like an error."""
        logger.warning("plugin %s missed %s: %d notices wait for it", plugin_id, where, waiting)
        self._count(plugin_id, IncidentKind.MISSED, where, f"not told, {waiting} notices wait")

    def report_hanging(self, plugin_id: str, where: str, seconds: float) -> None:
        """Logs that a plugin does not come back, and switches it off at once: each further call would hang as well."""
        logger.error("plugin %s has not come back from %s for %.0f s", plugin_id, where, seconds)
        self._count(plugin_id, IncidentKind.HANGING, where, f"since {seconds:.0f} s", is_last=True)

    def report_browser(self, plugin_id: str, where: str, detail: str) -> None:
        """Logs what a visitor's browser says of a plugin's module. Anybody can send that, so it is counted, but never
        switches the plugin off, and a flood of it is dropped.
        """
        incident = Incident(IncidentKind.BROWSER, where, detail[:LONGEST_DETAIL], clock.now())
        with self._lock:
            record = self._records.setdefault(plugin_id, _Record())
            lately = [at for at in record.in_browsers if at > incident.at - BROWSER_MINUTE]
            if len(lately) >= MOST_A_MINUTE:
                return
            record.in_browsers.append(incident.at)
            record.last = incident
            unsaved = record.unsaved or Unsaved(0, incident)
            unsaved.errors, unsaved.last = unsaved.errors + 1, incident
            record.unsaved = unsaved
        logger.warning("plugin %s failed in a browser in %s: %s", plugin_id, where, incident.detail)

    def took(self, plugin_id: str, seconds: float) -> None:
        """Remembers how long a call took."""
        with self._lock:
            record = self._records.setdefault(plugin_id, _Record())
            record.slowest_seconds = max(record.slowest_seconds, seconds)

    def is_switched_off(self, plugin_id: str) -> bool:
        """Whether the plugin failed so often that it is no longer called."""
        record = self._records.get(plugin_id)
        return record is not None and record.is_switched_off

    def follow(self, plugin_ids: Iterable[str]) -> None:
        """Switches off here what another process of the server has switched off."""
        for plugin_id in plugin_ids:
            with self._lock:
                record = self._records.setdefault(plugin_id, _Record())
                was_on, record.is_switched_off = not record.is_switched_off, True
            if was_on:
                logger.warning("plugin %s is switched off, as in another process of this server", plugin_id)

    def of(self, plugin_id: str) -> PluginHealth:
        """How the plugin is doing."""
        with self._lock:
            record = self._records.setdefault(plugin_id, _Record())
            self._forget_old(record)
            last = record.last
            return PluginHealth(
                plugin_id,
                len(record.errors) + len(record.in_browsers),
                None if last is None else str(last),
                record.slowest_seconds,
                record.is_switched_off,
            )

    def take_unsaved(self) -> Mapping[str, Unsaved]:
        """What was not written down yet, by plugin; the caller writes it down or gives it back."""
        with self._lock:
            found = {name: record.unsaved for name, record in self._records.items() if record.unsaved is not None}
            for name in found:
                self._records[name].unsaved = None
        return found

    def give_back(self, unsaved: Mapping[str, Unsaved]) -> None:
        """Keeps what could not be written down for the next time."""
        with self._lock:
            for plugin_id, older in unsaved.items():
                record = self._records.setdefault(plugin_id, _Record())
                newer = record.unsaved
                if newer is None:
                    record.unsaved = older
                    continue
                newer.errors += older.errors
                newer.switched_off_at = newer.switched_off_at or older.switched_off_at

    def _count(self, plugin_id: str, kind: IncidentKind, where: str, detail: str, *, is_last: bool = False) -> None:
        incident = Incident(kind, where, detail[:LONGEST_DETAIL], clock.now())
        with self._lock:
            record = self._records.setdefault(plugin_id, _Record())
            record.last = incident
            record.errors.append(incident.at)
            self._forget_old(record)
            is_enough = is_last or len(record.errors) >= self._incident_limit
            ends_now = is_enough and not record.is_switched_off
            record.is_switched_off = record.is_switched_off or ends_now
            unsaved = record.unsaved or Unsaved(0, incident)
            unsaved.errors, unsaved.last = unsaved.errors + 1, incident
            unsaved.switched_off_at = incident.at if ends_now else unsaved.switched_off_at
            record.unsaved = unsaved
            errors = len(record.errors)
        if ends_now:
            logger.error("plugin %s is switched off until the next start: %d errors within a day", plugin_id, errors)

    @staticmethod
    def _forget_old(record: _Record) -> None:
        oldest = clock.now() - REMEMBERED
        for errors in (record.errors, record.in_browsers):
            while errors and errors[0] < oldest:
                errors.popleft()


def _text_of(error: BaseException) -> str:
    """What an error says; its own ``__str__`` is a plugin's code as well."""
    try:
        return " ".join(str(error).split())
    except Exception:  # noqa: BLE001 - an error that cannot even say what it is
        return "it cannot say what it is"

"""Runs the plugins' jobs when they are due: each by one process of the server, and never twice at once."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from app.domain.errors import BeckonError
from app.foundation import clock
from app.foundation.database import db, transaction
from app.plugin_api.tasks import Job
from app.plugin_host.attending import Attendant, PluginFailed
from app.plugin_host.models import PluginJob
from app.plugin_host.offers import Owned, time_of_day

logger = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
"""How long a job belongs to the process that runs it unless that process says again that it lives."""
HANG_SECONDS = 3600.0
Key = tuple[str, str]


def next_run(job: Job, after: datetime, zone: ZoneInfo) -> datetime:
    """When the job is due next, later than ``after``.

    A daily time that the clocks skip is met that much later, and one that they show twice is met the first time.
    """
    at = time_of_day(job)
    if at is None:
        return after + timedelta(seconds=job.every_seconds or 0)
    today = after.astimezone(zone).date()
    for day in (today, today + timedelta(days=1), today + timedelta(days=2)):
        due = datetime.combine(day, at, zone).astimezone(UTC)
        if due > after:
            return due
    raise AssertionError("one of three days is ahead")


class Timetable:
    """When each job of the running plugins is due, remembered in the database."""

    def __init__(self, jobs: Owned[Job], attendant: Attendant) -> None:
        self._jobs = {(owner, job.id): job for owner, job in jobs}
        self._attendant = attendant
        self._looks_again_at: dict[Key, datetime] = {}
        self._running: dict[Key, threading.Thread] = {}

    def start_what_is_due(self, app: Flask, now: datetime, zone: ZoneInfo) -> None:
        """Starts every job that is due and free; to be called every few seconds. Without jobs it asks nothing."""
        for key, job in self._jobs.items():
            if key in self._running:
                self._hold(key, now)
            elif self._looks_again_at.get(key, now) <= now and self._claim(key, job, now, zone):
                thread = threading.Thread(target=self._run, args=(app, key, job), name=f"plugin {key[0]}", daemon=True)
                self._running[key] = thread
                thread.start()

    def wait_until_done(self, seconds: float) -> bool:
        """Waits until no job runs; False when one takes longer than so many seconds."""
        for thread in list(self._running.values()):
            thread.join(seconds)
        return not self._running

    def _claim(self, key: Key, job: Job, now: datetime, zone: ZoneInfo) -> bool:
        """Whether the job is due and now this process's to run."""
        is_first_look = key not in self._looks_again_at
        following = next_run(job, now, zone)
        with transaction():
            row = db.session.scalar(select(PluginJob).where(*_is(key)))
            if row is None:
                db.session.add(PluginJob(plugin_id=key[0], job_id=key[1], due_at=following))
            due_at = following if row is None else row.due_at
            if row is not None and is_first_look and row.due_at > following:  # the plugin has changed its mind
                row.due_at = due_at = following
            self._looks_again_at[key] = due_at
            if due_at > now:
                return False
            is_free = or_(PluginJob.busy_until.is_(None), PluginJob.busy_until < now)
            claimed = update(PluginJob).where(*_is(key), PluginJob.due_at == due_at, is_free)
            claimed = claimed.values(due_at=following, busy_until=now + LEASE)
            done = db.session.execute(claimed.execution_options(synchronize_session=False))
        return bool(done.rowcount)  # type: ignore[attr-defined]

    def _hold(self, key: Key, now: datetime) -> None:
        with transaction():
            db.session.execute(update(PluginJob).where(*_is(key)).values(busy_until=now + LEASE))

    def _run(self, app: Flask, key: Key, job: Job) -> None:
        plugin_id, job_id = key
        with app.app_context():
            try:
                self._attendant.ask_patiently(plugin_id, f"job {job_id}", job.run, HANG_SECONDS)
            except PluginFailed:
                logger.info("the job %s of plugin %s is tried again when it is due", job_id, plugin_id)
            except BeckonError as error:  # on a page it would be an answer; nobody asked for this one
                self._attendant.blame(plugin_id, f"job {job_id}", error)
            finally:
                self._running.pop(key, None)
            self._release(key)

    def _release(self, key: Key) -> None:
        try:
            with transaction():
                db.session.execute(update(PluginJob).where(*_is(key)).values(busy_until=None))
        except SQLAlchemyError as error:
            logger.warning("a job stays claimed for %s s: %s", LEASE.seconds, type(error).__name__)
        self._looks_again_at.setdefault(key, clock.now())


def _is(key: Key) -> tuple[ColumnElement[bool], ...]:
    return (PluginJob.plugin_id == key[0], PluginJob.job_id == key[1])

"""What is done for the plugins every few seconds while the server runs: look after them, and run their jobs."""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app.foundation import clock, jobs, settings
from app.plugin_host.host import host

logger = logging.getLogger(__name__)
LOOK_SECONDS = 5.0


@jobs.every(LOOK_SECONDS, "plugins.look_after")
def look_after() -> None:
    """Notice what hangs and write down what went wrong."""
    running = host()
    running.interrupter.start()
    try:
        running.write_down()
    except SQLAlchemyError as error:
        logger.warning("the plugins' errors wait to be written down: %s", type(error).__name__)


@jobs.every(LOOK_SECONDS, "plugins.jobs")
def start_jobs() -> None:
    """Start the plugins' jobs that are due."""
    zone = ZoneInfo(settings.recent("site.time_zone"))
    host().timetable.start_what_is_due(current_app._get_current_object(), clock.now(), zone)  # type: ignore[attr-defined]  # noqa: SLF001 - the way to hand an application to a thread

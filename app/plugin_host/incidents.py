"""Writes down what went wrong in plugins, so that a restart does not forget it and every process knows of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from app.foundation.database import db, transaction
from app.plugin_host.health import HealthRecords, Incident, IncidentKind, Unsaved
from app.plugin_host.models import LONGEST_DETAIL, LONGEST_PLACE, PluginIncidents

logger = logging.getLogger(__name__)
DAY = timedelta(days=1)
KEPT = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class PluginHistory:
    """How a plugin has been doing in the whole installation: errors of the last 24 hours, and the latest of all."""

    plugin_id: str
    errors: int
    last: Incident | None
    switched_off_at: datetime | None


def save(health: HealthRecords, now: datetime) -> bool:
    """Writes down what is new, in one small transaction; False when there was nothing, or the database was busy."""
    unsaved = health.take_unsaved()
    if not unsaved:
        return False
    try:
        with transaction():
            for plugin_id, found in unsaved.items():
                _add(plugin_id, found)
            db.session.execute(delete(PluginIncidents).where(PluginIncidents.hour < now - KEPT))
    except SQLAlchemyError as error:
        health.give_back(unsaved)
        logger.warning("plugin incidents could not be written down: %s", type(error).__name__)
        return False
    return True


def _add(plugin_id: str, found: Unsaved) -> None:
    """The hour's row grows; two processes that make it at once are told apart by its key, and one tries again later."""
    last = found.last
    hour = last.at.replace(minute=0, second=0, microsecond=0)
    words = {
        "kind": last.kind.value,
        "place": last.place[:LONGEST_PLACE],
        "detail": last.detail[:LONGEST_DETAIL],
        "last_at": last.at,
    }
    if found.switched_off_at is not None:
        words["switched_off_at"] = found.switched_off_at
    mine = (PluginIncidents.plugin_id == plugin_id, PluginIncidents.hour == hour)
    grown = update(PluginIncidents).where(*mine).values(errors=PluginIncidents.errors + found.errors, **words)
    if not db.session.execute(grown.execution_options(synchronize_session=False)).rowcount:  # type: ignore[attr-defined]
        db.session.add(PluginIncidents(plugin_id=plugin_id, hour=hour, errors=found.errors, **words))
        db.session.flush()


def history(now: datetime) -> dict[str, PluginHistory]:
    """Every plugin with something to tell from the last eight days."""
    wanted = select(PluginIncidents).where(PluginIncidents.hour > now - KEPT).order_by(PluginIncidents.hour)
    found: dict[str, PluginHistory] = {}
    for row in db.session.scalars(wanted):
        before = found.get(row.plugin_id)
        errors = row.errors if row.hour > now - DAY else 0
        found[row.plugin_id] = PluginHistory(
            row.plugin_id,
            errors + (before.errors if before else 0),
            Incident(IncidentKind(row.kind), row.place, row.detail, row.last_at),
            row.switched_off_at or (before.switched_off_at if before else None),
        )
    return found


def switched_off_since(began_at: datetime) -> list[str]:
    """The plugins that some process of this server switched off after that moment."""
    wanted = select(PluginIncidents.plugin_id).where(PluginIncidents.switched_off_at > began_at)
    return sorted(set(db.session.scalars(wanted)))

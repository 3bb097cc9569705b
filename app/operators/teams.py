"""Whether somebody is there for the visitors of an embed code, and when the team is back."""

from __future__ import annotations

from datetime import datetime

from app.departments.queries import departments_by_alias
from app.domain import events
from app.foundation import briefly
from app.foundation.events import listen
from app.operators.queries import team_is_online
from app.operators.standing import team_back_at

TOPIC = "operators.teams"


def is_somebody_there(aliases: tuple[str, ...], now: datetime) -> bool:
    """Whether somebody who serves one of the departments that an embed code names is online."""
    return team_is_online([each.id for each in departments_by_alias(aliases)], now)


def was_somebody_there(aliases: tuple[str, ...], now: datetime) -> bool:
    """The same as it was at most a second ago; for page views, where what follows is checked again."""
    return briefly.remembered(TOPIC, aliases, lambda: is_somebody_there(aliases, now))


def back_at(aliases: tuple[str, ...], now: datetime) -> datetime | None:
    """When the departments of an embed code open again, as it was a second ago; None where hours do not keep them."""
    return briefly.remembered(
        TOPIC, ("back", aliases), lambda: team_back_at([each.id for each in departments_by_alias(aliases)], now)
    )


def subscribe() -> None:
    """Hear of operators who come and go, and of changed departments, in this process."""
    listen(events.OperatorPresenceChanged, _forget)
    listen(events.TeamsChanged, _forget)


def _forget(_event: events.OperatorPresenceChanged | events.TeamsChanged) -> None:
    briefly.forget(TOPIC)

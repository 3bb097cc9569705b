"""Where people are when something happens: who may be alerted, and what the server knows about their desks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.alerts.queries import wishes_of_many
from app.domain.alerts import AlertPreferences, Occasion, Situation, Way, alert_ways
from app.domain.snapshots import PresenceState
from app.foundation.database import db
from app.operators.models import Operator
from app.operators.queries import operators
from app.operators.standing import OFFLINE, Standing, pauses_of, standings


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who may be alerted, with what they want and where they are."""

    operator_id: int
    name: str
    email: str
    wishes: AlertPreferences
    situation: Situation

    def ways(self, occasion: Occasion) -> frozenset[Way]:
        """In which ways they are alerted."""
        return alert_ways(self.wishes, occasion, self.situation)


def recipients_among(operator_ids: Iterable[int], now: datetime) -> tuple[Recipient, ...]:
    """These people, as far as their accounts are switched on."""
    wanted = set(operator_ids)
    found = [each for each in operators() if each.id in wanted and each.is_active]
    wishes, present = wishes_of_many([each.id for each in found]), standings(now)
    chosen = _chosen_states([each.id for each in found])
    where = {each.id: _situation(present.get(each.id, OFFLINE), chosen[each.id]) for each in found}
    return tuple(Recipient(each.id, each.name, each.email, wishes[each.id], where[each.id]) for each in found)


def takers_of(department_id: int | None, now: datetime) -> tuple[int, ...]:
    """Everybody whom a chat of this department may wait for, at the desk or not."""
    active = [each for each in operators() if each.is_active]
    pauses = pauses_of([each.id for each in active], now)
    if department_id is None:
        return tuple(each.id for each in active)
    serving = [each.id for each in active if not each.departments or department_id in each.departments]
    return tuple(each for each in serving if department_id not in pauses.get(each, {}))


def _chosen_states(operator_ids: list[int]) -> dict[int, PresenceState]:
    rows = db.session.execute(select(Operator.id, Operator.chosen_state).where(Operator.id.in_(operator_ids)))
    return {row.id: PresenceState(row.chosen_state) for row in rows}


def _situation(standing: Standing, chosen: PresenceState) -> Situation:
    """Who said away and then closed the desk still is away; who said online and closed it is offline."""
    if standing == OFFLINE:
        state = PresenceState.OFFLINE if chosen is PresenceState.ONLINE else chosen
        return Situation(state, is_touched=False)
    return Situation(standing.state, is_idle=standing.is_idle, is_touched=standing.state is not PresenceState.AWAY)

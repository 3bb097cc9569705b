"""Whether operators are really there: every open desk holds a lease that ends soon after its line does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from app.domain import events
from app.domain.errors import InvalidInput
from app.domain.snapshots import PresenceState
from app.foundation.database import Publish, db, transaction
from app.operators import queries
from app.operators.models import Operator, OperatorLease

LEASE = timedelta(seconds=20)


def presence_connected(operator_id: int, lease_key: str, now: datetime) -> None:
    """A desk was opened."""
    with transaction() as publish, _announcing(publish, {operator_id}, now):
        db.session.merge(OperatorLease(lease_key=lease_key, operator_id=operator_id, expires_at=now + LEASE))


def presence_renewed(lease_keys: Iterable[str], now: datetime) -> None:
    """These desks are still there."""
    keys = list(lease_keys)
    if keys:
        with transaction():
            db.session.execute(
                update(OperatorLease).where(OperatorLease.lease_key.in_(keys)).values(expires_at=now + LEASE)
            )


def presence_disconnected(lease_key: str, now: datetime) -> None:
    """A desk was closed; unknown desks are no error, because closing may be told twice."""
    with transaction() as publish:
        owner = db.session.execute(
            select(OperatorLease.operator_id).where(OperatorLease.lease_key == lease_key)
        ).scalar_one_or_none()
        if owner is None:
            return
        with _announcing(publish, {owner}, now):
            db.session.execute(delete(OperatorLease).where(OperatorLease.lease_key == lease_key))


def set_presence(operator_id: int, state: PresenceState, now: datetime) -> None:
    """The operator says online, away or invisible; offline is not said but found out."""
    if state is PresenceState.OFFLINE:
        raise InvalidInput("close the desk to be offline", field="state")
    with transaction() as publish, _announcing(publish, {operator_id}, now):
        db.session.execute(update(Operator).where(Operator.id == operator_id).values(chosen_state=state.value))


def expire_leases(now: datetime) -> None:
    """Forget desks that fell silent, and announce who is gone because of it."""
    late = select(OperatorLease.operator_id).where(OperatorLease.expires_at <= now)
    if db.session.execute(late.limit(1)).first() is None:
        db.session.rollback()
        return
    with transaction() as publish:
        gone = set(db.session.execute(late).scalars())
        db.session.execute(delete(OperatorLease).where(OperatorLease.expires_at <= now))
        for operator_id in gone:
            state = queries.presence_of(operator_id, now)
            if state is PresenceState.OFFLINE:
                _announce(publish, operator_id, state, now)


@contextmanager
def _announcing(publish: Publish, operator_ids: set[int], now: datetime) -> Iterator[None]:
    before = {each: queries.presence_of(each, now) for each in operator_ids}
    yield
    db.session.flush()
    for operator_id, earlier in before.items():
        state = queries.presence_of(operator_id, now)
        if state is not earlier:
            _announce(publish, operator_id, state, now)


def _announce(publish: Publish, operator_id: int, state: PresenceState, now: datetime) -> None:
    operator = queries.operator_by_id(operator_id)
    if operator is not None:
        publish(events.OperatorPresenceChanged(at=now, operator=operator, state=state))

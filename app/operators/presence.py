"""Whether operators are really there: every open desk holds a lease that ends soon after its line does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from app.domain import events
from app.domain.errors import InvalidInput, NotFound
from app.domain.roles import Permission
from app.domain.snapshots import OperatorSnapshot, PresenceState
from app.domain.translation import N_
from app.foundation import settings
from app.foundation.database import Publish, db, locked, transaction
from app.foundation.login import demand
from app.operators import queries
from app.operators.models import Operator, OperatorLease
from app.operators.presence_models import DepartmentPause, PresencePeriod
from app.operators.standing import OFFLINE, Standing, standing_of

LEASE = timedelta(seconds=20)
PAUSE = timedelta(hours=12)
"""So long a department stays switched off at most, because nobody remembers to switch it on again."""

REASONS = "presence.reasons"
USUAL_REASONS = (N_("Break"), N_("Lunch"), N_("Meeting"), N_("Phone call"))
"""Those that come along; each reader reads them in their own language, while what a site writes itself stays."""

HISTORY_DAYS = "presence.history_days"
MOST_REASONS, LONGEST_REASON = 20, 60


def _check_reasons(value: object) -> None:
    reasons = value if isinstance(value, list) else []
    if len(reasons) > MOST_REASONS:
        raise InvalidInput(N_("at most %(most)s reasons"), field=REASONS, values={"most": MOST_REASONS})
    if not all(isinstance(each, str) and 0 < len(each) <= LONGEST_REASON and each.isprintable() for each in reasons):
        raise InvalidInput(
            N_("a reason has from 1 to %(most)s characters"), field=REASONS, values={"most": LONGEST_REASON}
        )


settings.declare(REASONS, list(USUAL_REASONS), _check_reasons)
settings.declare(HISTORY_DAYS, 400, settings.whole_number(HISTORY_DAYS, 30, 3650))


def presence_connected(operator_id: int, lease_key: str, now: datetime) -> None:
    """A desk was opened."""
    with transaction() as publish:
        db.session.merge(
            OperatorLease(lease_key=lease_key, operator_id=operator_id, expires_at=now + LEASE, is_idle=False)
        )
        _settle(publish, operator_id, now)


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
        gone = delete(OperatorLease).where(OperatorLease.lease_key == lease_key).returning(OperatorLease.operator_id)
        owner = db.session.execute(gone).scalar_one_or_none()
        if owner is not None:
            _settle(publish, owner, now)


def set_presence(operator_id: int, state: PresenceState, now: datetime, reason: str | None = None) -> None:
    """The operator says online, away (with one of the site's reasons, or none) or invisible.

    Offline is not said but found out.
    """
    if state is PresenceState.OFFLINE:
        raise InvalidInput("close the desk to be offline", field="state")
    if reason is not None and (state is not PresenceState.AWAY or reason not in settings.get(REASONS)):
        raise InvalidInput("choose one of the reasons of this site", field="reason", code="not_an_option")
    with transaction() as publish:
        chosen = update(Operator).where(Operator.id == operator_id, Operator.is_active.is_(True))
        found = db.session.execute(chosen.values(chosen_state=state.value, away_reason=reason).returning(Operator.id))
        if found.first() is None:
            raise NotFound("there is no such operator", code="unknown_operator")
        _settle(publish, operator_id, now)


def set_presence_of(
    operator_id: int, state: PresenceState, by: OperatorSnapshot, now: datetime, reason: str | None = None
) -> None:
    """Somebody else says it for an operator; only with the permission to."""
    if operator_id != by.id:
        demand(by, Permission.SET_PRESENCE)
    set_presence(operator_id, state, now, reason)


def set_idle(lease_key: str, now: datetime, *, is_idle: bool) -> None:
    """Nobody has touched this desk for a while, or somebody does again.

    Who has several desks is away when all are idle, and what was chosen before holds again with the first touch.
    """
    with transaction() as publish:
        changed = (
            update(OperatorLease)
            .where(OperatorLease.lease_key == lease_key, OperatorLease.is_idle.is_not(is_idle))
            .values(is_idle=is_idle)
            .returning(OperatorLease.operator_id)
        )
        owner = db.session.execute(changed).scalar_one_or_none()
        if owner is not None:
            _settle(publish, owner, now)


def pause_department(operator_id: int, department_id: int, now: datetime, *, is_paused: bool) -> None:
    """Chats of this department do not reach the operator for now, or do again."""
    with transaction() as publish:
        mine = (DepartmentPause.operator_id == operator_id, DepartmentPause.department_id == department_id)
        db.session.execute(delete(DepartmentPause).where(*mine))
        if is_paused:
            pause = DepartmentPause(operator_id=operator_id, department_id=department_id, until=now + PAUSE)
            db.session.add(pause)
        publish(events.TeamsChanged(at=now))


def leave(publish: Publish, operator_id: int, now: datetime) -> None:
    """Close an account's desks inside the caller's transaction, because it is switched off or deleted next."""
    db.session.execute(delete(OperatorLease).where(OperatorLease.operator_id == operator_id))
    _settle(publish, operator_id, now)


def expire_leases(now: datetime) -> None:
    """Forget desks that fell silent, and announce who is gone because of it."""
    if (
        db.session.execute(select(OperatorLease.lease_key).where(OperatorLease.expires_at <= now).limit(1)).first()
        is None
    ):
        db.session.rollback()
        return
    with transaction() as publish:
        late = (
            select(OperatorLease.operator_id, func.max(OperatorLease.expires_at))
            .where(OperatorLease.expires_at <= now)
            .group_by(OperatorLease.operator_id)
        )
        gone = db.session.execute(late.order_by(OperatorLease.operator_id)).all()
        db.session.execute(delete(OperatorLease).where(OperatorLease.expires_at <= now))
        for operator_id, ended_at in gone:
            _settle(publish, operator_id, now, ended_at=ended_at)


def tidy_history(now: datetime) -> None:
    """Forget what is older than the site wants to know, and pauses that are over."""
    with transaction():
        before = now - timedelta(days=settings.get(HISTORY_DAYS))
        db.session.execute(delete(PresencePeriod).where(PresencePeriod.until < before))
        db.session.execute(delete(DepartmentPause).where(DepartmentPause.until <= now))


def _settle(publish: Publish, operator_id: int, now: datetime, *, ended_at: datetime | None = None) -> None:
    """Write down and announce what is another thing than was written down last; the account's row is the lock."""
    db.session.flush()
    db.session.execute(locked(select(Operator.id).where(Operator.id == operator_id)))
    mine = (PresencePeriod.operator_id == operator_id, PresencePeriod.until.is_(None))
    known = db.session.execute(select(PresencePeriod).where(*mine)).scalar_one_or_none()
    standing = standing_of(operator_id, now)
    if standing == (OFFLINE if known is None else Standing(PresenceState(known.state), known.reason, known.is_idle)):
        return
    if known is not None:
        known.until = max(known.since, ended_at or now)
        db.session.flush()
    state, reason, is_idle = standing.state, standing.reason, standing.is_idle
    if standing != OFFLINE:
        db.session.add(
            PresencePeriod(operator_id=operator_id, state=state.value, reason=reason, is_idle=is_idle, since=now)
        )
    operator = queries.operator_by_id(operator_id)
    if operator is not None:
        publish(events.OperatorPresenceChanged(at=now, operator=operator, state=state, reason=reason, is_idle=is_idle))

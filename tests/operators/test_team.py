"""Looking after the team: who may change whom, and why nobody can lock everybody out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.departments.service import create_department
from app.domain import events
from app.domain.errors import BeckonError, Conflict, Forbidden, InvalidInput
from app.domain.roles import PRESETS, Permission, Role
from app.domain.snapshots import OperatorSnapshot, PresenceState
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.events import listen
from app.operators import managing, own_roles, people_queries, presence, queries, service
from app.operators.managing import OperatorDraft
from app.operators.models import AuditEntry, Operator, OperatorSession
from app.operators.own_roles import RoleDraft
from tests.operators.people import account, own_role, session_of
from tests.services.at_once import at_once
from tests.services.questions import questions

if TYPE_CHECKING:
    from flask import Flask

ROUNDS = 20
DEMOTED = OperatorDraft(name="Somebody", role=Role.OPERATOR)


@pytest.fixture
def adam(app: Flask) -> OperatorSnapshot:
    return account(app, "Adam", role=Role.ADMINISTRATOR)


@pytest.fixture
def eve(app: Flask) -> OperatorSnapshot:
    return account(app, "Eve", role=Role.ADMINISTRATOR)


def code_of(work: Callable[[], Any]) -> str | None:
    """How an attempt was refused."""
    try:
        work()
    except BeckonError as error:
        db.session.rollback()
        return error.code
    return None


def test_somebody_is_invited_and_joins_by_the_link(app: Flask, adam: OperatorSnapshot) -> None:
    with app.app_context():
        sales = create_department("sales", "Sales")
        draft = OperatorDraft("Ben", Role.SUPERVISOR, department_ids=(sales.id,), capacity=3)
        made, secret = managing.invite("Ben@Example.org", draft, adam, now())
        line = people_queries.person(made.id, now())
        assert line is not None
        assert (line.has_joined, line.departments, line.capacity) == (False, ("Sales",), 3)
        assert line.link_until is not None
        service.set_password_by_link(secret, "a password of Ben", now())
        assert service.check_password("ben@example.org", "a password of Ben").role is Role.SUPERVISOR
        actions = db.session.execute(select(AuditEntry.action).order_by(AuditEntry.id)).scalars().all()
        assert actions == ["operator.invited", "operator.joined"]


def test_an_invitation_is_renewed_and_withdrawn(app: Flask, adam: OperatorSnapshot) -> None:
    with app.app_context():
        made, first = managing.invite("ben@example.org", OperatorDraft("Ben", Role.OPERATOR), adam, now())
        _owner, second = managing.make_link(made.id, adam, now())
        assert service.link_owner(first, now()) is None
        assert service.link_owner(second, now()) == made
        managing.delete_operator(made.id, adam, now())
        assert service.link_owner(second, now()) is None
        assert queries.operator_by_id(made.id) is None


def test_the_last_administrator_who_can_sign_in_stays(app: Flask, adam: OperatorSnapshot) -> None:
    with app.app_context():
        invited, _secret = managing.invite("x@example.org", OperatorDraft("X", Role.ADMINISTRATOR), adam, now())
        assert code_of(lambda: managing.change_operator(adam.id, DEMOTED, adam, now())) == "last_administrator"
        for work in (managing.delete_operator, partial(managing.switch, is_active=False)):
            assert code_of(partial(work, adam.id, None, now())) == "last_administrator"
        service.set_password(invited.id, "now they can sign in", now())
        assert managing.change_operator(adam.id, DEMOTED, adam, now()).role is Role.OPERATOR


def test_nobody_switches_off_or_deletes_themselves(app: Flask, adam: OperatorSnapshot, eve: OperatorSnapshot) -> None:
    with app.app_context():
        for work in (managing.delete_operator, partial(managing.switch, is_active=False)):
            assert code_of(partial(work, adam.id, adam, now())) == "own_account"


def test_two_administrators_who_demote_each_other_at_once_leave_one(
    app: Flask, adam: OperatorSnapshot, eve: OperatorSnapshot
) -> None:
    ways: list[Callable[[int, OperatorSnapshot], Any]] = [
        lambda whom, actor: managing.change_operator(whom, DEMOTED, actor, now()),
        lambda whom, actor: managing.switch(whom, actor, now(), is_active=False),
        lambda whom, actor: managing.change_operator(actor.id, DEMOTED, actor, now()),
    ]
    for number in range(ROUNDS):
        way = ways[number % len(ways)]
        answers = at_once(app, [partial(way, eve.id, adam), partial(way, adam.id, eve)])
        assert sum(isinstance(each, BeckonError) for each in answers) == 1
        with app.app_context():
            left = [each for each in (adam, eve) if is_administrator(each.id)]
            assert len(left) == 1
            other = next(each for each in (adam, eve) if each != left[0])
            managing.switch(other.id, None, now(), is_active=True)
            managing.change_operator(other.id, OperatorDraft(other.name, Role.ADMINISTRATOR), None, now())


def is_administrator(operator_id: int) -> bool:
    found = queries.operator_by_id(operator_id)
    return found is not None and found.is_active and found.role is Role.ADMINISTRATOR


def test_nobody_gives_or_takes_more_than_they_have(app: Flask, adam: OperatorSnapshot) -> None:
    role = own_role(app, "Head of office", PRESETS[Role.OPERATOR] | {Permission.MANAGE_OPERATORS}, Role.SUPERVISOR)
    head = account(app, "Hanna", role=Role.SUPERVISOR, own_role=role)
    ben = account(app, "Ben")
    with app.app_context():
        everything = RoleDraft("Everything", Role.OPERATOR, frozenset(Permission))
        high_rank = RoleDraft("High", Role.ADMINISTRATOR, frozenset())
        attempts: list[Callable[[], Any]] = [
            lambda: managing.change_operator(ben.id, OperatorDraft("Ben", Role.SUPERVISOR), head, now()),
            lambda: managing.change_operator(head.id, OperatorDraft("Hanna", Role.ADMINISTRATOR), head, now()),
            lambda: managing.change_operator(adam.id, DEMOTED, head, now()),
            lambda: managing.switch(adam.id, head, now(), is_active=False),
            lambda: managing.delete_operator(adam.id, head, now()),
            lambda: managing.make_link(adam.id, head, now()),
            lambda: managing.end_sessions(adam.id, head, now()),
            lambda: managing.reset_two_factor(adam.id, head, now()),
            lambda: managing.invite("x@example.org", OperatorDraft("X", Role.ADMINISTRATOR), head, now()),
            lambda: own_roles.create_role(everything, head, now()),
            lambda: own_roles.create_role(high_rank, head, now()),
            lambda: own_roles.change_role(role, everything, head, now()),
            lambda: managing.invite("y@example.org", OperatorDraft("Y", Role.OPERATOR), ben, now()),
        ]
        assert [code_of(each) for each in attempts] == ["forbidden"] * len(attempts)
        assert managing.change_operator(ben.id, OperatorDraft("Benno", Role.OPERATOR, role), head, now()).permissions


def test_whoever_lost_the_permission_a_moment_ago_changes_nobody(app: Flask, adam: OperatorSnapshot) -> None:
    was = replace(account(app, "Ben"), role=Role.ADMINISTRATOR)  # as the page still believes
    with app.app_context(), pytest.raises(Forbidden):
        managing.switch(adam.id, was, now(), is_active=False)


def test_a_switched_off_operator_is_gone_everywhere_at_once(app: Flask, adam: OperatorSnapshot) -> None:
    ben = account(app, "Ben")
    session_of(app, ben)
    heard: list[Any] = []
    for kind in (events.OperatorSignedOut, events.OperatorRemoved, events.OperatorPresenceChanged):
        listen(kind, heard.append)
    with app.app_context():
        presence.presence_connected(ben.id, "a-desk", now())
        heard.clear()
        managing.switch(ben.id, adam, now(), is_active=False)
        assert {type(each) for each in heard} == {
            events.OperatorSignedOut, events.OperatorRemoved, events.OperatorPresenceChanged
        }  # fmt: skip
        assert next(each.state for each in heard if hasattr(each, "state")) is PresenceState.OFFLINE
        assert db.session.execute(select(OperatorSession)).first() is None
        assert managing.switch(ben.id, adam, now(), is_active=True).is_active


def test_a_role_in_use_stays_and_its_changes_reach_everybody_who_has_it(app: Flask, adam: OperatorSnapshot) -> None:
    role = own_role(app, "Archivist", {Permission.SEE_ARCHIVE})
    ben = account(app, "Ben", own_role=role)
    heard: list[events.OperatorChanged] = []
    listen(events.OperatorChanged, heard.append)
    with app.app_context():
        with pytest.raises(Conflict):
            own_roles.delete_role(role, adam, now())
        draft = RoleDraft("Archivist", Role.SUPERVISOR, frozenset({Permission.EXPORT_ARCHIVE}))
        own_roles.change_role(role, draft, adam, now())
        changed = queries.operator_by_id(ben.id)
        assert changed is not None
        assert (changed.role, changed.permissions) == (Role.SUPERVISOR, frozenset({Permission.EXPORT_ARCHIVE}))
        assert [each.operator_id for each in heard] == [ben.id]
        with pytest.raises(Conflict):
            own_roles.create_role(RoleDraft("ARCHIVIST", Role.OPERATOR, frozenset()), adam, now())
        managing.change_operator(ben.id, OperatorDraft("Ben", Role.OPERATOR), adam, now())
        own_roles.delete_role(role, adam, now())
        assert own_roles.own_roles() == ()


def test_departments_and_roles_that_are_gone_are_named(app: Flask, adam: OperatorSnapshot) -> None:
    with app.app_context():
        for draft in (
            OperatorDraft("Ben", Role.OPERATOR, department_ids=(99,)),
            OperatorDraft("Ben", Role.OPERATOR, 99),
            OperatorDraft("Ben", Role.OPERATOR, capacity=-1),
            OperatorDraft(" ", Role.OPERATOR),
        ):
            with pytest.raises(InvalidInput):
                managing.invite("ben@example.org", draft, adam, now())
        assert len(queries.operators()) == 1


def test_the_team_is_read_in_the_same_number_of_questions_however_many_they_are(app: Flask) -> None:
    role = own_role(app, "Own", {Permission.SEE_ARCHIVE})

    def asks() -> int:
        with app.app_context(), questions() as asked:
            people_queries.people(now())
            queries.operators()
        return len(asked)

    account(app, "Ann", own_role=role)
    few = asks()
    for number in range(8):
        account(app, f"Ben{number}", own_role=role)
    assert asks() == few


def test_who_is_deleted_leaves_an_audit_trail_under_their_name(app: Flask, adam: OperatorSnapshot) -> None:
    ben = account(app, "Ben", role=Role.SUPERVISOR)
    with app.app_context():
        managing.end_sessions(adam.id, adam, now())
        managing.delete_operator(ben.id, adam, now())
        row = db.session.execute(select(AuditEntry).order_by(AuditEntry.id.desc())).scalars().first()
        assert row is not None
        assert (row.operator_name, row.action, row.subject) == ("Adam", "operator.deleted", "Ben")
        assert db.session.execute(select(Operator.id).where(Operator.id == ben.id)).first() is None

"""Fixtures of goals: a shop that invites, a visitor who browses, and a shop whose goals are counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from app.conversions import queries, service
from app.conversions.models import Conversion
from app.conversions.vocabulary import GoalDraft, ReportOutcome, worth_of
from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot, PageSnapshot
from app.foundation.clock import now as present_moment
from app.foundation.database import db, transaction
from app.invitations.vocabulary import Granted, Refusal, Refused
from app.operators import service as accounts
from app.plugin_api.goals import SightingSource
from app.visitors.queries import visitor_by_key
from tests.invitations.conftest import Browser, Shop

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock


@dataclass
class Customer(Browser):
    """A visitor who may reach a goal; ``granted`` is the invitation on the screen."""

    granted: Granted | Refused = field(default_factory=lambda: Refused(Refusal.UNKNOWN))

    def reports(
        self,
        identifier: str = "ordered",
        source: SightingSource = SightingSource.SCRIPT,
        *,
        value: object = None,
        currency: object = None,
        request_key: str | None = None,
    ) -> ReportOutcome:
        """Tell that a goal is reached."""
        visitor = visitor_by_key(self.key or "")
        assert visitor is not None
        worth = worth_of(value, currency)
        with transaction() as publish:
            return service.record_report(
                publish, visitor, identifier, source, worth, present_moment(), request_key=request_key
            )

    def reaches(self, url: str) -> None:
        """Open a page that may be a goal."""
        self.opens(url)
        visitor = visitor_by_key(self.key or "")
        assert visitor is not None
        with transaction() as publish:
            service.record_page(publish, visitor, PageSnapshot(url, ""), present_moment())


def aims(**fields: Any) -> str:
    """Define a goal; its identifier."""
    return service.create_goal(GoalDraft(**{"name": "Ordered", "key": "ordered"} | fields), present_moment())


def conversions() -> list[Conversion]:
    """Everything that was credited, oldest first."""
    return list(db.session.execute(db.select(Conversion).order_by(Conversion.id)).scalars())


def outcomes() -> list[str]:
    """What became of the reports, oldest first."""
    return [line.outcome.value for line in reversed(queries.latest_reports())]


@pytest.fixture
def shop(inside: Flask, clock: FrozenClock) -> Shop:
    """A shop whose operator is there and whose invitation for the pricing page is live; time stands still."""
    made: OperatorSnapshot = accounts.create_operator(
        email="anna@shop.test", name="Anna", role=Role.ADMINISTRATOR, department_ids=(), now=present_moment()
    )
    opened = Shop(made)
    opened.opens_desk()
    opened.invites()
    return opened


@pytest.fixture
def customer(shop: Shop) -> Customer:
    """Somebody who was just shown the invitation."""
    made = Customer()
    made.opens()
    made.granted = made.claims()
    assert isinstance(made.granted, Granted)
    return made

"""Fixtures of the invitations feature: a shop with a team, invitations, and a visitor who opens pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from app.chats.queries import standing_of
from app.departments.service import create_department
from app.domain.roles import Role
from app.domain.snapshots import EmbedSnapshot, OperatorSnapshot, PageSnapshot
from app.foundation.clock import now as present_moment
from app.foundation.database import transaction
from app.invitations import authoring, queries, service
from app.invitations.vocabulary import (
    ArmedInvitation,
    ClaimRequest,
    Granted,
    InvitationDraft,
    LogKind,
    Refused,
)
from app.operators import presence
from app.operators import service as accounts
from app.visitors import service as visitors
from app.visitors.reports import PageReport

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)
PRICING = {"all": [{"fact": "page.url", "is": "contains", "value": "/pricing"}]}


@dataclass
class Shop:
    """The team's side: operators who come and go, and invitations."""

    operator: OperatorSnapshot

    def opens_desk(self) -> None:
        """The operator is there."""
        presence.presence_connected(self.operator.id, "desk-1", present_moment())

    def closes_desk(self) -> None:
        """The operator is gone."""
        presence.presence_disconnected("desk-1", present_moment())

    def invites(self, key: str = "pricing-help", *, launched: bool = True, **fields: Any) -> str:
        """Write an invitation and launch it; its key."""
        values: dict[str, Any] = {"name": key, "message_html": "<p>Need a hand?</p>", "conditions": PRICING, **fields}
        now = present_moment()
        saved = authoring.create_invitation(InvitationDraft(**values), operator_id=self.operator.id, now=now, key=key)
        if launched:
            authoring.launch(saved.key, operator_id=self.operator.id, now=now)
        return saved.key


@dataclass
class Browser:
    """A visitor's browser with one or more tabs."""

    embed: EmbedSnapshot = field(default_factory=EmbedSnapshot)
    is_lasting: bool = True
    key: str | None = None
    visitor_id: int = 0
    opened: int = 0
    url: str = ""
    armed: tuple[ArmedInvitation, ...] = ()

    def opens(self, url: str = "https://shop.test/pricing", *, tab: str = "tab-1") -> list[str]:
        """Open a page; the keys of what is armed there, in order."""
        self.opened += 1
        self.url = url
        report = PageReport(
            url=url, page_key=f"page-{self.opened}", tab_key=tab, title="A page", user_agent=CHROME, embed=self.embed,
            is_lasting=self.is_lasting,
        )  # fmt: skip
        with transaction() as publish:
            outcome = visitors.record_page_view(publish, report, visitor_key=self.key, now=present_moment())
            page = outcome.visitor.page or PageSnapshot(url, "")
            self.armed = service.arm(
                visitor=outcome.visitor,
                page=page,
                standing=standing_of(outcome.visitor.id),
                now=present_moment(),
            )
        self.key, self.visitor_id = outcome.visitor.key, outcome.visitor.id
        return [each.key for each in self.armed]

    def claims(self, key: str = "pricing-help", *, tab: str = "tab-1", **fields: Any) -> Granted | Refused:
        """Say that the test holds in this tab now."""
        assert self.key is not None
        version = next((each.version for each in self.armed if each.key == key), 1)
        values: dict[str, Any] = {"version": version, "page": PageSnapshot(self.url, "A page"), **fields}
        return service.claim(
            ClaimRequest(visitor_key=self.key, invitation_key=key, tab_key=tab, **values), present_moment()
        )

    def reason(self, key: str = "pricing-help", **fields: Any) -> str:
        """The reason of a refusal; a granted claim gives ``granted``."""
        decision = self.claims(key, **fields)
        return decision.reason.value if isinstance(decision, Refused) else "granted"

    def signals(self, granted: Granted | Refused, kind: LogKind, link: str | None = None) -> None:
        """Tell what became of a showing."""
        assert isinstance(granted, Granted)
        with transaction() as publish:
            service.record_signal(
                publish,
                visitor_id=self.visitor_id,
                impression_key=granted.impression.key,
                kind=kind,
                link=link,
                now=present_moment(),
            )

    def log(self) -> list[tuple[str, str | None]]:
        """Kinds and reasons of the log about this visitor, oldest first."""
        return [(line.kind.value, line.reason) for line in reversed(queries.log_of_visitor(self.visitor_id))]


@pytest.fixture
def shop(inside: Flask, clock: FrozenClock) -> Shop:
    """A shop whose operator has an open desk; time stands still."""
    create_department("sales", "Sales")
    made = accounts.create_operator(
        email="anna@shop.test", name="Anna", role=Role.ADMINISTRATOR, department_ids=(), now=present_moment()
    )
    opened = Shop(made)
    opened.opens_desk()
    return opened


@pytest.fixture
def browser(shop: Shop) -> Browser:
    """A visitor who has not come yet."""
    return Browser()

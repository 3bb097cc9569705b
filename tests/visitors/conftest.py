"""Fixtures of the visitors feature: somebody who opens pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from app.foundation.clock import now as present_moment
from app.foundation.database import transaction
from app.visitors import service
from app.visitors.reports import PageReport
from app.visitors.service import PageViewOutcome

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)


@dataclass
class Somebody:
    """A visitor's browser: opens pages, gives signs of life, goes away."""

    key: str | None = None
    opened: int = 0

    def opens(self, url: str = "https://shop.test/", *, tab: str = "first-tab", **fields: Any) -> PageViewOutcome:
        """Open a page at the present moment."""
        self.opened += 1
        fields.setdefault("page_key", f"page-{self.opened}")
        fields.setdefault("user_agent", CHROME)
        with transaction() as publish:
            outcome = service.record_page_view(
                publish, PageReport(url=url, tab_key=tab, **fields), visitor_key=self.key, now=present_moment()
            )
        self.key = outcome.visitor.key
        return outcome

    def is_active(self, page_key: str | None = None) -> Any:
        """Give a sign of life from the latest page."""
        assert self.key is not None
        with transaction() as publish:
            return service.record_activity(publish, self.key, page_key or f"page-{self.opened}", present_moment())

    def leaves(self, page_key: str | None = None) -> None:
        """Close the latest page."""
        assert self.key is not None
        with transaction() as publish:
            service.record_left(publish, self.key, page_key or f"page-{self.opened}", present_moment())


@pytest.fixture
def somebody(inside: Flask, clock: FrozenClock) -> Somebody:
    """A visitor who has not come yet; time stands still."""
    return Somebody()


@pytest.fixture
def at(clock: FrozenClock) -> datetime:
    """The moment at which the test begins."""
    return clock.at

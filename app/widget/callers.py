"""Who is calling: a person's browser that may be tracked, or somebody of whom nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.visitors.agents import Headers, Hints, hints_from_headers
from app.visitors.crawlers import is_machine_request, is_opened_ahead
from app.visitors.models import LONGEST_AGENT


class Untracked(StrEnum):
    """Why nothing about a caller is stored."""

    MACHINE = "machine"
    OPENED_AHEAD = "opened_ahead"
    PRIVACY_SIGNAL = "privacy_signal"
    OPERATOR = "operator"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Caller:
    """The visitor's browser as one request shows it. ``untracked`` is None for everybody who counts."""

    address: str | None
    user_agent: str
    hints: Hints
    untracked: Untracked | None


def caller_of(headers: Headers, address: str | None, *, is_operator: bool) -> Caller:
    """Judge a request by its headers; ``Sec-GPC: 1`` is a person's wish not to be tracked and is followed."""
    user_agent = headers.get("User-Agent", "")[:LONGEST_AGENT]
    untracked = None
    if is_machine_request(user_agent, headers):
        untracked = Untracked.MACHINE
    elif is_opened_ahead(headers):
        untracked = Untracked.OPENED_AHEAD
    elif headers.get("Sec-GPC", "").strip() == "1":
        untracked = Untracked.PRIVACY_SIGNAL
    elif is_operator:
        untracked = Untracked.OPERATOR
    return Caller(address, user_agent, hints_from_headers(headers), untracked)

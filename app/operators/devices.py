"""From which browser somebody signs in, as far as it is shown to them again."""

from __future__ import annotations

from dataclasses import dataclass

import ua_parser
from flask import has_request_context, request

from app.operators.audit import masked_address

LONGEST_AGENT = 1000
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Device:
    """A browser by name and system, and the masked address from which it asks."""

    browser: str | None = None
    system: str | None = None
    address: str | None = None


def this_device() -> Device:
    """The browser behind this request; an empty one on the command line."""
    if not has_request_context():
        return Device()
    found = ua_parser.parse(request.headers.get("User-Agent", "")[:LONGEST_AGENT])
    browser, system = found.user_agent, found.os
    return Device(
        browser=None if browser is None else _name(browser.family, browser.major),
        system=None if system is None else _name({"Mac OS X": "macOS"}.get(system.family, system.family), system.major),
        address=masked_address(request.remote_addr),
    )


def _name(family: str, version: str | None) -> str:
    return " ".join(part for part in (family, version) if part)[:LONGEST_NAME]

"""What a serving process does before it goes away: whoever makes others wait registers here how they are let go."""

from __future__ import annotations

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)
_farewells: list[Callable[[], None]] = []


def before_leaving(farewell: Callable[[], None]) -> Callable[[], None]:
    """Call this function when the process is told to end."""
    _farewells.append(farewell)
    return farewell


def say_farewells() -> None:
    """The process ends now; one that raises is logged and the others are still called."""
    for farewell in tuple(_farewells):
        try:
            farewell()
        except Exception:
            logger.exception("the farewell %s failed", farewell)

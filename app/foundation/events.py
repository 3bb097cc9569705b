"""Who hears what: domain events are delivered here, after the commit, to everybody who listens."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from app.domain.events import DomainEvent

logger = logging.getLogger(__name__)
E = TypeVar("E", bound=DomainEvent)

_listeners: defaultdict[type[DomainEvent], list[Callable[[Any], None]]] = defaultdict(list)


def listen(kind: type[E], function: Callable[[E], None]) -> None:
    """Call ``function`` with every later event of exactly this kind; listening twice is listening once."""
    if function not in _listeners[kind]:
        _listeners[kind].append(function)


def deliver(event: DomainEvent) -> None:
    """Tell every listener; one that raises is logged and the others still hear."""
    for function in tuple(_listeners[type(event)]):
        try:
            function(event)
        except Exception:
            logger.exception("listener %s failed on %s", function, type(event).__name__)

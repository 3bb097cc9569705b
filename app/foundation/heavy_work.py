"""Work that keeps a processor busy is done in a thread of the system, so that everybody else's requests go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from gevent import get_hub
from gevent.monkey import is_module_patched

from app.domain.errors import BeckonError

P = ParamSpec("P")
R = TypeVar("R")


def beside(function: Callable[P, R], *given: P.args, **named: P.kwargs) -> R:
    """Call ``function`` beside the event loop of a server, and directly elsewhere.

    It must know nothing of the request or the database. What it raises is raised here.
    """
    if not is_module_patched("threading"):
        return function(*given, **named)
    raised: list[BeckonError] = []

    def work() -> R | None:
        try:
            return function(*given, **named)
        except BeckonError as error:  # the pool would write it to the log, with whatever a visitor sent
            raised.append(error)
            return None

    pool: Any = get_hub().threadpool
    done: R = pool.apply(work)
    if raised:
        raise raised[0]
    return done

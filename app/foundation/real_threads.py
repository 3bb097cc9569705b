"""Work that computes for long without a pause is done beside the cooperative server, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, ParamSpec, TypeVar

from gevent import get_hub, monkey
from gevent.threadpool import ThreadPool

P = ParamSpec("P")
R = TypeVar("R")
AT_ONCE = 2
"""Hashing a password takes 64 MiB, so that only a few are hashed at the same time."""


def beside(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What ``work`` returns or raises; in a real thread where gevent runs the server, else right here.

    ``work`` may use neither the database nor the request, because both belong to the greenlet that asks.
    """
    if not monkey.is_module_patched("threading"):
        return work(*args, **kwargs)
    answer, refusal = _pool(id(get_hub())).apply(_kept, (work, args, kwargs))
    if refusal is not None:
        raise refusal
    result: R = answer
    return result


def _kept(work: Callable[..., Any], args: Any, kwargs: Any) -> tuple[Any, Exception | None]:
    """An exception is handed back: one that left the thread would be printed to the log."""
    try:
        return work(*args, **kwargs), None
    except Exception as error:  # noqa: BLE001 - raised again where it was asked for
        return None, error


@cache
def _pool(_hub: int) -> Any:
    return ThreadPool(AT_ONCE)

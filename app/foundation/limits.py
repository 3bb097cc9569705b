"""How often one address or account may knock: limits shared by all workers where there is Redis."""

from __future__ import annotations

import logging
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import RateLimitItem
from limits.errors import StorageError
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app.foundation.configuration import Configuration

logger = logging.getLogger(__name__)
REDIS_SECONDS = 0.5
IPV6_NETWORK = 64

limiter = Limiter(key_func=get_remote_address, headers_enabled=False)
_of_this_process = MovingWindowRateLimiter(MemoryStorage())


def init_limits(app: Flask, config: Configuration) -> None:
    """Count in Redis where there is one, else in this process; when Redis fails, count in the process again."""
    app.config.update(
        RATELIMIT_STORAGE_URI=config.redis_url or "memory://",
        RATELIMIT_STORAGE_OPTIONS=_redis_options() if config.redis_url else {},
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(config.redis_url),
        RATELIMIT_STRATEGY="moving-window",
        RATELIMIT_SWALLOW_ERRORS=False,
    )
    limiter.init_app(app)


def is_allowed(limit: RateLimitItem, *key: str) -> bool:
    """Count one try for ``key``; False when the limit is reached. While Redis is away each process counts by itself."""
    try:
        return bool(limiter.limiter.hit(limit, *key))
    except StorageError as error:
        logger.warning("limits are counted by this process alone: %s", type(error.storage_error).__name__)
        return _of_this_process.hit(limit, *key)


def address_key(address: str | None) -> str:
    """The part of an address that one person cannot change at will: all of an IPv4 one, the network of an IPv6 one."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return ""
    return str(ip_network((found, IPV6_NETWORK), strict=False)) if isinstance(found, IPv6Address) else str(found)


def _redis_options() -> dict[str, object]:
    return {"wrap_exceptions": True, "socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS}

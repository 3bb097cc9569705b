"""Limits and sessions hold for all workers together, and signing in goes on when Redis does not."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from limits import parse

from app.factory import create_app
from app.foundation.limits import address_key, is_allowed, limiter
from tests.operators.people import account, desk_of

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.configuration import Configuration
    from tests.services.redis_server import RedisServer

THREE = parse("3 per minute")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Counted in memory or in Redis."""
    return sqlite_url


def test_an_address_is_counted_by_what_a_person_cannot_change() -> None:
    assert address_key("203.0.113.9") == "203.0.113.9"
    assert address_key("2001:db8:1:2:3::4") == address_key("2001:db8:1:2::ffff") == "2001:db8:1:2::/64"
    assert address_key("2001:db8:1:3::4") != address_key("2001:db8:1:2::4")
    assert (address_key(None), address_key("<script>")) == ("", "")


def test_a_limit_counts_each_key_by_itself(app: Flask) -> None:
    assert [is_allowed(THREE, "login", "anna") for _ in range(4)] == [True, True, True, False]
    assert is_allowed(THREE, "login", "ben")
    limiter.reset()


@pytest.mark.redis
def test_workers_count_together_in_redis(configuration: Configuration, redis_server: RedisServer) -> None:
    shared = replace(configuration, redis_url=redis_server.url)
    counted = []
    for _ in range(2):
        create_app(shared)
        counted += [is_allowed(THREE, "login", "anna"), is_allowed(THREE, "login", "anna")]
    assert counted == [True, True, True, False]


@pytest.mark.redis
def test_a_session_is_good_at_every_worker(configuration: Configuration, redis_server: RedisServer) -> None:
    shared = replace(configuration, redis_url=redis_server.url)
    first, second = create_app(shared), create_app(shared)
    desk = desk_of(first, account(first))
    elsewhere = desk_of(second)
    elsewhere.client.set_cookie("beckon", desk.session_cookie())
    assert elsewhere.is_signed_in()
    desk.submits("/logout")
    assert not elsewhere.is_signed_in()


@pytest.mark.redis
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_without_redis_each_worker_counts_alone(
    configuration: Configuration, new_redis: RedisServer, how: signal.Signals
) -> None:
    app = create_app(replace(configuration, redis_url=new_redis.url))
    anna = account(app)
    os.kill(new_redis.process_id, how)
    assert [is_allowed(THREE, "login", f"{how}") for _ in range(4)] == [True, True, True, False]
    assert desk_of(app).signs_in(anna).status_code == 302

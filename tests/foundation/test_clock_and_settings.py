"""The one clock, and the settings that administrators change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from app.domain.errors import InvalidInput
from app.foundation import clock, settings

if TYPE_CHECKING:
    from flask import Flask


def test_the_clock_is_aware_and_in_utc() -> None:
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.monotonic() <= clock.monotonic()


def test_a_frozen_clock_moves_when_it_is_told() -> None:
    berlin = timezone(timedelta(hours=1))
    with clock.frozen(datetime(2026, 1, 1, 1, tzinfo=berlin)) as frozen:
        began = clock.monotonic()
        assert clock.now() == datetime(2026, 1, 1, tzinfo=UTC)
        assert clock.now().tzinfo is UTC
        frozen.advance(90)
        assert clock.now() == datetime(2026, 1, 1, 0, 1, 30, tzinfo=UTC)
        assert clock.monotonic() - began == 90
    assert clock.now().year >= 2026


def test_frozen_clocks_nest() -> None:
    first, second = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
    with clock.frozen(first):
        with clock.frozen(second):
            assert clock.now() == second
        assert clock.now() == first


def test_a_setting_has_its_default_until_it_is_changed(inside: Flask) -> None:
    assert settings.get("site.name") == "Beckon"
    settings.change("site.name", "Help")
    settings.change("site.name", "Help 😀")
    assert settings.get("site.name") == "Help 😀"


@pytest.mark.parametrize(
    ("name", "value"),
    [("site.nmae", "x"), ("site.name", 5), ("invitations.pause_after_chat_hours", "24"), ("site.name", None)],
)
def test_a_wrong_setting_is_refused_by_name(inside: Flask, name: str, value: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        settings.change(name, value)
    assert refused.value.field == name


def test_an_undeclared_setting_is_an_error_of_the_code(inside: Flask) -> None:
    with pytest.raises(KeyError):
        settings.get("no.such.setting")
    settings.declare("site.name", "Beckon")
    with pytest.raises(ValueError, match=r"site\.name"):
        settings.declare("site.name", "Other")

"""The rail: who sees what, in which order, and what is refused."""

from __future__ import annotations

import pytest
from flask import Flask

from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot
from app.shell import navigation
from app.shell.assets import UnknownAssetError
from app.shell.navigation import NavigationEntry, NavigationError


@pytest.fixture(autouse=True)
def empty_rail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test starts with an empty rail and leaves the real one alone."""
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(navigation, "_rail_parts", [])


def operator(role: Role) -> OperatorSnapshot:
    """Somebody with this role."""
    return OperatorSnapshot(id=1, email="anna@shop.example", name="Anna", role=role, is_active=True)


def test_entries_come_in_their_order_whoever_registers_first() -> None:
    navigation.register(NavigationEntry("settings.index", "Settings", "settings", 90))
    navigation.register(NavigationEntry("desk.index", "Desk", "messages-square", 10))
    assert [entry.endpoint for entry in navigation.entries(operator(Role.OPERATOR))] == ["desk.index", "settings.index"]


def test_an_operator_does_not_see_what_only_administrators_may_open() -> None:
    navigation.register(NavigationEntry("plugins.index", "Plugins", "puzzle", 80, Role.ADMINISTRATOR))
    assert navigation.entries(operator(Role.SUPERVISOR)) == []
    assert len(navigation.entries(operator(Role.ADMINISTRATOR))) == 1


def test_the_same_entry_may_be_registered_again_but_another_for_the_same_page_is_refused_by_name() -> None:
    navigation.register(NavigationEntry("desk.index", "Desk", "messages-square", 10))
    navigation.register(NavigationEntry("desk.index", "Desk", "messages-square", 10))
    with pytest.raises(NavigationError, match=r"desk\.index"):
        navigation.register(NavigationEntry("desk.index", "Desk", "inbox", 10))


def test_an_icon_outside_the_set_is_refused_by_name() -> None:
    with pytest.raises(UnknownAssetError, match="no-such-icon"):
        navigation.register(NavigationEntry("desk.index", "Desk", "no-such-icon", 10))


def test_start_up_stops_and_names_every_entry_without_a_page() -> None:
    navigation.register(NavigationEntry("desk.index", "Desk", "messages-square", 10))
    navigation.register(NavigationEntry("map.index", "Map", "globe", 20))
    with pytest.raises(NavigationError, match=r"desk\.index, map\.index"):
        navigation.require_endpoints(Flask("empty"))

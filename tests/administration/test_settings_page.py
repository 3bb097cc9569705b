"""The settings of the site: kept together or not at all, for administrators, in force at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.roles import Role
from app.foundation import settings
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

WRITTEN = {
    "site_name": "Shop help",
    "language": "de",
    "time_zone": "Europe/Berlin",
    "domains": "https://www.shop.test/start\nblog.shop.test, shop.test",
    "pause_after_chat": "12",
    "pause_after_manual": "6",
    "per_visit": "1",
    "per_week": "3",
    "gap": "90",
    "mute": "7",
    "file_megabytes": "5",
    "answer_amber": "30",
    "answer_red": "90",
}


@pytest.fixture
def administrator(app: Flask) -> Desk:
    return desk_of(app, account(app, "Ann", role=Role.ADMINISTRATOR))


def test_what_is_saved_holds_and_is_shown_again(app: Flask, administrator: Desk) -> None:
    administrator.opens("/settings")
    assert administrator.submits("/settings", WRITTEN).location == "/settings"
    with app.app_context():
        assert settings.get("site.time_zone") == "Europe/Berlin"
        assert settings.get("site.domains") == ["shop.test", "blog.shop.test"]
        assert settings.recent("invitations.budget_gap_seconds") == 90
        assert settings.get("invitations.sound") is False
        assert settings.get("desk.answer_target_seconds.amber") == 30
        assert (settings.get("chats.file_megabytes"), settings.get("chats.files_pdf")) == (5, False)
    page = administrator.opens("/settings").text
    assert "<title>Settings · Shop help</title>" in page
    assert 'value="Europe/Berlin" selected' in page or 'selected value="Europe/Berlin"' in page
    assert "In Europe/Berlin it is" in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("time_zone", "Europe/Berlim", "Not a valid choice"),
        ("language", "tlh", "Not a valid choice"),
        ("per_visit", "-1", "Number must be between"),
        ("file_megabytes", "26", "Number must be between"),
        ("answer_red", "29", "Red cannot come before amber"),
        ("gap", "soon", "Not a valid integer value"),
        ("site_name", " ", "Give it a name"),
        ("pause_after_chat", "9999", "Number must be between"),
        ("domains", "not a domain", "is no domain"),
    ],
)
def test_a_wrong_value_is_refused_beside_its_field_and_nothing_is_kept(
    app: Flask, administrator: Desk, field: str, value: str, words: str
) -> None:
    administrator.opens("/settings")
    refused = administrator.submits("/settings", WRITTEN | {field: value})
    assert refused.status_code == 422
    assert words in refused.text
    assert f'href="#{field}"' in refused.text
    with app.app_context():
        assert settings.get("site.name") == "Beckon"


def test_a_preset_fills_the_fields_and_is_kept_when_saved(app: Flask, administrator: Desk) -> None:
    administrator.opens("/settings")
    filled = administrator.submits("/settings", WRITTEN | {"preset": "gentle"}).text
    for name, number in (("per_visit", 2), ("per_week", 5), ("gap", 60), ("mute", 30)):
        control = next(each for each in filled.split("<input ") if f'name="{name}"' in each)
        assert f'value="{number}"' in control
    assert "Shop help" in filled
    with app.app_context():
        assert settings.get("invitations.budget_per_visit") == 0


def test_only_administrators_find_the_settings(app: Flask, administrator: Desk) -> None:
    supervisor = desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))
    assert 'href="/settings"' in administrator.opens("/embed-code").text
    assert 'href="/settings"' not in supervisor.opens("/embed-code").text
    assert supervisor.opens("/settings").status_code == 403

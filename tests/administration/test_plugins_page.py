"""The page of plugins: what there is, whether it is in use, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.snapshots import Role
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.configuration import Configuration


@pytest.fixture
def administrator(app: Flask) -> Desk:
    """An administrator's browser."""
    return desk_of(app, account(app, "Ada", role=Role.ADMINISTRATOR))


def test_every_plugin_is_listed_with_its_state(administrator: Desk) -> None:
    page = administrator.opens("/plugins").text

    assert "Page targeting" in page
    assert "url_targeting" in page
    assert ">On<" in page


def test_a_plugin_that_cannot_be_used_says_why(configuration: Configuration, administrator: Desk) -> None:
    broken = configuration.instance_path / "plugins" / "weather"
    broken.mkdir(parents=True)
    (broken / "plugin.toml").write_text('id = "weather"\nname = "<b>Weather</b>"\n', encoding="utf-8")

    page = administrator.opens("/plugins").text

    assert "weather" in page
    assert "<b>Weather" not in page


def test_supervisors_may_not_see_it(app: Flask) -> None:
    desk = desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))

    assert desk.opens("/plugins").status_code == 403
    assert 'href="/plugins"' not in desk.opens("/invitations").text


def test_only_the_page_that_is_open_is_marked_in_the_navigation(administrator: Desk) -> None:
    page = administrator.opens("/plugins").text

    assert page.count('aria-current="page"') == 1

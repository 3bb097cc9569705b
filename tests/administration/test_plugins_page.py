"""The page of plugins: what there is, whether it is in use, and what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from app.domain.roles import Role
from app.plugin_host.enabled import read_enabled, write_enabled
from tests.operators.people import Desk, account, desk_of
from tests.plugin_host.installing import install
from tests.plugin_host.pictures import CHAT, NOON
from tests.plugin_host.test_hostile_facts import launch, open_desk, post

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.configuration import Configuration


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What pages say does not depend on the database; `tests/plugin_host/test_handbook.py` runs on both."""
    return sqlite_url


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


SAVING = """
@hookimpl
def register_settings():
    from app.plugin_api.comparing import Identifier, Number, OneOf, YesOrNo
    return [
        Setting("days", "Days", "How many.", Number(least=1, most=9, whole=True), 3),
        Setting("mode", "Mode", "", OneOf(("soft", "loud")), "soft"),
        Setting("is_on", "Switched on", "", YesOrNo(), True),
        Setting("key", "Key", "Of the service.", Identifier(), "none", is_secret=True),
    ]

@hookimpl
def chat_started(chat):
    raise RuntimeError("out of <b>order</b>, 100%")
"""


@pytest.fixture
def with_acme(configuration: Configuration, request: pytest.FixtureRequest) -> Desk:
    """An administrator's browser where the plugin ``acme`` runs."""
    install(configuration.instance_path, "acme", SAVING, name="Acme 100%")
    app: Flask = request.getfixturevalue("app")
    return desk_of(app, account(app, "Ada", role=Role.ADMINISTRATOR))


def values_of(desk: Desk) -> dict[str, object]:
    app = desk.client.application
    with app.app_context():
        return dict(app.extensions["beckon.plugins"].settings["acme"])


def test_the_settings_of_a_plugin_are_a_form_on_its_page(with_acme: Desk) -> None:
    page = with_acme.opens("/plugins/acme").text
    assert "From 1 to 9." in page
    assert ">none<" not in page

    saved = with_acme.submits(
        "/plugins/acme",
        {"setting_days": "5", "setting_mode": "loud", "setting_key": "s3cret"},
        follow_redirects=True,
    )

    assert "The settings are saved." in saved.text
    assert "s3cret" not in saved.text
    assert values_of(with_acme) == {"days": 5, "mode": "loud", "is_on": False, "key": "s3cret"}
    with_acme.submits("/plugins/acme", {"setting_days": "6", "setting_mode": "loud", "setting_key": ""})
    assert values_of(with_acme)["key"] == "s3cret"


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"setting_days": "10"}, "This value must be at most 9."),
        ({"setting_days": "many"}, "This value must be a number, not a text."),
        ({"setting_days": "nan"}, "This value must be a finite number."),
        ({"setting_days": "1e400"}, "This value must be a finite number."),
        ({"setting_days": ""}, "This value must be a number"),
        ({"setting_days": "2.5"}, "This value must be a whole number."),
        ({"setting_mode": "wild"}, "Not a valid choice"),
        ({"setting_key": "two words"}, "This value must be a name without blanks."),
        ({"setting_key": "k" * 3000}, "longer than"),
    ],
)
def test_a_wrong_setting_is_refused_beside_its_field_and_nothing_is_saved(
    with_acme: Desk, given: dict[str, str], problem: str
) -> None:
    with_acme.opens("/plugins/acme")
    before = values_of(with_acme)

    answer = with_acme.submits(
        "/plugins/acme", {"setting_days": "4", "setting_mode": "loud", "setting_key": "k"} | given
    )

    assert answer.status_code == 422
    assert problem in answer.text
    assert values_of(with_acme) == before


def test_the_page_says_what_a_plugin_adds_and_what_went_wrong_today_in_words(with_acme: Desk) -> None:
    app = with_acme.client.application
    running = app.extensions["beckon.plugins"]
    with app.app_context():
        for _ in range(2):
            running.notify("chat_started", {"chat": CHAT, "at": NOON})
            assert running.wait_until_heard(10)

    listed, page = with_acme.opens("/plugins").text, with_acme.opens("/plugins/acme").text

    for told in (listed, page):
        assert "Acme 100%" in told
        assert "4 settings" in told
        assert "Failed in <code>chat_started</code>: RuntimeError: out of &lt;b&gt;order&lt;/b&gt;, 100%" in " ".join(
            told.split()
        ).replace("<span> ", "")
        assert 'data-time="exact"' in told
    assert "<strong>2</strong>" in page


def test_errors_are_remembered_over_a_restart(configuration: Configuration, with_acme: Desk) -> None:
    app = with_acme.client.application
    with app.app_context():
        app.extensions["beckon.plugins"].notify("chat_started", {"chat": CHAT, "at": NOON})
        assert app.extensions["beckon.plugins"].wait_until_heard(10)
        app.extensions["beckon.plugins"].write_down()

    restarted = import_module("app.factory").create_app(configuration)

    page = desk_of(restarted, account(restarted, "Eva", role=Role.ADMINISTRATOR)).opens("/plugins/acme").text
    assert "<strong>1</strong>" in page


def test_a_plugin_is_switched_on_and_off_for_the_next_start(configuration: Configuration, with_acme: Desk) -> None:
    with_acme.opens("/plugins")

    off = with_acme.submits("/plugins/acme/switch", {"wanted": "off"}, follow_redirects=True)
    assert "It is left out from the next start on." in off.text
    assert "Off from the next start" in off.text
    assert "acme" not in (read_enabled(configuration.instance_path) or ())

    on = with_acme.submits("/plugins/acme/switch", {"wanted": "on"}, follow_redirects=True)
    assert "It is loaded from the next start on." in on.text
    assert "acme" in (read_enabled(configuration.instance_path) or ())


def test_a_plugin_with_which_beckon_would_not_start_stays_off_and_the_reason_is_told(
    configuration: Configuration, with_acme: Desk
) -> None:
    install(configuration.instance_path, "broken", "1 / 0")
    write_enabled(configuration.instance_path, ["url_targeting", "acme"])
    with_acme.opens("/plugins")

    answer = with_acme.submits("/plugins/broken/switch", {"wanted": "on"}, follow_redirects=True)

    assert "It stays off, because Beckon would not start with it" in answer.text
    assert "ZeroDivisionError" in answer.text
    assert "broken" not in (read_enabled(configuration.instance_path) or ())


def test_a_plugin_without_which_another_cannot_start_stays_on_and_the_other_is_named(
    configuration: Configuration, request: pytest.FixtureRequest
) -> None:
    code = "@hookimpl\ndef register_invitation_types():\n    return [InvitationType('a', 'A', 'A', ('page.url',))]\n"
    install(configuration.instance_path, "acme", code)
    app: Flask = request.getfixturevalue("app")
    desk = desk_of(app, account(app, "Ada", role=Role.ADMINISTRATOR))
    desk.opens("/plugins")

    answer = desk.submits("/plugins/url_targeting/switch", {"wanted": "off"}, follow_redirects=True)

    assert "It stays on, because Beckon would not start without it: plugin acme" in answer.text.replace(
        "Plugin", "plugin"
    )
    assert "url_targeting" in (read_enabled(configuration.instance_path) or ())


def test_a_switch_says_what_it_wants_and_of_which_plugin(with_acme: Desk) -> None:
    with_acme.opens("/plugins")

    assert with_acme.submits("/plugins/acme/switch").status_code == 422
    assert with_acme.submits("/plugins/nobody/switch", {"wanted": "on"}).status_code == 404
    assert with_acme.opens("/plugins/nobody").status_code == 404
    assert with_acme.client.post("/plugins/acme/switch", data={"wanted": "off"}).status_code == 400


def test_a_plugin_with_tables_says_that_they_have_to_be_made(configuration: Configuration, with_acme: Desk) -> None:
    folder = install(configuration.instance_path, "tables", "")
    (folder / "migrations").mkdir()
    (folder / "migrations" / "first.py").write_text("revision = '1'\ndown_revision = None\n", encoding="utf-8")

    assert "run “beckon db upgrade” before the next start" in with_acme.opens("/plugins/tables").text


def test_in_safe_mode_every_page_says_so_and_no_plugin_is_loaded(configuration: Configuration, with_acme: Desk) -> None:
    app = with_acme.client.application
    with app.app_context():
        rule = {"fact": "page.url", "is": "contains", "value": "/"}
        launch("needs-a-plugin", rule)
        open_desk()
    safe = import_module("app.factory").create_app(replace(configuration, safe_mode=True))
    desk = desk_of(safe, account(safe, "Eva", role=Role.ADMINISTRATOR))

    for path in ("/", "/visitors", "/invitations", "/plugins", "/plugins/acme", "/statistics"):
        assert "Safe mode: no plugin is loaded." in desk.opens(path).text, path
    assert "Safe mode" not in with_acme.opens("/visitors").text
    assert "needs-a-plugin" in desk.opens("/invitations").text
    assert desk.opens("/invitations/needs-a-plugin").status_code == 200
    assert post(safe, "/embed/v1/page").json["armed"] == []
    assert [each["key"] for each in post(app, "/embed/v1/page").json["armed"]] == ["needs-a-plugin"]

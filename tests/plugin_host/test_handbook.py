"""What `plugins/README.md` says is so: each of its pieces is run, and all hooks and objects are listed."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import yaml
from flask import Flask

from app import plugin_api
from app.cli import beckon
from app.domain.roles import Role
from app.domain.rules import Facts, Verdict, decode
from app.foundation.clock import FrozenClock
from app.foundation.configuration import Configuration
from app.plugin_api import Sighting, SightingSource, comparing, context, hooks
from app.plugin_host import PluginHost, upgrade_plugins
from app.plugin_host import host as running_host
from app.plugin_host.enabled import write_enabled
from app.plugin_host.loading import hook_names
from tests.house.sources import ROOT
from tests.operators.people import Desk, account, desk_of
from tests.plugin_host.pictures import CHAT, NOON
from tests.plugin_host.weather import CODE, HANDBOOK, PIECE, write_weather
from tests.plugin_host.write_hooks import PLACE, reference


def test_the_reference_of_hooks_and_objects_is_up_to_date():
    assert PLACE.read_text(encoding="utf-8") == reference(), "python -m tests.plugin_host.write_hooks writes it"


@pytest.mark.parametrize("name", hook_names())
def test_every_hook_says_what_it_means_and_types_its_arguments(name):
    function = getattr(hooks, name)

    assert function.__doc__
    assert all(parameter.annotation for parameter in inspect.signature(function).parameters.values())


def test_everything_of_the_context_is_documented():
    public = [name for name in vars(context.PluginContext) if not name.startswith("_")]

    assert [name for name in public if f"`{name}" not in HANDBOOK] == []


def test_every_public_name_is_documented_where_it_is_defined():
    things = [getattr(module, name) for module in (plugin_api, comparing) for name in module.__all__]
    defined = [thing for thing in things if inspect.isclass(thing) or inspect.isfunction(thing)]

    assert [thing for thing in defined if not thing.__doc__] == []


def test_every_piece_of_code_says_where_it_belongs_and_every_command_exists():
    assert len(PIECE.findall(HANDBOOK)) == len(CODE.findall(HANDBOOK))
    written = re.findall(r"^beckon plugins (\w+)", HANDBOOK, re.MULTILINE)

    assert set(written) <= set(beckon.commands["plugins"].commands)  # type: ignore[attr-defined]


@pytest.fixture
def weather_app(configuration: Configuration, request: pytest.FixtureRequest, clock: FrozenClock) -> Flask:
    """The application with the plugin of the handbook, its table made."""
    write_weather(configuration.instance_path / "plugins")
    write_enabled(configuration.instance_path, ["url_targeting", "dynamic_invitations", "weather"])
    assert upgrade_plugins(configuration.database_url, configuration.instance_path) == ("weather",)
    app: Flask = request.getfixturevalue("app")
    return app


@pytest.fixture
def host(weather_app: Flask) -> Iterator[PluginHost]:
    """Its host, inside the application."""
    with weather_app.app_context():
        yield running_host()


@pytest.fixture
def supervisor(weather_app: Flask) -> Desk:
    return desk_of(weather_app, account(weather_app, "Susi", role=Role.SUPERVISOR))


def example(key: str) -> dict[str, object]:
    """One of the handbook's pieces of an invitation file."""
    found = [yaml.load(block, yaml.BaseLoader) for block in re.findall(r"```yaml\n(.*?)```", HANDBOOK, re.DOTALL)]
    return next(each[key] for each in found if key in each)


def test_the_fact_of_the_handbook_is_judged_and_its_setting_counts_at_once(host):
    rule = decode(example("conditions"), host.registry.facts)
    facts = Facts({"geo.country": "IE"})

    assert rule.verdict(facts, NOON) is Verdict.UNKNOWN
    host.settings["weather"].change({"rainy_country": "IE"})
    assert rule.verdict(facts, NOON) is Verdict.TRUE


def test_the_moment_of_the_handbook_is_registered_with_its_browser_module(host):
    moment = host.registry.moments.get(str(example("moment")["on"]))

    assert moment is not None
    served = host.registry.browser_modules.get("weather", moment.module)
    assert served is not None
    assert b'"copy"' in served.content


def test_the_goal_of_the_handbook_is_recognised(host):
    judge = host.registry.goal_kinds.get("umbrella").prepare("order", {})

    assert judge(Sighting(SightingSource.PAGE, NOON, url="https://shop.example/u", title="A red Umbrella"))
    assert not judge(Sighting(SightingSource.PAGE, NOON, url="https://shop.example/h", title="A hat"))


def test_page_table_and_panel_of_the_handbook_work_together(supervisor):
    assert "Observations" in supervisor.opens("/invitations").text

    page = supervisor.opens("/plugins/weather/observations")
    refused = supervisor.submits("/plugins/weather/observations", {"sky": "x" * 30})
    noted = supervisor.submits("/plugins/weather/observations", {"sky": "<rain>"}, follow_redirects=True)

    assert page.status_code == 200
    assert 'name="csrf_token"' in page.text
    assert (refused.status_code, "Say in up to 20 letters" in refused.text) == (422, True)
    assert "x" * 30 in refused.text
    assert "Noted." in noted.text
    assert "&lt;rain&gt;: 1" in noted.text
    statistics = supervisor.opens("/statistics").text
    assert "Days observed" in statistics
    assert "&lt;rain&gt;" in statistics


def test_the_job_of_the_handbook_forgets_at_night_what_is_older_than_the_setting_says(host, weather_app, clock):
    observe = host.registry.offers.commands.get("weather", "observe").run
    zone = ZoneInfo("UTC")
    for _ in range(3):
        host.attendant.ask_patiently("weather", "test", lambda own: observe({"country": "GB", "sky": "rain"}, own))
        clock.advance(timedelta(days=1).total_seconds())
    host.settings["weather"].change({"kept_days": 2})

    for _ in range(2):
        host.timetable.start_what_is_due(weather_app, clock.at, zone)
        assert host.timetable.wait_until_done(10)
        clock.advance(timedelta(hours=16).total_seconds())

    panel = host.registry.offers.dashboard_panels.get("weather", "weather.sky")
    content = host.attendant.ask("weather", "test", panel.show, 10)
    assert [figure.value for figure in content.figures] == [1]


def test_what_the_handbook_hears_is_kept(host):
    host.notify("chat_started", {"chat": CHAT, "at": NOON})

    assert host.wait_until_heard(10)
    assert host.attendant.ask("weather", "test", lambda own: own.store.get("last_chat"), 10) == "c11"


def test_the_command_of_the_handbook_is_run_from_the_terminal(weather_app, configuration):
    words = re.search(r"`beckon (weather observe [^`]+)`", HANDBOOK)[1].split()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BECKON_")} | {
        "BECKON_INSTANCE": str(configuration.instance_path),
        "BECKON_DATABASE_URL": configuration.database_url,
    }

    done = subprocess.run(
        [sys.executable, "-m", "app", *words], env=environment, cwd=ROOT, capture_output=True, text=True
    )

    assert (done.returncode, done.stdout) == (0, "GB: rain\n"), done.stderr


def test_the_tests_of_the_handbook_pass(tmp_path):
    folder = write_weather(tmp_path)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder / "tests")]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout

"""What plugins register besides rules: what stops the start, what settings do, when jobs run, how commands answer."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest

from app.domain.roles import Role
from app.foundation import briefly
from app.foundation.database import db, transaction
from app.plugin_api import Job
from app.plugin_host.errors import PluginError
from app.plugin_host.models import PluginJob, PluginSetting
from app.plugin_host.setting_values import RefusedSettings
from app.plugin_host.timetable import LEASE, next_run

HEAD = """
from app.plugin_api import *
from app.plugin_api.comparing import Identifier, Number, OneOf, Texts, YesOrNo

def work(*anything):
    return None

def setting(name="days", label="Days", help="", schema=Number(least=1), default=3, **more):
    return Setting(name, label, help, schema, default, **more)
"""
UTC_ZONE = ZoneInfo("UTC")
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def offering(hook: str, answer: str) -> str:
    return f"{HEAD}\n@hookimpl\ndef register_{hook}(context):\n    return {answer}\n"


@pytest.mark.parametrize(
    ("hook", "answer", "problem"),
    [
        ("settings", "[setting(name='Days')]", "'Days' is no id"),
        ("settings", "[setting(default=0)]", "days: default must be at least 1"),
        ("settings", "[setting(default='many')]", "days: default must be a number"),
        ("settings", "[setting(label='')]", "label must be a text"),
        ("settings", "[setting(help=None)]", "help must be a text"),
        ("settings", "[setting(), setting()]", '"days" is registered twice'),
        ("settings", "[setting(default=context.settings['days'])]", "the setting 'days' can be read once"),
        ("settings", "(setting(name=f'days_{n}') for n in __import__('itertools').count())", "more than 1000"),
        ("permissions", "[Permission('other.see', 'See', '')]", "must begin with 'acme.'"),
        ("permissions", "[Permission('acme.see', 'See', '', 'king')]", "'king' is no Role"),
        ("permissions", "exit()", "SystemExit"),
        ("admin_pages", "[AdminPage('../up', 'Up', work)]", "'../up' is no id"),
        ("admin_pages", "[AdminPage('switch', 'Up', work)]", "'switch' is Beckon's own"),
        ("admin_pages", "[AdminPage('up', 'Up', work, 'acme.fly')]", "'acme.fly', which it does not register"),
        ("admin_pages", "[AdminPage('up', 'Up', None)]", "None is no function"),
        ("admin_pages", "[AdminPage('up', 'Up', work, submit=7)]", "7 is no function"),
        ("dashboard_panels", "[DashboardPanel('acme.a', 7, work)]", "title must be a text"),
        ("dashboard_panels", "[DashboardPanel('acme.a', 'A', 'b')]", "'b' is no function"),
        ("jobs", "[Job('a', work)]", "either every_seconds or daily_at"),
        ("jobs", "[Job('a', work, 60, '03:30')]", "either every_seconds or daily_at"),
        ("jobs", "[Job('a', work, every_seconds=1)]", "must be 10 or more"),
        ("jobs", "[Job('a', work, every_seconds=True)]", "must be 10 or more"),
        ("jobs", "[Job('a', work, daily_at='3:30')]", "must be a time like '03:30'"),
        ("jobs", "[Job('a', work, daily_at='24:00')]", "must be a time like '03:30'"),
        ("commands", "[Command('Tidy', '', work)]", "'Tidy' is no id"),
        ("commands", "[Command('tidy', '', work, (Argument('a b', '', Texts()),))]", "needs a name like"),
        ("commands", "[Command('tidy', '', work, (7,))]", "needs a name like"),
        ("commands", "[Command('tidy', '', work, (Argument('a', '', Texts()),) * 2)]", "two arguments have one"),
        ("commands", "[Command('tidy', '', work, (Argument('n', '', Number(least=5), 3),))]", "must be at least 5"),
        ("commands", "7", "'int' object is not iterable"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_stops_the_start_naming_plugin_hook_and_object(
    add_plugin, start_plugins, hook, answer, problem
):
    add_plugin("acme", offering(hook, answer))

    with pytest.raises(PluginError, match=rf"plugin acme, hook register_{hook}: .*{problem}"):
        start_plugins()


def test_a_panel_that_two_plugins_register_stops_the_start_and_names_both(add_plugin, start_plugins):
    for name in ("first", "second"):
        add_plugin(name, offering("dashboard_panels", "[DashboardPanel('cart.today', 'Today', work)]"))

    with pytest.raises(PluginError, match=r'"cart\.today" is registered by both first and second'):
        start_plugins()


def test_two_plugins_may_call_their_settings_jobs_and_pages_alike(add_plugin, start_plugins):
    code = offering("settings", "[setting()]") + "\n@hookimpl\ndef register_jobs():\n    return [Job('tidy', work, 60)]"
    for name in ("first", "second"):
        add_plugin(name, code)

    offers = start_plugins().registry.offers

    assert [owner for owner, _ in offers.jobs] == ["first", "second"]


def test_a_start_that_waits_for_a_plugin_says_for_which(add_plugin, start_plugins, caplog, monkeypatch):
    monkeypatch.setattr(import_module("app.plugin_host.asking"), "PATIENCE_SECONDS", 0.01)
    add_plugin("acme", offering("settings", "__import__('time').sleep(0.3) or []"))

    start_plugins()

    assert "the start waits for plugin acme, hook register_settings" in caplog.text


SETTINGS = "[setting(), setting('key', schema=Identifier(), default='none', is_secret=True)]"


def test_a_setting_has_its_default_until_it_is_changed_and_counts_at_once(add_plugin, start_plugins):
    add_plugin("acme", offering("settings", SETTINGS))
    settings = start_plugins().settings["acme"]

    assert dict(settings) == {"days": 3, "key": "none"}
    settings.change({"days": 7})
    assert settings["days"] == 7
    settings.change({"days": 8, "key": "k"})
    assert dict(settings) == {"days": 8, "key": "k"}


def test_settings_are_changed_all_or_none_and_each_refusal_is_told(add_plugin, start_plugins):
    add_plugin("acme", offering("settings", SETTINGS))
    settings = start_plugins().settings["acme"]

    with pytest.raises(RefusedSettings) as refused:
        settings.change({"days": 0, "key": "two words"})
    with pytest.raises(RefusedSettings):
        settings.change({"days": 5, "key": ""})
    with pytest.raises(KeyError):
        settings.change({"nights": 5})

    assert set(refused.value.errors) == {"days", "key"}
    assert dict(settings) == {"days": 3, "key": "none"}


def test_a_stored_value_that_a_new_version_no_longer_takes_counts_as_the_default(add_plugin, start_plugins, caplog):
    add_plugin("acme", offering("settings", SETTINGS))
    settings = start_plugins().settings["acme"]
    with transaction():
        db.session.add(PluginSetting(plugin_id="acme", name="days", value="a week"))
    briefly.forget("plugin settings")

    assert settings["days"] == 3
    assert "plugin acme: the setting days has its default" in caplog.text


BROKEN_SCHEMA = """
calls = []

class Broken:
    def read(self, raw, path):
        calls.append(raw)
        return raw if len(calls) == 1 else 1 / 0

    def as_json_schema(self):
        return {}
"""


def test_a_schema_that_fails_refuses_the_value_and_is_blamed(add_plugin, start_plugins):
    add_plugin("acme", BROKEN_SCHEMA + offering("settings", "[setting(schema=Broken())]"))
    host = start_plugins()

    with pytest.raises(RefusedSettings):
        host.settings["acme"].change({"days": 4})
    assert host.settings["acme"]["days"] == 3
    assert host.health()[0].last_error.startswith("setting days: ZeroDivisionError")


def test_an_administrator_may_lower_or_raise_the_role_of_a_permission(add_plugin, start_plugins):
    add_plugin("acme", offering("permissions", "[Permission('acme.see', 'See', ''), Permission('acme.do', 'Do', '')]"))
    roles = start_plugins().permission_roles

    roles.change("acme", {"acme.see": Role.OPERATOR})

    assert roles.of("acme") == {"acme.see": Role.OPERATOR, "acme.do": Role.ADMINISTRATOR}


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("after", "due"),
    [
        ("2026-11-02T00:00+00:00", "2026-11-02T02:30+00:00"),
        ("2026-11-02T02:30+00:00", "2026-11-03T02:30+00:00"),
        ("2026-03-28T01:30+00:00", "2026-03-28T02:30+00:00"),
        ("2026-03-28T12:00+00:00", "2026-03-29T01:30+00:00"),
        ("2026-10-25T00:00+00:00", "2026-10-25T02:30+00:00"),
    ],
)
def test_a_daily_job_keeps_to_the_sites_clock_also_when_it_is_put_forward_or_back(after, due):
    job = Job("tidy", print, daily_at="03:30")

    assert next_run(job, datetime.fromisoformat(after), BERLIN) == datetime.fromisoformat(due)


def test_a_time_that_the_clocks_show_twice_is_met_once():
    job = Job("tidy", print, daily_at="02:30")
    first = next_run(job, datetime(2026, 10, 24, 12, 0, tzinfo=UTC), BERLIN)

    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_run(job, first, BERLIN) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


JOBS = f"""{HEAD}
import threading
runs, wait, entered = [], threading.Event(), threading.Event()
wait.set()

def run(context):
    runs.append(context.now())
    entered.set()
    assert wait.wait(30)
    for problem in problems:
        raise problem

problems = []

@hookimpl
def register_jobs():
    return [Job("tidy", run, every_seconds=60)]
"""


class Tidying:
    """A plugin with a job every minute, on a clock that stands still."""

    def __init__(self, host, app, clock) -> None:
        self.host, self.app, self.clock = host, app, clock
        self.module = import_module("plugins.acme.plugin")

    def after(self, seconds: float, timetable=None) -> int:
        """Looks at the timetable so much later and tells how often the job has run."""
        self.clock.advance(seconds)
        timetable = timetable or self.host.timetable
        timetable.start_what_is_due(self.app, self.clock.at, UTC_ZONE)
        if self.module.wait.is_set():
            assert timetable.wait_until_done(10)
        return len(self.module.runs)


@pytest.fixture
def tidying(add_plugin, start_plugins, small_app, clock):
    add_plugin("acme", JOBS)
    return Tidying(start_plugins(), small_app, clock)


def test_a_job_runs_every_so_many_seconds_and_not_before(tidying):
    assert [tidying.after(seconds) for seconds in (0, 59, 1, 30, 30, 300)] == [0, 0, 1, 1, 2, 3]


@pytest.mark.parametrize("problem", [RuntimeError("no"), SystemExit(1), RecursionError("deep"), KeyboardInterrupt()])
def test_a_job_that_raises_is_blamed_and_runs_again_when_it_is_due(tidying, problem, caplog):
    tidying.after(0)
    tidying.module.problems.append(problem)

    assert [tidying.after(60), tidying.after(60)] == [1, 2]
    assert tidying.host.health()[0].errors == 2
    assert f"job tidy: {type(problem).__name__}" in tidying.host.health()[0].last_error


def test_a_job_that_has_not_ended_is_not_joined_by_a_second_run_here_or_elsewhere(tidying, start_plugins):
    other = start_plugins().timetable
    tidying.after(0)
    tidying.after(0, other)
    tidying.module.wait.clear()

    assert tidying.after(60) <= 1
    assert tidying.module.entered.wait(10)
    counts = [tidying.after(30), tidying.after(30), tidying.after(0, other), tidying.after(29, other)]
    tidying.module.wait.set()
    assert tidying.host.timetable.wait_until_done(10)

    assert counts == [1, 1, 1, 1]
    assert tidying.after(60) == 2


def test_of_several_processes_one_runs_a_job(tidying, start_plugins):
    others = [start_plugins().timetable for _ in range(3)]
    tidying.after(0)
    for other in others:
        tidying.after(0, other)

    tidying.clock.advance(60)
    ran = [tidying.after(0, timetable) for timetable in (*others, tidying.host.timetable)]

    assert ran == [1, 1, 1, 1]


def test_a_job_whose_process_died_runs_again_when_its_claim_has_lapsed(tidying):
    tidying.after(0)
    with transaction():
        row = db.session.query(PluginJob).one()
        row.busy_until = tidying.clock.at + timedelta(seconds=60) + LEASE

    assert [tidying.after(60), tidying.after(LEASE.total_seconds() + 1)] == [0, 1]


def test_a_missed_day_is_made_up_for_once(add_plugin, start_plugins, small_app, clock):
    add_plugin("acme", JOBS.replace("every_seconds=60", "daily_at='03:30'"))
    first = Tidying(start_plugins(), small_app, clock)
    first.after(0)
    clock.advance(timedelta(days=9).total_seconds())

    after_restart = Tidying(start_plugins(), small_app, clock)

    assert [after_restart.after(0), after_restart.after(5), after_restart.after(3600)] == [1, 1, 1]


def test_a_job_that_shall_run_more_often_in_a_new_version_does(add_plugin, start_plugins, small_app, clock):
    folder = add_plugin("acme", JOBS.replace("every_seconds=60", "daily_at='03:30'"))
    Tidying(start_plugins(), small_app, clock).after(0)
    code = (folder / "plugin.py").read_text(encoding="utf-8").replace("daily_at='03:30'", "every_seconds=60")
    (folder / "plugin.py").write_text(code, encoding="utf-8")
    import_module("app.plugin_host.loading")._forget("plugins.acme")

    newer = Tidying(start_plugins(), small_app, clock)

    assert [newer.after(0), newer.after(60)] == [0, 1]


def test_a_plugin_that_is_switched_off_has_no_jobs(tidying):
    tidying.after(0)
    tidying.module.problems.append(RuntimeError("no"))

    counts = [tidying.after(60) for _ in range(12)]

    assert counts[-1] == 10
    assert tidying.host.health()[0].is_switched_off


def test_a_thread_that_a_job_leaves_behind_hurts_nobody(add_plugin, start_plugins, small_app, clock, monkeypatch):
    failed = threading.Event()
    monkeypatch.setattr(threading, "excepthook", lambda arguments: failed.set())
    add_plugin("acme", JOBS.replace("runs.append", "threading.Thread(target=lambda: 1 / 0).start() or runs.append"))
    tidying = Tidying(start_plugins(), small_app, clock)
    tidying.after(0)

    assert [tidying.after(60), tidying.after(60)] == [1, 2]
    assert failed.wait(10)
    assert tidying.host.health()[0].errors == 0

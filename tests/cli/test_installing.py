"""Making an installation and looking after it: `init`, `operator create`, `db upgrade`, `plugins` and `doctor`."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy

from tests.cli.conftest import is_one_line

LINK = "https://help.example.org/set-password/"
PASSWORD = "correct horse battery staple"
ACCOUNT = ("--email", "anna@example.org", "--name", "Anna")


def rows(instance: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is stored, but for the links, which are renewed."""
    with sqlite3.connect(instance / "beckon.sqlite") as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in tables if "link" not in name and not name.startswith("sqlite_")]
        return {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in kept}


def test_init_prepares_folder_and_database_and_prints_the_first_administrators_link(run, instance):
    done = run("init")

    assert (done.code, done.err) == (0, "")
    assert str(instance) in done.out
    assert "admin@example.org" in done.out
    assert done.out.count(LINK) == 1
    assert (instance / "secret_key").stat().st_mode & 0o077 == 0
    assert "url_targeting" in (instance / "plugins.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [("init",), ("init", "--demo")], ids=" ".join)
def test_init_changes_nothing_the_second_time(run, instance, words):
    run(*words)
    before = rows(instance)
    files = {path: path.read_bytes() for path in (instance / "secret_key", instance / "plugins.toml")}

    done = run(*words)

    assert done.code == 0
    assert done.out.count(LINK) == 1
    assert rows(instance) == before
    assert {path: path.read_bytes() for path in files} == files


def test_init_prints_no_link_once_an_administrator_has_a_password(run):
    run("init")
    run("operator", "create", *ACCOUNT, "--role", "admin", "--password-stdin", stdin=PASSWORD + "\n")

    done = run("init")

    assert done.code == 0
    assert "set-password" not in done.out


def test_init_still_prints_the_link_when_only_operators_have_passwords(run):
    run("init")
    run("operator", "create", *ACCOUNT, "--password-stdin", stdin=PASSWORD + "\n")

    assert LINK in run("init").out


def test_operator_create_prints_the_one_time_link_alone(installed):
    done = installed("operator", "create", *ACCOUNT, "--role", "supervisor")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(LINK)
    assert done.out.count("\n") == 1


def test_operator_create_reads_a_password_and_prints_nothing(installed, instance):
    done = installed("operator", "create", *ACCOUNT, "--password-stdin", stdin=PASSWORD + "\n")

    assert (done.code, done.out, done.err) == (0, "", "")
    assert PASSWORD not in str(rows(instance))


def test_a_refused_password_leaves_no_account_behind(installed, instance):
    done = installed("operator", "create", *ACCOUNT, "--password-stdin", stdin="short\n")

    assert done.code == 1
    assert "password" in done.err
    assert rows(instance)["operators"] == []


def test_the_same_address_twice_is_refused(installed):
    installed("operator", "create", *ACCOUNT)

    done = installed("operator", "create", *ACCOUNT)

    assert done.code == 1
    assert is_one_line(done.err)
    assert "email" in done.err


def test_db_upgrade_brings_an_empty_database_up_to_date_and_repeats_without_harm(run, instance):
    assert run("db", "upgrade").code == 0
    before = rows(instance)

    done = run("db", "upgrade")

    assert (done.code, rows(instance)) == (0, before)
    assert before["alembic_version"]


MIGRATION = '''
"""A table."""
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

def upgrade():
    op.create_table("weather_readings", sa.Column("id", sa.Integer, primary_key=True))

def downgrade():
    op.drop_table("weather_readings")
'''


@pytest.fixture
def weather(instance: Path) -> Path:
    """A plugin of the installation's own with a table."""
    folder = instance / "plugins" / "weather"
    (folder / "migrations").mkdir(parents=True)
    manifest = 'id = "weather"\nname = "Weather"\nversion = "1.0"\napi = 1\ndescription = "For tests."\n'
    (folder / "plugin.toml").write_text(manifest, encoding="utf-8")
    (folder / "plugin.py").write_text("", encoding="utf-8")
    (folder / "migrations" / "0001_first.py").write_text(MIGRATION, encoding="utf-8")
    (instance / "plugins.toml").write_text('enabled = ["url_targeting", "weather"]\n', encoding="utf-8")
    return folder


@pytest.mark.parametrize("words", [("init",), ("db", "upgrade")], ids=" ".join)
def test_the_tables_of_enabled_plugins_come_with_the_cores(run, instance, weather, words):
    done = run(*words)

    assert done.code == 0
    assert "weather_readings" in rows(instance)
    assert "alembic_version_weather" in rows(instance)


def test_safe_mode_leaves_the_plugins_tables_alone(run, instance, weather, monkeypatch):
    monkeypatch.setenv("BECKON_SAFE_MODE", "1")

    assert run("db", "upgrade").code == 0
    assert "weather_readings" not in rows(instance)


@pytest.mark.postgresql
def test_an_empty_postgresql_is_prepared_as_well(run, postgresql, weather, monkeypatch):
    name = postgresql.create_database()
    monkeypatch.setenv("BECKON_DATABASE_URL", postgresql.url(name))

    done = run("init", "--demo")
    again = run("init", "--demo")

    assert (done.code, again.code) == (0, 0)
    assert LINK in again.out
    engine = sqlalchemy.create_engine(postgresql.url(name))
    assert {"operators", "weather_readings"} <= set(sqlalchemy.inspect(engine).get_table_names())
    engine.dispose()
    assert run("doctor").code == 0
    postgresql.drop_database(name)


def test_plugins_are_listed_with_their_state(run, weather):
    (weather / "plugin.toml").write_text('id = "weather"\n', encoding="utf-8")

    listed = json.loads(run("plugins", "list", "--json").out)
    told = run("plugins", "list")

    by_id = {each["id"]: each for each in listed}
    assert set(by_id["weather"]) == {"id", "version", "enabled", "built_in", "problem"}
    assert by_id["url_targeting"]["enabled"]
    assert by_id["url_targeting"]["problem"] is None
    assert by_id["weather"]["problem"]
    assert "url_targeting" in told.out
    assert by_id["weather"]["problem"] in told.out


def test_a_plugin_is_enabled_and_disabled_for_the_next_start(run, instance, weather):
    (instance / "plugins.toml").write_text('enabled = ["url_targeting"]\n', encoding="utf-8")

    said = [
        run("plugins", "enable", "weather").out,
        run("plugins", "enable", "weather").out,
        run("plugins", "disable", "weather").out,
        run("plugins", "disable", "weather").out,
    ]

    assert ["restart" in each for each in said] == [True, False, True, False]
    assert "weather" not in (instance / "plugins.toml").read_text(encoding="utf-8")


def test_a_plugin_that_cannot_start_stops_a_command_by_name(installed, weather):
    (weather / "plugin.py").write_text("raise RuntimeError('out of order')\n", encoding="utf-8")

    done = installed("operator", "create", *ACCOUNT)

    assert done.code == 1
    assert is_one_line(done.err)
    assert "plugin weather" in done.err


def test_the_doctor_is_content_with_a_prepared_installation(run):
    run("init")

    done = run("doctor")
    document = json.loads(run("doctor", "--json").out)

    assert (done.code, done.err) == (0, "")
    assert [each["what"] for each in document] == ["instance folder", "database", "plugins"]
    assert {each["problem"] for each in document} == {None}


def test_the_doctor_names_everything_that_is_wrong_at_once(run, instance, weather, monkeypatch, tmp_path):
    (weather / "plugin.toml").write_text('id = "weather"\n', encoding="utf-8")
    broken = tmp_path / "geo.mmdb"
    broken.write_bytes(b"no such format")
    monkeypatch.setenv("BECKON_GEOIP_DATABASE", str(broken))
    monkeypatch.setenv("BECKON_REDIS_URL", "redis://127.0.0.1:1/0")
    run("plugins", "list")
    (instance / "secret_key").chmod(0o644)

    done = run("doctor")

    assert done.code == 1
    assert is_one_line(done.err)
    for what in ("instance folder", "database", "plugins", "Redis", "GeoIP database"):
        assert what in done.err
    assert "`beckon init` makes it" in done.out
    assert "`beckon plugins disable weather`" in done.out


def test_the_doctor_knows_a_database_of_another_version(installed, instance):
    with sqlite3.connect(instance / "beckon.sqlite") as database:
        database.execute("UPDATE alembic_version SET version_num = 'earlier'")

    done = installed("doctor")

    assert done.code == 1
    assert "`beckon db upgrade`" in done.out
    assert is_one_line(installed("db", "upgrade").err)


@pytest.mark.redis
def test_the_doctor_asks_redis(run, redis_server, monkeypatch):
    monkeypatch.setenv("BECKON_REDIS_URL", redis_server.url)
    run("init")

    done = run("doctor")

    assert done.code == 0
    assert "Redis            answers" in done.out

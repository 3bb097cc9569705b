"""A plugin's own tables: its prefix, its own version table, up and down, all or nothing."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from sqlalchemy import create_engine, inspect

from app.plugin_host.errors import PluginError
from app.plugin_host.installed import enabled_plugins
from app.plugin_host.migrations import downgrade, upgrade, upgrade_plugins

FIRST = """
    revision = "1"
    down_revision = None
    from alembic import op
    import sqlalchemy as sa

    def upgrade():
        op.create_table("{table}", sa.Column("id", sa.Integer, primary_key=True))

    def downgrade():
        op.drop_table("{table}")
"""
SECOND = """
    revision = "2"
    down_revision = "1"
    from alembic import op
    import sqlalchemy as sa

    def upgrade():
        op.create_table("acme_more", sa.Column("id", sa.Integer, primary_key=True))
        {end}

    def downgrade():
        op.drop_table("acme_more")
"""


@pytest.fixture
def engine(database_url):
    made = create_engine(database_url)
    yield made
    made.dispose()


def tables(engine) -> set[str]:
    with engine.connect() as connection:
        found = inspect(connection).get_table_names()
    return {name for name in found if name.startswith(("acme", "alembic_version_acme", "stranger"))}


def add_migration(plugin: Path, name: str, code: str) -> None:
    folder = plugin / "migrations"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(dedent(code), encoding="utf-8")


def test_a_plugins_tables_are_made_once_and_remembered_in_a_table_of_its_own(engine, instance, add_plugin):
    add_migration(add_plugin("acme"), "first", FIRST.format(table="acme_notes"))
    plugins = enabled_plugins(instance)

    assert upgrade(engine, plugins) == ("acme",)
    assert upgrade(engine, plugins) == ()
    assert tables(engine) == {"acme_notes", "alembic_version_acme"}


def test_a_plugins_tables_can_go_and_come_again(engine, instance, add_plugin):
    plugin = add_plugin("acme")
    add_migration(plugin, "first", FIRST.format(table="acme_notes"))
    add_migration(plugin, "second", SECOND.format(end=""))
    plugins = enabled_plugins(instance)

    upgrade(engine, plugins)
    assert downgrade(engine, plugins[0])
    assert tables(engine) == {"alembic_version_acme"}
    assert not downgrade(engine, plugins[0])
    assert upgrade(engine, plugins) == ("acme",)
    assert tables(engine) == {"acme_notes", "acme_more", "alembic_version_acme"}


def test_a_migration_that_fails_leaves_nothing_behind_and_names_the_plugin(engine, instance, add_plugin):
    plugin = add_plugin("acme")
    add_migration(plugin, "first", FIRST.format(table="acme_notes"))
    add_migration(plugin, "second", SECOND.format(end="raise ValueError('no')"))

    with pytest.raises(PluginError, match="plugin acme: migration failed: ValueError: no"):
        upgrade(engine, enabled_plugins(instance))
    assert tables(engine) == set()


def test_a_table_without_the_plugins_prefix_is_refused(engine, instance, add_plugin):
    add_migration(add_plugin("acme"), "first", FIRST.format(table="stranger"))

    with pytest.raises(PluginError, match=r"plugin acme: the tables stranger must begin with 'acme_'"):
        upgrade(engine, enabled_plugins(instance))
    assert tables(engine) == set()


def test_a_plugin_without_tables_has_nothing_to_migrate(engine, instance, add_plugin):
    add_plugin("acme")

    assert upgrade(engine, enabled_plugins(instance)) == ()
    assert not downgrade(engine, enabled_plugins(instance)[0])


def test_all_enabled_plugins_are_upgraded_by_the_address_of_the_database(database_url, engine, instance, add_plugin):
    add_migration(add_plugin("acme"), "first", FIRST.format(table="acme_notes"))
    add_plugin("plain")

    assert upgrade_plugins(database_url, instance) == ("acme",)
    assert tables(engine) == {"acme_notes", "alembic_version_acme"}

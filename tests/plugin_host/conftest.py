"""Fixtures: an installation's folder in which tests put plugins, and a small application that runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from flask import Flask

from app.foundation.configuration import Configuration
from app.foundation.database import db, init_database
from app.foundation.i18n import init_i18n
from app.plugin_host import PluginHost, start
from app.plugin_host.enabled import write_enabled

HEAD = "from app.plugin_api import Fact, InvitationType, hookimpl\nfrom app.plugin_api.comparing import TEXT\n"
AddPlugin = Callable[..., Path]
StartPlugins = Callable[..., PluginHost]


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """The folder of an installation that uses no plugin yet."""
    folder = tmp_path / "instance"
    write_enabled(folder, ())
    return folder


@pytest.fixture
def add_plugin(instance: Path) -> AddPlugin:
    """Puts a plugin with the given code into the installation and enables it."""
    added: list[str] = []

    def add(plugin_id: str, code: str = "", *, is_enabled: bool = True, **manifest: object) -> Path:
        folder = instance / "plugins" / plugin_id
        folder.mkdir(parents=True)
        values = {"id": plugin_id, "name": plugin_id.title(), "version": "1.0", "api": 1, "description": "For tests."}
        lines = [f"{key} = {value!r}\n".replace("'", '"') for key, value in {**values, **manifest}.items()]
        (folder / "plugin.toml").write_text("".join(lines), encoding="utf-8")
        (folder / "plugin.py").write_text(HEAD + dedent(code), encoding="utf-8")
        if is_enabled:
            added.append(plugin_id)
            write_enabled(instance, added)
        return folder

    return add


@pytest.fixture
def small_app(instance: Path) -> Iterator[Flask]:
    """An application with a database of its own and nothing else of Beckon."""
    made = Flask("small")
    url = f"sqlite:///{instance / 'beckon.sqlite'}"
    made.extensions["beckon.configuration"] = Configuration(
        instance, url, "x" * 40, base_url="https://help.example.org"
    )
    init_database(made, url)
    init_i18n(made)
    with made.app_context():
        tables = [table for table in db.metadata.tables.values() if table.name.startswith("plugin_")]
        db.metadata.create_all(db.engine, tables=tables)
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def start_plugins(small_app: Flask) -> StartPlugins:
    """Starts the enabled plugins."""

    def begin(**arguments: object) -> PluginHost:
        return start(small_app, small_app.extensions["beckon.configuration"], **arguments)  # type: ignore[arg-type]

    return begin

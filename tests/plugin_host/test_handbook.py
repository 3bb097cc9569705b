"""What `plugins/README.md` says about hooks is so."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from app import plugin_api
from app.plugin_api import comparing, context, hooks
from app.plugin_host.host import start
from app.plugin_host.installed import BUILT_IN_FOLDER
from app.plugin_host.loading import hook_names

HANDBOOK = (BUILT_IN_FOLDER / "README.md").read_text(encoding="utf-8")


def test_every_hook_is_documented_with_its_signature():
    written = dict(re.findall(r"^\| `([a-z_]+)\(([^)]*)\)`", HANDBOOK, re.MULTILINE))
    real = {name: ", ".join(inspect.signature(getattr(hooks, name)).parameters) for name in hook_names()}

    assert written == real


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


def test_the_plugin_of_the_handbook_works(small_app, instance):
    blocks = re.findall(r"```(toml|python)\n(.*?)```", HANDBOOK, re.DOTALL)
    folder: Path = instance / "plugins" / "weather"
    folder.mkdir(parents=True)
    for name, (_, code) in zip(("plugin.toml", "conditions.py", "plugin.py"), blocks, strict=True):
        (folder / name).write_text(code, encoding="utf-8")
    (instance / "plugins.toml").write_text('enabled = ["weather"]', encoding="utf-8")

    host = start(small_app, small_app.extensions["beckon.configuration"])

    assert host.registry.facts.owner_of("weather.sky") == "weather"

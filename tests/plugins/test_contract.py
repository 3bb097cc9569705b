"""What every plugin promises, whoever wrote it: run over the plugins in this repository and in the instance folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, FileSystemLoader
from sqlalchemy import create_engine

from app.domain.errors import InvalidInput
from app.domain.rules import Comparison, Fact, Facts, Unknown, Verdict, core_registry, decode, encode
from app.foundation.clock import now
from app.plugin_host import PluginHost, installed_plugins
from app.plugin_host.installed import InstalledPlugin
from app.plugin_host.manifest import read_manifest
from app.plugin_host.migrations import downgrade, has_migrations, upgrade
from tests.house.sources import ROOT
from tests.house.test_plugin_imports import imports_past_the_api

INSTANCE = Path(os.environ.get("BECKON_INSTANCE", ROOT / "instance"))
PLUGINS = installed_plugins(INSTANCE)
GUESSES = (True, 1, 30, "x", "DE", "de", None, ["x"])
"""Values to ask for where a fact's samples are not what its comparison takes."""

each_plugin = pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.id)


def started(*plugins: InstalledPlugin) -> PluginHost:
    return PluginHost(plugins, facts=core_registry(), surroundings=Flask("contract").app_context)


def facts_of(plugin: InstalledPlugin) -> list[Fact]:
    registry = started(plugin).registry.facts
    return [fact for fact in registry if registry.owner_of(fact.id) == plugin.id]


def documents(fact: Fact, comparison: Comparison) -> Iterator[dict[str, object]]:
    """Conditions that a person could write with this comparison."""
    name = f"{fact.id}.sample" if fact.key_parameter else fact.id
    for value in (*fact.samples, *GUESSES):
        try:
            wanted = comparison.takes.read(value, "value")
        except InvalidInput:
            continue
        document = {"fact": name, "is": comparison.name, "value": value}
        yield document if wanted is not None else {"fact": name, "is": comparison.name}


@each_plugin
def test_the_manifest_is_right_and_the_plugin_starts_on_its_own(plugin):
    manifest = read_manifest(plugin.folder)

    assert plugin.problem is None
    assert [running.id for running in started(plugin).plugins] == [manifest.id]


def test_all_plugins_together_start_with_unique_ids():
    assert len(started(*PLUGINS).plugins) == len(PLUGINS)


@each_plugin
def test_it_imports_the_public_api_itself_and_third_parties_only(plugin):
    found = [str(found) for found in imports_past_the_api(plugin.folder.parents[1])]

    assert [line for line in found if f"plugins/{plugin.id}/" in line] == []


@each_plugin
def test_its_templates_compile_and_lie_in_a_folder_of_its_name(plugin):
    folder = plugin.folder / "templates"
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, extensions=["jinja2.ext.i18n"])

    assert [name for name in names if not name.startswith(f"{plugin.id}/")] == []
    for name in names:
        environment.get_template(name)


@each_plugin
def test_its_migrations_go_up_down_and_up_again(plugin, database_url):
    if not has_migrations(plugin):
        return
    engine = create_engine(database_url)
    try:
        assert upgrade(engine, [plugin]) == (plugin.id,)
        assert downgrade(engine, plugin)
        assert upgrade(engine, [plugin]) == (plugin.id,)
    finally:
        engine.dispose()


@each_plugin
def test_its_facts_have_samples_that_its_kind_can_read(plugin):
    for fact in facts_of(plugin):
        assert fact.samples, fact.id
        for sample in fact.samples:
            if sample is not None:
                fact.kind.read(sample, fact.id)


@each_plugin
def test_its_conditions_survive_the_file_form(plugin):
    registry = started(plugin).registry.facts
    for fact in facts_of(plugin):
        for name in fact.comparisons:
            comparison = fact.comparison(name)
            assert comparison is not None
            written = list(documents(fact, comparison))
            assert written, f"{fact.id} {name} takes none of the fact's samples"
            for document in written:
                node = decode(document, registry)
                assert encode(decode(encode(node), registry)) == encode(node)
                assert not any(isinstance(part, Unknown) for part in node.walk())


@each_plugin
def test_its_conditions_never_raise_and_an_empty_visit_shows_nothing(plugin):
    registry = started(plugin).registry.facts
    for fact in facts_of(plugin):
        for name in fact.comparisons:
            for document in documents(fact, fact.comparison(name)):  # type: ignore[arg-type]
                node = decode(document, registry)
                assert node.verdict(Facts({}), now()) is not Verdict.TRUE
                node.finding(Facts({}), now())
                node.finding(Facts({str(document["fact"]): None}), now())
                for sample in fact.samples:
                    value = None if sample is None else fact.kind.read(sample, fact.id)
                    node.finding(Facts({str(document["fact"]): value}), now())

"""What every plugin promises, whoever wrote it: run over the plugins in this repository and in the instance folder.

``BECKON_TEST_PLUGIN=/path/to/plugin pytest tests/plugins`` runs it over that one folder instead, wherever it is.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from sqlalchemy import create_engine

from app.administration.plugin_pages import needed_role
from app.domain.errors import InvalidInput
from app.domain.roles import Role
from app.domain.rules import Comparison, Fact, Facts, Unknown, Verdict, decode, encode
from app.foundation.clock import now
from app.plugin_api import GoalSetting, Sighting
from app.plugin_host import PluginHost, installed_plugins, upgrade_plugins
from app.plugin_host.enabled import write_enabled
from app.plugin_host.installed import InstalledPlugin
from app.plugin_host.manifest import read_manifest
from app.plugin_host.migrations import downgrade, has_migrations, upgrade
from app.plugin_host.spelling import raw_value, spelled
from app.plugin_host.trial import start_apart
from app.shell.assets import icon_names
from tests.house.sources import ROOT
from tests.house.test_plugin_imports import imports_past_the_api_of
from tests.operators.people import account, desk_of

INSTANCE = Path(os.environ.get("BECKON_INSTANCE", ROOT / "instance"))
GIVEN = os.environ.get("BECKON_TEST_PLUGIN")
GUESSES = (True, 1, 30, "x", "DE", "de", None, ["x"])
"""Values to ask for where a fact's samples are not what its comparison takes."""


def plugins_to_try() -> tuple[InstalledPlugin, ...]:
    """The plugin that the environment names, else all that this installation has."""
    if not GIVEN:
        return installed_plugins(INSTANCE)
    folder = Path(GIVEN).resolve()
    return (InstalledPlugin(folder.name, folder, False, True, read_manifest(folder)),)


PLUGINS = plugins_to_try()
RANKS = {Role.OPERATOR: 0, Role.SUPERVISOR: 1, Role.ADMINISTRATOR: 2}
each_plugin = pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.id)


def started(*plugins: InstalledPlugin) -> PluginHost:
    return start_apart(plugins)


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
    assert [str(found) for found in imports_past_the_api_of(plugin.folder)] == []


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


@each_plugin
def test_its_goals_are_not_reached_by_a_sign_that_says_nothing(plugin):
    for kind in started(plugin).registry.goal_kinds:
        settings = {}
        for setting in kind.settings:
            accepted = [each for each in ("/x", "x", "1", setting.default) if _is_accepted(setting, each)]
            assert accepted, f"{kind.id} {setting.name} takes no short text"
            settings[setting.name] = setting.schema.read(accepted[0], setting.name)
        judge = kind.prepare("a-goal", settings)

        for source in kind.sources:
            assert judge(Sighting(source, now())) is False


def _is_accepted(setting: GoalSetting, written: str) -> bool:
    try:
        setting.schema.read(written, setting.name)
    except InvalidInput:
        return False
    return True


@each_plugin
def test_its_settings_can_be_written_into_the_form_that_is_made_of_them(plugin):
    offers = started(plugin).registry.offers
    for setting in offers.settings.of(plugin.id):
        default = setting.schema.read(setting.default, setting.name)
        if not isinstance(default, (tuple, list)):
            assert setting.schema.read(raw_value(setting.schema, spelled(default)), setting.name) == default


@each_plugin
def test_its_pages_can_be_opened_and_refuse_whoever_has_no_permission(plugin, configuration, request):
    if not started(plugin).registry.offers.admin_pages.of(plugin.id):
        return
    install(plugin, configuration.instance_path)
    upgrade_plugins(configuration.database_url, configuration.instance_path)
    app = request.getfixturevalue("app")
    pages = app.extensions["beckon.plugins"].registry.offers.admin_pages.of(plugin.id)
    people = [desk_of(app, account(app, role.value, role=role)) for role in Role]
    for page in pages:
        address = f"/plugins/{plugin.id}/{page.path}"
        with app.app_context():
            needed = needed_role(plugin.id, page)
        answers = {role: desk.opens(address).status_code for role, desk in zip(Role, people, strict=True)}
        assert app.test_client().get(address).status_code == 302
        assert answers == {role: 200 if RANKS[role] >= RANKS[needed] else 403 for role in Role}
        assert page.icon in icon_names()


def install(plugin: InstalledPlugin, instance: Path) -> None:
    """Puts the plugin into an installation, unless it comes with Beckon, and enables it with those that do."""
    if not plugin.is_built_in:
        shutil.copytree(plugin.folder, instance / "plugins" / plugin.id)
    built_in = [each.id for each in installed_plugins(instance) if each.is_built_in]
    write_enabled(instance, dict.fromkeys([*built_in, plugin.id]))


@each_plugin
def test_its_moments_survive_the_file_form_and_name_a_browser_module(plugin):
    registry = started(plugin).registry
    for moment in registry.moments:
        assert moment.label, moment.id
        assert moment.help, moment.id
        assert registry.browser_modules.get(plugin.id, moment.module), moment.id
        for sample in moment.samples:
            values = {each.name: sample.get(each.name, each.default) for each in moment.parameters}
            read = {each.name: each.schema.read(values[each.name], each.name) for each in moment.parameters}
            assert {each.name: each.schema.read(read[each.name], each.name) for each in moment.parameters} == read

"""``beckon plugins …``, and the commands that plugins bring: ``beckon <plugin id> <command>``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click
import orjson
from flask import Flask

from app.domain.errors import ConfigurationError, InvalidInput
from app.foundation.configuration import instance_folder, read_configuration
from app.plugin_api.context import PluginContext
from app.plugin_api.tasks import REQUIRED, Argument, Command
from app.plugin_host import InstalledPlugin, disable, enable, host, installed_plugins
from app.plugin_host.dispatch import UnusableAnswerError
from app.plugin_host.migrations import has_migrations
from app.plugin_host.scaffolding import write_plugin
from app.plugin_host.spelling import Control, choices_of, control_of, raw_value, spelled
from app.plugin_host.trial import try_out, try_without


@click.group("plugins")
def plugins_group() -> None:
    """Plugins of this installation."""


@plugins_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def plugins_list(as_json: bool) -> None:
    """Every plugin that was found, with its state."""
    rows = [
        {
            "id": each.id,
            "version": each.manifest.version if each.manifest else None,
            "enabled": each.is_enabled,
            "built_in": each.is_built_in,
            "problem": each.problem,
        }
        for each in installed_plugins(read_configuration().instance_path)
    ]
    if as_json:
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())
        return
    for row in rows:
        state = row["problem"] or ("enabled" if row["enabled"] else "disabled")
        click.echo(f"{row['id']:24} {row['version'] or '?':10} {state}")


@plugins_group.command("enable")
@click.argument("plugin_id")
def plugins_enable(plugin_id: str) -> None:
    """Load a plugin from the next start on; one that would stop the start is refused."""
    instance = read_configuration().instance_path
    try_out(instance, plugin_id)
    if not enable(instance, plugin_id):
        click.echo(f"{plugin_id} was enabled already")
        return
    first = "run `beckon db upgrade` and then " if _has_tables(instance, plugin_id) else ""
    click.echo(f"{plugin_id} is enabled; {first}restart the server")


@plugins_group.command("disable")
@click.argument("plugin_id")
def plugins_disable(plugin_id: str) -> None:
    """Do not load a plugin from the next start on."""
    changed = disable(read_configuration().instance_path, plugin_id)
    click.echo(f"{plugin_id} is disabled; restart the server" if changed else f"{plugin_id} was disabled already")


@plugins_group.command("check")
@click.argument("plugin_id")
@click.option("--without", is_flag=True, help="Start the enabled ones without it instead.")
def plugins_check(plugin_id: str, without: bool) -> None:
    """Start a plugin for trial beside the enabled ones and say whether it works; changes nothing."""
    instance = read_configuration().instance_path
    if without:
        others = len(try_without(instance, plugin_id).plugins)
        click.echo(f"Beckon starts without {plugin_id}, with {others} others")
        return
    tried = try_out(instance, plugin_id)
    click.echo(f"{plugin_id} starts, beside {len(tried.plugins) - 1} others")


@plugins_group.command("new")
@click.argument("plugin_id")
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to make the plugin's folder; without it in plugins inside the instance folder, where it is found.",
)
@click.pass_context
def plugins_new(ctx: click.Context, plugin_id: str, folder: Path | None) -> None:
    """Make the folder of a new plugin: a working fact with a setting, tests, texts in English and German."""
    commands = ctx.find_root().command
    if isinstance(commands, click.Group) and plugin_id in commands.commands:
        raise InvalidInput(f"{plugin_id!r} is a command of beckon; choose another id", field="plugin_id")
    instance = read_configuration().instance_path
    made = write_plugin(plugin_id, folder or instance / "plugins", instance)
    click.echo(f"Made {made}")
    if folder is not None:
        click.echo(f"Put it into {instance / 'plugins'} to use it")
    click.echo(f"Then: beckon plugins enable {plugin_id}")


class CommandsOfPlugins(click.Group):
    """The group of all commands; a word that is none of them may be a plugin with commands of its own."""

    open_application: Callable[[], Flask]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """A command of ours, else the group of an enabled plugin's commands, else None."""
        own = super().get_command(ctx, name)
        if own is not None:
            return own
        for plugin in installed_plugins(instance_folder()):
            if plugin.id == name and plugin.is_enabled:
                return _group_of(plugin, self.open_application())
        return None


def _group_of(plugin: InstalledPlugin, app: Flask) -> click.Group:
    if app.extensions["beckon.configuration"].safe_mode:
        raise ConfigurationError(f"safe mode: the plugin {plugin.id} is not loaded")
    group = click.Group(plugin.id, help=plugin.manifest.description if plugin.manifest else None)
    with app.app_context():
        for command in host().registry.offers.commands.of(plugin.id):
            group.add_command(_click_command(plugin.id, command, app))
    return group


def _click_command(plugin_id: str, command: Command, app: Flask) -> click.Command:
    parameters = [_parameter(argument) for argument in command.arguments]
    return click.Command(
        command.name, params=parameters, help=command.help, callback=partial(_run, plugin_id, command, app)
    )


def _parameter(argument: Argument) -> click.Parameter:
    name = argument.name.replace("_", "-")
    if argument.default is REQUIRED:
        return click.Argument([argument.name], metavar=name.upper())
    control = control_of(argument.schema)
    if control is Control.YES_NO:
        return click.Option([f"--{name}/--no-{name}", argument.name], default=argument.default, help=argument.help)
    kind = click.Choice(choices_of(argument.schema)) if control is Control.CHOICE else click.STRING
    shown = None if argument.default is None else spelled(argument.default)
    return click.Option([f"--{name}", argument.name], type=kind, default=shown, show_default=True, help=argument.help)


def _run(plugin_id: str, command: Command, app: Flask, **given: Any) -> None:
    """Checks the arguments, lets the plugin work, and prints what it gives, line by line as it comes."""
    values: dict[str, object] = {}
    with app.app_context():
        for argument in command.arguments:
            value = given[argument.name]
            is_left_out = value is None
            raw = raw_value(argument.schema, value) if isinstance(value, str) else value
            values[argument.name] = None if is_left_out else argument.schema.read(raw, argument.name)
        try:
            host().attendant.ask_patiently(
                plugin_id,
                f"command {command.name}",
                lambda context: _print(command, values, context),
                lets_through=(KeyboardInterrupt, BrokenPipeError, click.ClickException),
            )
        finally:
            host().write_down()


def _print(command: Command, values: dict[str, object], context: PluginContext) -> None:
    said = command.run(values, context)
    for line in _lines(said):
        click.echo(line)


def _lines(said: object) -> Iterator[str]:
    if said is None:
        return
    if isinstance(said, str):
        yield said
        return
    for line in said:  # type: ignore[attr-defined]  # a plugin's answer; what is no list of texts is its fault
        if not isinstance(line, str):
            raise UnusableAnswerError(f"{line!r:.200} is no line of text")
        yield line


def _has_tables(instance: Path, plugin_id: str) -> bool:
    return any(each.id == plugin_id and has_migrations(each) for each in installed_plugins(instance))

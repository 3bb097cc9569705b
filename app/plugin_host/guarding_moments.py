"""Checks a plugin's moment when it is registered and takes its functions into custody."""

from __future__ import annotations

from dataclasses import replace

from app.domain.errors import InvalidInput
from app.domain.rules.fact import ComparisonFailedError
from app.plugin_api.moments import Moment, MomentParameter
from app.plugin_host.browser_modules import BrowserModules, UnusableModuleError
from app.plugin_host.errors import PluginError
from app.plugin_host.guarding import Guard, GuardedSchema
from app.plugin_host.health import HealthRecords
from app.plugin_host.loading import LoadedPlugin

HOOK = "register_moments"
RESERVED_NAMES = frozenset({"on"})


def guarded_moment(moment: Moment, plugin: LoadedPlugin, modules: BrowserModules, health: HealthRecords) -> Moment:
    """The same moment, with its browser module read; raises ``PluginError`` naming plugin, hook and object."""
    try:
        modules.add(plugin.id, plugin.folder, moment.module)
    except UnusableModuleError as error:
        raise _wrong(plugin, moment, str(error)) from error
    guard = Guard(moment.id, plugin.id, health, what="moment")
    parameters = tuple(replace(each, schema=GuardedSchema(each.schema, guard)) for each in moment.parameters)
    names = [each.name for each in parameters]
    if len(set(names)) < len(names) or RESERVED_NAMES & set(names):
        raise _wrong(plugin, moment, f"its parameters need different names, none of them “on”: {', '.join(names)}")
    checked = replace(moment, parameters=parameters)
    for sample in checked.samples:
        _check_sample(plugin, checked, dict(sample))
    return checked


def _check_sample(plugin: LoadedPlugin, moment: Moment, sample: dict[str, object]) -> None:
    values = {each.name: sample.pop(each.name, each.default) for each in moment.parameters}
    if sample:
        raise _wrong(plugin, moment, f"its sample has values that no parameter takes: {', '.join(sample)}")
    try:
        for each in moment.parameters:
            _read(each, values[each.name])
        _ = moment.phrase % values
    except (InvalidInput, ComparisonFailedError) as error:
        raise _wrong(plugin, moment, f"its sample cannot be read: {error}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise _wrong(plugin, moment, f"its phrase {moment.phrase!r} does not fit its parameters") from error


def _read(parameter: MomentParameter, value: object) -> object:
    return parameter.schema.read(value, parameter.name)


def _wrong(plugin: LoadedPlugin, moment: Moment, problem: str) -> PluginError:
    return PluginError(plugin.id, f"the moment {moment.id!r}: {problem}", hook=HOOK)

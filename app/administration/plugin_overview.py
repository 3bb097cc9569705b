"""What the pages about plugins tell: each plugin's state, what it adds, and how it has been doing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.errors import NotFound
from app.domain.translation import N_
from app.foundation.configuration import configuration
from app.plugin_host import InstalledPlugin, host, installed_plugins
from app.plugin_host.host import PluginHost
from app.plugin_host.incidents import PluginHistory
from app.plugin_host.migrations import has_migrations


class PluginState(StrEnum):
    """How things stand with a plugin, now and at the next start."""

    ON = "on"
    OFF = "off"
    STARTS = "starts"
    ENDS = "ends"
    BROKEN = "broken"
    SWITCHED_OFF = "switched_off"


@dataclass(frozen=True, slots=True)
class Addition:
    """What a plugin adds of one kind: how many in words, and their names."""

    words: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PluginRow:
    """One plugin as the pages show it. ``errors`` counts the last 24 hours."""

    plugin: InstalledPlugin
    state: PluginState
    adds: tuple[Addition, ...]
    history: PluginHistory | None
    has_tables: bool

    @property
    def errors(self) -> int:
        """How often it failed during the last 24 hours, in all processes of the server."""
        return 0 if self.history is None else self.history.errors

    @property
    def is_wanted(self) -> bool:
        """Whether the next start loads it."""
        return self.plugin.is_enabled


def plugin_rows() -> tuple[PluginRow, ...]:
    """Every plugin that is there or that the installation asks for."""
    running = host()
    known = running.history()
    ids = {plugin.id for plugin in running.plugins}
    off = {health.plugin_id for health in running.health() if health.is_switched_off}
    return tuple(
        PluginRow(
            plugin,
            _state(plugin, is_running=plugin.id in ids, is_off=plugin.id in off),
            tuple(_additions(running, plugin.id)) if plugin.id in ids else (),
            known.get(plugin.id),
            plugin.problem is None and has_migrations(plugin),
        )
        for plugin in installed_plugins(configuration().instance_path)
    )


def plugin_row(plugin_id: str) -> PluginRow:
    """One of them; raises ``NotFound``."""
    for row in plugin_rows():
        if row.plugin.id == plugin_id:
            return row
    raise NotFound(N_("there is no such plugin"))


def _state(plugin: InstalledPlugin, *, is_running: bool, is_off: bool) -> PluginState:
    if is_running and is_off:
        return PluginState.SWITCHED_OFF
    if is_running:
        return PluginState.ON if plugin.is_enabled else PluginState.ENDS
    if plugin.problem is not None:
        return PluginState.BROKEN
    is_waiting = plugin.is_enabled and not configuration().safe_mode
    return PluginState.STARTS if is_waiting else PluginState.OFF


def _additions(running: PluginHost, plugin_id: str) -> Iterator[Addition]:
    """Kind by kind, in the order in which an administrator meets them; kinds without anything are left out."""
    registry, offers = running.registry, running.registry.offers
    facts: Sequence[Any] = [fact for fact in registry.facts if registry.facts.owner_of(fact.id) == plugin_id]
    types = [kind for kind in registry.invitation_types if registry.invitation_types.owner_of(kind.id) == plugin_id]
    moments = [each for each in registry.moments if registry.moments.owner_of(each.id) == plugin_id]
    goals = [each for each in registry.goal_kinds if registry.goal_kinds.owner_of(each.id) == plugin_id]
    panels = [panel.title for panel in offers.dashboard_panels.of(plugin_id)]
    cards = [card.title for card in offers.visitor_cards.of(plugin_id)]
    pages = [page.label for page in offers.admin_pages.of(plugin_id)]
    settings = [setting.label for setting in offers.settings.of(plugin_id)]
    heard = [name for plugin in running.plugins if plugin.id == plugin_id for name in plugin.hooks if _is_notice(name)]
    labelled = (
        (facts, ngettext("%(num)d fact", "%(num)d facts", len(facts))),
        (moments, ngettext("%(num)d moment", "%(num)d moments", len(moments))),
        (types, ngettext("%(num)d invitation type", "%(num)d invitation types", len(types))),
        (goals, ngettext("%(num)d kind of goal", "%(num)d kinds of goals", len(goals))),
    )
    for found, words in labelled:
        yield from _addition((each.label for each in found), words)
    yield from _addition(panels, ngettext("%(num)d panel", "%(num)d panels", len(panels)))
    yield from _addition(cards, ngettext("%(num)d card", "%(num)d cards", len(cards)))
    yield from _addition(pages, ngettext("%(num)d page", "%(num)d pages", len(pages)))
    yield from _addition(settings, ngettext("%(num)d setting", "%(num)d settings", len(settings)))
    jobs = [job.id for job in offers.jobs.of(plugin_id)]
    yield from _addition(jobs, ngettext("%(num)d job", "%(num)d jobs", len(jobs)))
    commands = [f"beckon {plugin_id} {command.name}" for command in offers.commands.of(plugin_id)]
    yield from _addition(commands, ngettext("%(num)d command", "%(num)d commands", len(commands)))
    yield from _addition(heard, ngettext("hears of %(num)d happening", "hears of %(num)d happenings", len(heard)))


def _addition(names: Iterable[str], words: str) -> Iterator[Addition]:
    translated = tuple(_(name) for name in names)
    if translated:
        yield Addition(words, translated)


def _is_notice(hook: str) -> bool:
    return not hook.startswith("register_")

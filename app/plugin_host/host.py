"""The plugin host: starts the enabled plugins, keeps what they registered and is the only one who calls them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask, current_app, has_app_context
from jinja2 import ChoiceLoader, FileSystemLoader

from app.domain.rules import FactRegistry, core_registry
from app.domain.snapshots import OperatorSnapshot, PageSnapshot, VisitorSnapshot
from app.foundation import clock
from app.foundation.configuration import Configuration
from app.foundation.i18n import offer_translations
from app.plugin_api.context import PluginContext, PluginReads
from app.plugin_host import hearing, incidents
from app.plugin_host.attending import Attendant
from app.plugin_host.context import HostedContext, NothingKnown
from app.plugin_host.dispatch import Budgets, Dispatcher, Surroundings, UnusableAnswerError
from app.plugin_host.health import HealthRecords, PluginHealth
from app.plugin_host.incidents import PluginHistory
from app.plugin_host.installed import InstalledPlugin, enabled_plugins
from app.plugin_host.interrupting import Interrupter
from app.plugin_host.loading import LoadedPlugin, load
from app.plugin_host.permission_roles import PermissionRoles
from app.plugin_host.registries import Registries, fill
from app.plugin_host.setting_values import SettingValues, Stored, stored_in_database
from app.plugin_host.timetable import Timetable
from app.plugin_host.watching import Watch, within

EXTENSION = "beckon.plugins"
FACT_SECONDS = 0.5
LONGEST_HTML = 64 * 1024
Clean = Callable[[str], str]
"""Makes a text from a plugin fit to be shown; raises when nothing is left of it."""


class PluginHost:
    """The running plugins of one server.

    ``plugins`` are they themselves, in order; ``registry`` holds what they registered and ``settings`` the values that
    administrators chose, by plugin. ``attendant`` calls their pages, panels and commands, ``timetable`` their jobs.
    """

    def __init__(
        self,
        installed: Sequence[InstalledPlugin],
        *,
        facts: FactRegistry,
        surroundings: Surroundings,
        reads: PluginReads | None = None,
        budgets: Budgets | None = None,
        stored_settings: Stored = stored_in_database,
    ) -> None:
        """Imports and registers; raises ``PluginError`` naming plugin, hook and object."""
        self.plugins: tuple[LoadedPlugin, ...] = load(installed)
        answers = reads or NothingKnown()
        self._health = HealthRecords()
        self._watch = Watch(self._health)
        self._surroundings = surroundings
        self.registry = Registries(facts)
        offers = self.registry.offers
        self.settings = {
            plugin.id: SettingValues(plugin.id, offers.settings, stored_settings) for plugin in self.plugins
        }
        contexts: dict[str, PluginContext] = {
            plugin.id: HostedContext(plugin.id, plugin.folder, answers, self.settings[plugin.id])
            for plugin in self.plugins
        }
        fill(self.registry, self.plugins, contexts, self._health, self._time_box)
        for values in self.settings.values():
            values.is_open = True
        self._dispatcher = Dispatcher(
            self.plugins, contexts, self._health, self._watch, surroundings, budgets or Budgets()
        )
        self.attendant = Attendant(contexts, self._health, self._watch, surroundings)
        self.interrupter = Interrupter({plugin.id: plugin.folder for plugin in self.plugins})
        self.permission_roles = PermissionRoles(offers.permissions)
        self.timetable = Timetable(offers.jobs, self.attendant)

    def notify(self, hook: str, values: Mapping[str, Any]) -> None:
        """Tells every plugin what happened, in the background; never raises because of a plugin."""
        self._dispatcher.notify(hook, values)

    def asks_about_invitations(self) -> bool:
        """Whether any plugin has something to say before an invitation is claimed."""
        asked = ("prepare_invitation", "choose_sender")
        return any(name in plugin.hooks for plugin in self.plugins for name in asked)

    def prepare_invitation(
        self, html: str, *, invitation_key: str, visitor: VisitorSnapshot, page: PageSnapshot, clean: Clean
    ) -> str:
        """The message to show, after every plugin had a look at it. To be called before the transaction begins.

        ``clean`` makes an answer safe, or raises; then the answer does not count.
        """
        values = {"invitation_key": invitation_key, "visitor": visitor, "page": page}
        prepared: str = self._dispatcher.chain(
            "prepare_invitation", "html", html, values, lambda said: _text(said, clean)
        )
        return prepared

    def choose_sender(
        self, visitor: VisitorSnapshot, candidates: Sequence[OperatorSnapshot]
    ) -> OperatorSnapshot | None:
        """The candidate that a plugin wants an invitation to be sent by, or None when none has an opinion."""
        offered = tuple(candidates)
        values = {"visitor": visitor, "candidates": offered}
        chosen: OperatorSnapshot | None = self._dispatcher.first("choose_sender", values, offered.__contains__)
        return chosen

    def report_moment(self, moment_id: str, problem: str) -> None:
        """A visitor's browser says that a moment could not be watched; what nobody registered is not listened to."""
        if moment_id in self.registry.moments:
            owner = self.registry.moments.owner_of(moment_id)
            self._health.report_browser(owner, f"moment {moment_id}", problem)

    def health(self) -> tuple[PluginHealth, ...]:
        """How every running plugin has been doing in this process during the last day, in plugin order."""
        return tuple(self._health.of(plugin.id) for plugin in self.plugins)

    def history(self) -> Mapping[str, PluginHistory]:
        """How every plugin has been doing in the whole installation, with what happened in this process just now."""
        self.write_down()
        return incidents.history(clock.now())

    def write_down(self) -> None:
        """Notices calls that hang, writes down what went wrong, and hears what other processes switched off."""
        self._watch.look()
        incidents.save(self._health, clock.now())
        if self.plugins:
            self._health.follow(incidents.switched_off_since(self._health.began_at))

    def wait_until_heard(self, seconds: float) -> bool:
        """Waits until every plugin has heard all notices so far; False when that takes longer."""
        return self._dispatcher.wait_until_heard(seconds)

    def _time_box(self, plugin_id: str, place: str, function: Callable[[], Any]) -> Any:
        """Reads a fact of a plugin: half a second is waited for it, inside a page view or a claim."""

        def read() -> Any:
            with self._watch.over(plugin_id, place), self._surroundings():
                return function()

        try:
            return within(FACT_SECONDS, f"plugin {plugin_id}", read)
        except KeyboardInterrupt as error:  # in a thread of the plugin's own nobody can have pressed a key
            raise UnusableAnswerError("raised KeyboardInterrupt") from error


def start(
    app: Flask,
    configuration: Configuration,
    *,
    reads: PluginReads | None = None,
    budgets: Budgets | None = None,
    core_facts: Callable[[], FactRegistry] = core_registry,
) -> PluginHost:
    """Starts the enabled plugins of an installation (none in safe mode) and lets them hear what happens.

    Runs no query, so it works before the first migration. Raises ``PluginError``.
    """
    installed = () if configuration.safe_mode else enabled_plugins(configuration.instance_path)
    started = PluginHost(installed, facts=core_facts(), surroundings=app.app_context, reads=reads, budgets=budgets)
    app.extensions[EXTENSION] = started
    _offer_templates(app, started)
    offer_translations(app, (plugin.folder / "translations" for plugin in started.plugins))
    hearing.subscribe(_running_host)
    return started


def host() -> PluginHost:
    """The plugin host of the running application."""
    found: PluginHost = current_app.extensions[EXTENSION]
    return found


def _offer_templates(app: Flask, started: PluginHost) -> None:
    """Lets templates come from the plugins too; looked at last, so that none replaces one of Beckon's own."""
    folders = [plugin.folder / "templates" for plugin in started.plugins]
    known = app.jinja_env.loader or app.create_global_jinja_loader()
    app.jinja_env.loader = ChoiceLoader([known, *(FileSystemLoader(folder) for folder in folders)])


def _text(said: object, clean: Clean) -> str:
    if not isinstance(said, str) or len(said) > LONGEST_HTML:
        raise UnusableAnswerError(f"{said!r:.200} is no text of at most {LONGEST_HTML} characters")
    return clean(said)


def _running_host() -> PluginHost | None:
    return current_app.extensions.get(EXTENSION) if has_app_context() else None

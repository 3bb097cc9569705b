"""For the tests of a plugin: starts it alone, without a server or a database, and judges rules with its facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.domain.rules import Facts, Verdict, decode
from app.domain.snapshots import VisitorSnapshot
from app.plugin_api.cards import CardContent
from app.plugin_api.panels import PanelContent
from app.plugin_host.errors import PluginError
from app.plugin_host.host import PluginHost
from app.plugin_host.installed import InstalledPlugin
from app.plugin_host.manifest import read_manifest
from app.plugin_host.trial import start_apart

NOTHING_SET: Mapping[str, object] = MappingProxyType({})
NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


class TriedPlugin:
    """A plugin that was started alone. ``host`` holds everything that it registered."""

    def __init__(self, plugin_id: str, host: PluginHost) -> None:
        self.id = plugin_id
        self.host = host

    def holds(self, rule: Mapping[str, Any], facts: Mapping[str, object], now: datetime = NOON) -> bool | None:
        """Whether a rule, written as in an invitation file, holds for these facts; None where that cannot be known.

        Raises the error of the plugin's own function where one failed.
        """
        known = Facts(facts, known_families=())
        verdict = decode(rule, self.host.registry.facts).verdict(known, now)
        self._raise_what_failed()
        return None if verdict is Verdict.UNKNOWN else verdict is Verdict.TRUE

    def panel(self, panel_id: str) -> PanelContent:
        """What one of its panels shows."""
        for owner, panel in self.host.registry.offers.dashboard_panels:
            if (owner, panel.id) == (self.id, panel_id):
                return self.host.attendant.ask(self.id, f"panel {panel_id}", panel.show, seconds=10)
        raise KeyError(panel_id)

    def card(self, card_id: str, visitor: VisitorSnapshot) -> CardContent | None:
        """What one of its cards says about a visitor."""
        found = self.host.registry.offers.visitor_cards.get(self.id, card_id)
        if found is None:
            raise KeyError(card_id)
        return self.host.attendant.ask(self.id, f"card {card_id}", lambda own: found.show(own, visitor), seconds=10)

    def _raise_what_failed(self) -> None:
        (health,) = self.host.health()
        if health.last_error is not None:
            raise AssertionError(f"the plugin {self.id} failed: {health.last_error}")


def try_plugin(folder: Path, settings: Mapping[str, object] = NOTHING_SET) -> TriedPlugin:
    """Starts the plugin in that folder, with these settings and the defaults of the others; raises ``PluginError``."""
    manifest = read_manifest(folder)
    plugin = InstalledPlugin(manifest.id, folder.resolve(), False, True, manifest)
    started = start_apart([plugin], {manifest.id: settings})
    for name in settings:
        if name not in started.settings[manifest.id]:
            raise PluginError(manifest.id, f"there is no setting {name!r}")
    return TriedPlugin(manifest.id, started)

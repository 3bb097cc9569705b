"""The plugin host: finds, checks, starts and calls plugins, and says whose fault it was when one fails."""

from __future__ import annotations

from app.plugin_host.errors import PluginError
from app.plugin_host.host import PluginHost, host, start
from app.plugin_host.installed import InstalledPlugin, create_enabled_file, disable, enable, installed_plugins
from app.plugin_host.migrations import upgrade_plugins

__all__ = [
    "InstalledPlugin",
    "PluginError",
    "PluginHost",
    "create_enabled_file",
    "disable",
    "enable",
    "host",
    "installed_plugins",
    "start",
    "upgrade_plugins",
]

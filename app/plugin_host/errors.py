"""What keeps a plugin from starting, told to the person who installs it."""

from __future__ import annotations

from app.domain.errors import ConfigurationError


class PluginError(ConfigurationError):
    """A plugin cannot be used like this; the message names it, and the hook and the object where there is one."""

    default_code = "plugin"

    def __init__(self, plugin_id: str, problem: str, *, hook: str | None = None) -> None:
        where = f"plugin {plugin_id}" if hook is None else f"plugin {plugin_id}, hook {hook}"
        super().__init__(f"{where}: {problem}", field=plugin_id)
        self.plugin_id = plugin_id
        self.hook = hook
        self.problem = problem

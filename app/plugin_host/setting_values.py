"""The settings of one plugin: their present values for the plugin itself, and the one way to change them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson
from sqlalchemy import delete, select

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.foundation import briefly
from app.foundation.database import db, transaction
from app.plugin_api.settings import Setting
from app.plugin_host.models import PluginSetting
from app.plugin_host.offers import Owned

logger = logging.getLogger(__name__)
TOPIC = "plugin settings"
LARGEST_VALUE_BYTES = 16 * 1024
Stored = Callable[[str], Mapping[str, Any]]
"""Gives the chosen values of one plugin."""


class RefusedSettings(InvalidInput):
    """Some of the values cannot be taken; ``errors`` says why, by name, and nothing was changed."""

    def __init__(self, errors: Mapping[str, InvalidInput]) -> None:
        super().__init__(N_("some settings cannot be used"), field=next(iter(errors)))
        self.errors = errors


class SettingValues(Mapping[str, Any]):
    """What ``context.settings`` is. A value that the plugin's present version no longer takes counts as the default."""

    def __init__(self, plugin_id: str, declared: Owned[Setting], stored: Stored) -> None:
        self._plugin_id = plugin_id
        self._stored = stored
        self._declared = declared
        self.is_open = False

    def __getitem__(self, name: str) -> Any:
        if not self.is_open:
            raise RuntimeError(f"the setting {name!r} can be read once the server runs, not while registering")
        setting = self._declared.get(self._plugin_id, name)
        if setting is None:
            raise KeyError(name)
        stored = self._stored(self._plugin_id)
        if name not in stored:
            return setting.default
        try:
            return setting.schema.read(stored[name], name)
        except InvalidInput as error:
            logger.warning("plugin %s: the setting %s has its default: %s", self._plugin_id, name, error.message)
            return setting.default

    def __iter__(self) -> Iterator[str]:
        return (setting.name for setting in self._declared.of(self._plugin_id))

    def __len__(self) -> int:
        return len(self._declared.of(self._plugin_id))

    def change(self, values: Mapping[str, object]) -> None:
        """Stores the given settings, all or none; raises ``RefusedSettings``, or ``KeyError`` for an unknown name."""
        errors: dict[str, InvalidInput] = {}
        for name, value in values.items():
            setting = self._declared.get(self._plugin_id, name)
            if setting is None:
                raise KeyError(name)
            try:
                setting.schema.read(value, name)
                _check_size(name, value)
            except InvalidInput as error:
                errors[name] = error
        if errors:
            raise RefusedSettings(errors)
        mine = PluginSetting.plugin_id == self._plugin_id
        with transaction():
            db.session.execute(delete(PluginSetting).where(mine, PluginSetting.name.in_(list(values))))
            db.session.add_all(PluginSetting(plugin_id=self._plugin_id, name=n, value=v) for n, v in values.items())
        briefly.forget(TOPIC)


def stored_in_database(plugin_id: str) -> Mapping[str, Any]:
    """The values that administrators chose, not older than a second."""
    wanted = select(PluginSetting.name, PluginSetting.value).where(PluginSetting.plugin_id == plugin_id)
    return briefly.remembered(TOPIC, plugin_id, lambda: dict(db.session.execute(wanted).all()))


def _check_size(name: str, value: object) -> None:
    if len(orjson.dumps(value)) > LARGEST_VALUE_BYTES:
        raise InvalidInput(N_("%(path)s is too large."), field=name, values={"path": name})

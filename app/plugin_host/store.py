"""The small keep of a plugin: JSON values that survive a restart, each plugin for itself."""

from __future__ import annotations

import orjson
from sqlalchemy import delete, select

from app.domain.errors import InvalidInput
from app.foundation.database import db, transaction
from app.plugin_host.models import PluginValue

LONGEST_KEY = 120
LARGEST_VALUE_BYTES = 64 * 1024


class DatabaseStore:
    """Keeps one plugin's values in the table ``plugin_values``."""

    def __init__(self, plugin_id: str) -> None:
        self._plugin_id = plugin_id

    def get(self, key: str, default: object = None) -> object:
        """The value kept under ``key``, or ``default``."""
        wanted = select(PluginValue.value).where(PluginValue.plugin_id == self._plugin_id, PluginValue.key == key)
        found = db.session.execute(wanted).one_or_none()
        return default if found is None else found[0]

    def put(self, key: str, value: object) -> None:
        """Keeps a JSON value; raises ``InvalidInput`` when it is no JSON, too large, or the key is unusable."""
        if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
            raise InvalidInput(f"a key has 1 to {LONGEST_KEY} printable characters", field="key")
        try:
            size_bytes = len(orjson.dumps(value))
        except TypeError as error:
            raise InvalidInput(f"the value under {key!r} is no JSON: {error}", field=key) from error
        if size_bytes > LARGEST_VALUE_BYTES:
            raise InvalidInput(f"the value under {key!r} is larger than {LARGEST_VALUE_BYTES} bytes", field=key)
        with transaction():
            db.session.merge(PluginValue(plugin_id=self._plugin_id, key=key, value=value))

    def remove(self, key: str) -> None:
        """Forgets a value; forgetting what is not there is fine."""
        with transaction():
            mine = PluginValue.plugin_id == self._plugin_id
            db.session.execute(delete(PluginValue).where(mine, PluginValue.key == key))

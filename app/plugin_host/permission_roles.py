"""Which role a plugin's permission needs: the plugin's proposal, until an administrator chooses another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from app.domain.roles import Role
from app.foundation import briefly
from app.foundation.database import db, transaction
from app.plugin_api.pages import Permission
from app.plugin_host.models import PluginSetting
from app.plugin_host.offers import Owned

TOPIC = "plugin permissions"
PREFIX = "may:"
"""Before a permission's id in the table of settings, where no setting's name can have it."""


class PermissionRoles:
    """The roles for the permissions of all plugins."""

    def __init__(self, declared: Owned[Permission]) -> None:
        self._declared = declared

    def of(self, plugin_id: str) -> dict[str, Role]:
        """The least role for each permission of a plugin, by its id."""
        chosen = briefly.remembered(TOPIC, plugin_id, lambda: _stored(plugin_id))
        return {each.id: _role(chosen.get(PREFIX + each.id), each.role) for each in self._declared.of(plugin_id)}

    def change(self, plugin_id: str, roles: Mapping[str, Role]) -> None:
        """Stores the roles for some of a plugin's permissions."""
        names = {PREFIX + permission_id: role.value for permission_id, role in roles.items()}
        mine = PluginSetting.plugin_id == plugin_id
        with transaction():
            db.session.execute(delete(PluginSetting).where(mine, PluginSetting.name.in_(list(names))))
            db.session.add_all(PluginSetting(plugin_id=plugin_id, name=n, value=v) for n, v in names.items())
        briefly.forget(TOPIC)


def _stored(plugin_id: str) -> dict[str, Any]:
    wanted = select(PluginSetting.name, PluginSetting.value).where(
        PluginSetting.plugin_id == plugin_id, PluginSetting.name.startswith(PREFIX)
    )
    return dict(db.session.execute(wanted).all())


def _role(chosen: object, proposed: Role) -> Role:
    return Role(chosen) if chosen in [role.value for role in Role] else proposed

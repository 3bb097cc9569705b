"""Addresses of an installation in use: each rule of the URL map with something real in its variable parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.security.conftest import House

PART = re.compile(r"<(?:[a-z]+(?:\([^)]*\))?:)?([a-z_]+)>")


def address(house: House, endpoint: str, rule: str) -> str:
    """The address of a rule."""
    values = house.values()
    if endpoint == "demo.static":
        values["filename"] = "shop.css"
    if endpoint.startswith("invitation"):
        values["key"] = house.invitation
    if endpoint.startswith("api.") and "invitation" in endpoint:
        values["key"] = house.invitation
    elif endpoint.startswith(("visitors.", "api.")) or endpoint == "desk.visitor":
        values["key"] = house.visitor
    if endpoint.startswith("context."):
        values |= {"note": "1"}
        if "chats" not in rule:
            values["key"] = house.visitor
    if endpoint == "embed.plugin_module":
        values |= {"plugin_id": "dynamic_invitations", "name": "idle"}
    return PART.sub(lambda part: values.get(part[1], "1"), rule)

"""The published JSON Schema of invitation files, made from the types that read them and from what plugins add."""

from __future__ import annotations

from typing import Any

import msgspec

from app.domain.rules import json_schema
from app.invitations.file_form import InvitationFile
from app.invitations.moments import ON
from app.plugin_api.moments import Moment
from app.plugin_host.registries import Registries

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TITLE = "Invitations of Beckon"


def file_schema(registry: Registries) -> dict[str, Any]:
    """JSON Schema 2020-12 of a whole file; what belongs to plugins that are switched off is not in it."""
    schema = msgspec.json.schema(InvitationFile)
    definitions: dict[str, Any] = schema["$defs"]
    add_registered(definitions["WrittenInvitation"], definitions, registry)
    return {"$schema": DRAFT, "title": TITLE, **schema}


def add_registered(
    invitation: dict[str, Any], definitions: dict[str, Any], registry: Registries, at: str = "#/$defs"
) -> None:
    """Say in the schema of one invitation which types, moments and conditions there are."""
    fields = invitation["properties"]
    rule = json_schema(registry.facts)["$defs"]["node"]
    definitions["Condition"] = _moved(rule, f"{at}/Condition")
    fields["type"] = {"enum": [kind.id for kind in registry.invitation_types], "default": "url"}
    empty = {"type": "object", "maxProperties": 0}
    nothing = {"type": "null"}
    fields["conditions"] = {"anyOf": [{"$ref": f"{at}/Condition"}, empty, nothing], "default": None}
    moments = [_moment(each) for each in registry.moments]
    fields["moment"] = {"anyOf": [*moments, nothing], "default": None}


def _moment(moment: Moment) -> dict[str, Any]:
    properties: dict[str, Any] = {ON: {"const": moment.id, "description": moment.help}}
    required = [ON]
    for parameter in moment.parameters:
        properties[parameter.name] = {**parameter.schema.as_json_schema(), "description": parameter.label}
        if parameter.default is None:
            required.append(parameter.name)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _moved(part: Any, node: str) -> Any:
    """The schema of a rule with its references to itself pointing to where it stands now."""
    if isinstance(part, dict):
        return {name: node if name == "$ref" else _moved(value, node) for name, value in part.items()}
    return [_moved(each, node) for each in part] if isinstance(part, list) else part

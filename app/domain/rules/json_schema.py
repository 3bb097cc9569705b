"""The published schema of a rule, made from the registered facts, so that an editor can complete and check a file."""

from __future__ import annotations

from typing import Any

from app.domain.rules.codec import IS
from app.domain.rules.fact import Comparison, Fact
from app.domain.rules.registry import FactRegistry


def json_schema(registry: FactRegistry) -> dict[str, Any]:
    """JSON Schema 2020-12 of a ``conditions`` block; definitions stand under ``$defs``."""
    node = {"$ref": "#/$defs/node"}
    groups = [
        _closed({"all": {"type": "array", "items": node}}, required=["all"]),
        _closed({"any": {"type": "array", "items": node, "minItems": 1}}, required=["any"]),
        _closed({"not": node}, required=["not"]),
    ]
    leaves = [_leaf(fact, name) for fact in registry for name in fact.comparisons]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": "#/$defs/node",
        "$defs": {"node": {"anyOf": [*groups, *leaves]}},
    }


def _leaf(fact: Fact, name: str) -> dict[str, Any]:
    comparison = fact.comparison_named(name)
    key = fact.key_parameter
    named = (
        {"const": fact.id} if key is None else {"type": "string", "pattern": f"^{fact.id.replace('.', '[.]')}[.].+$"}
    )
    properties: dict[str, Any] = {"fact": {**named, "description": fact.help}}
    required = ["fact"]
    for parameter in fact.parameters:
        if parameter.in_name:
            continue
        properties[parameter.name] = {**parameter.schema.as_json_schema(), "description": parameter.label}
        if parameter.default is None:
            required.append(parameter.name)
    return _closed(properties | _is(comparison), required=required + _required(fact, comparison))


def _is(comparison: Comparison) -> dict[str, Any]:
    takes = comparison.takes.as_json_schema()
    if comparison.name == IS:
        return {"is": takes}
    return {"is": {"const": comparison.name}} | ({} if takes == {"type": "null"} else {"value": takes})


def _required(fact: Fact, comparison: Comparison) -> list[str]:
    is_default = comparison.name == fact.default_comparison
    needs_value = "value" in _is(comparison) and not (is_default and fact.default_wanted is not None)
    return ([] if is_default else ["is"]) + (["value"] if needs_value else [])


def _closed(properties: dict[str, Any], *, required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}

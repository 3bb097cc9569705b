"""Rules as they stand in files and in the database, and back: strict, with errors that name the exact place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.domain.errors import InvalidInput
from app.domain.rules.fact import Comparison, Fact
from app.domain.rules.refusal import refusal
from app.domain.rules.registry import FactRegistry
from app.domain.rules.schemas import named
from app.domain.rules.tree import All, AnyOf, Condition, Node, Not, Unknown
from app.domain.translation import N_

MAX_DEPTH = 12
MAX_NODES = 500
MAX_UNKNOWN_LENGTH = 8_000

GROUPS = ("all", "any", "not")
IS = "is"
"""The one comparison that is written as its own value: ``is: true``."""


def decode(document: object, registry: FactRegistry, *, path: str = "conditions") -> Node:
    """The rule that a document describes; nothing (``None`` or ``{}``) is the rule that always holds.

    Raises ``InvalidInput`` whose ``field`` is the path of the fault, such as ``conditions.all[1].value``. A condition
    on a fact that the registry does not know is kept as ``Unknown``.
    """
    return _Decoder(registry, strict=True).rule(document, path)


def decode_stored(document: object, registry: FactRegistry) -> Node:
    """The same for rows that were accepted once: a condition that is no longer understood becomes ``Unknown``."""
    return _Decoder(registry, strict=False).rule(document, "conditions")


def encode(node: Node) -> dict[str, Any]:
    """The document of a rule; ``decode`` gives the same rule back."""
    match node:
        case All(parts):
            return {"all": [encode(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [encode(part) for part in parts]}
        case Not(part):
            return {"not": encode(part)}
        case Unknown(document):
            return _thawed(document)
        case Condition():
            return _encode_condition(node)
    raise TypeError(f"A {type(node).__name__} has no form in files.")


def _encode_condition(node: Condition) -> dict[str, Any]:
    own = {
        parameter.name: node.parameters[parameter.name] for parameter in node.fact.parameters if not parameter.in_name
    }
    if node.comparison.name == IS:
        return {"fact": node.name, **own, "is": node.wanted}
    document = {"fact": node.name, **own, "is": node.comparison.name}
    if node.wanted is not None:
        document["value"] = list(node.wanted) if isinstance(node.wanted, tuple) else node.wanted
    return document


@dataclass
class _Decoder:
    """One pass over one document; counts its nodes."""

    registry: FactRegistry
    strict: bool
    nodes: int = 0

    def rule(self, document: object, path: str) -> Node:
        if document is None or (isinstance(document, Mapping) and not document):
            return All()
        return self.node(document, path, 1)

    def node(self, document: object, path: str, depth: int) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise refusal(N_("%(path)s: a rule has at most %(limit)s parts."), path, "too_many", limit=MAX_NODES)
        if depth > MAX_DEPTH:
            raise refusal(N_("%(path)s is nested more than %(limit)s levels deep."), path, "too_deep", limit=MAX_DEPTH)
        if not isinstance(document, Mapping):
            raise refusal(N_("%(path)s must be an object, not %(kind)s."), path, "wrong_type", kind=named(document))
        present = [group for group in GROUPS if group in document]
        if present:
            return self.group(present[0], document, path, depth)
        if "fact" not in document:
            raise refusal(N_("%(path)s must have one of all, any, not or fact."), path, "missing")
        try:
            return self.condition(document, path)
        except InvalidInput:
            if self.strict:
                raise
            return unknown(document, path)

    def group(self, group: str, document: Mapping[str, object], path: str, depth: int) -> Node:
        surplus = next((str(name) for name in document if name != group), None)
        if surplus is not None:
            raise refusal(
                N_("%(path)s is not known next to “%(group)s”."), f"{path}.{surplus}", "unknown_field", group=group
            )
        inside = document[group]
        if group == "not":
            return Not(self.node(inside, f"{path}.not", depth + 1))
        here = f"{path}.{group}"
        if not isinstance(inside, (list, tuple)):
            raise refusal(N_("%(path)s must be a list, not %(kind)s."), here, "wrong_type", kind=named(inside))
        if group == "any" and not inside:
            raise refusal(N_("%(path)s must have at least one condition, or it could never hold."), here, "empty")
        parts = tuple(self.node(part, f"{here}[{place}]", depth + 1) for place, part in enumerate(inside))
        return All(parts) if group == "all" else AnyOf(parts)

    def condition(self, document: Mapping[str, object], path: str) -> Node:
        name = document["fact"]
        if not isinstance(name, str) or not name:
            raise refusal(N_("%(path)s must be the name of a fact."), f"{path}.fact", "wrong_type")
        resolved = self.registry.resolve(name)
        if resolved is None:
            return unknown(document, path)
        fact, key = resolved
        comparison, raw, value_path = self.comparison(fact, document, path)
        wanted = comparison.takes.read(raw, value_path)
        parameters = self.parameters(fact, key, document, path)
        allowed = {"fact", "is", "value", *(parameter.name for parameter in fact.parameters if not parameter.in_name)}
        surplus = next((str(field) for field in document if field not in allowed), None)
        if surplus is not None:
            raise refusal(
                N_("%(path)s is not known in a condition on %(fact)s."),
                f"{path}.{surplus}",
                "unknown_field",
                fact=fact.id,
            )
        return Condition(fact, comparison, wanted, parameters)

    def comparison(self, fact: Fact, document: Mapping[str, object], path: str) -> tuple[Comparison, object, str]:
        """The comparison with the raw value it takes and the place where that stands."""
        word = document.get("is", fact.default_comparison)
        own = fact.comparison(IS)
        if own is not None:
            if "value" in document:
                raise refusal(
                    N_("%(path)s is not known in a condition on %(fact)s, which is written is: true or is: false."),
                    f"{path}.value",
                    "unknown_field",
                    fact=fact.id,
                )
            return own, word, f"{path}.is"
        comparison = fact.comparison(word) if isinstance(word, str) else None
        if comparison is None:
            words = ", ".join(fact.comparisons)
            raise refusal(N_("%(path)s must be one of %(words)s."), f"{path}.is", "unknown_comparison", words=words)
        default = fact.default_wanted if word == fact.default_comparison else None
        return comparison, document.get("value", default), f"{path}.value"

    def parameters(self, fact: Fact, key: str | None, document: Mapping[str, object], path: str) -> dict[str, Any]:
        read: dict[str, Any] = {}
        for parameter in fact.parameters:
            if parameter.in_name:
                read[parameter.name] = parameter.schema.read(key, f"{path}.fact")
                continue
            raw = document.get(parameter.name, parameter.default)
            read[parameter.name] = parameter.schema.read(raw, f"{path}.{parameter.name}")
        return read


def unknown(document: Mapping[str, object], path: str) -> Unknown:
    """The document kept word for word; raises ``InvalidInput`` if it is too long to be kept."""
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise refusal(N_("%(path)s is not plain JSON."), path, "wrong_type") from None
    if len(text) > MAX_UNKNOWN_LENGTH:
        raise refusal(N_("%(path)s is longer than %(limit)s characters."), path, "too_long", limit=MAX_UNKNOWN_LENGTH)
    return Unknown(MappingProxyType(json.loads(text)))


def _thawed(document: Mapping[str, Any]) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(dict(document), ensure_ascii=False))
    return copy

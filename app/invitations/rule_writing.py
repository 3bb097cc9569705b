"""Turns the zones of the editor into one rule, and finds the row that an error of the rule is about."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from app.domain.errors import InvalidInput
from app.domain.rules import FactRegistry, decode
from app.invitations.condition_rows import ConditionRow, KeptPart, part_of
from app.invitations.rule_form import ZONES, Group, Item, RuleForm


@dataclass(slots=True)
class WrittenRule:
    """The rule in file form. ``places`` are the ids of rows, groups and zones by path; ``errors`` are by id."""

    document: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    errors: dict[str, InvalidInput] = field(default_factory=dict)

    def owner_of(self, path: str) -> str:
        """The id of the innermost part that a path is in; empty for the rule as a whole."""
        while path and path not in self.places:
            cut = max(path.rfind("."), path.rfind("["))
            path = path[:cut] if cut > 0 else ""
        return self.places.get(path, "")


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the rule to be: a leaf with its row, or all, any or not with what is in it."""

    kind: str
    id: str
    children: tuple[_Part, ...] = ()
    item: ConditionRow | KeptPart | None = None


def write_rule(form: RuleForm, registry: FactRegistry) -> WrittenRule:
    """The rule of a form; what cannot be read stands among the errors, and is left empty in the document."""
    written = WrittenRule()
    parts = _merged(form)
    if not parts:
        written.document = {"all": []} if form.root == "all" else {}
    elif form.root == "bare" and len(parts) == 1:
        written.document = _document(parts[0], "conditions", written, registry)
    else:
        written.document = _document(_Part("all", "", tuple(parts)), "conditions", written, registry)
    return written


def finished_rule(form: RuleForm, registry: FactRegistry) -> tuple[dict[str, Any], int]:
    """The rule without the rows that are still being written, and how many those are."""
    left_out = {item.id for item in form.walk() if not isinstance(item, Group) and not _is_finished(item, registry)}
    kept = RuleForm(joint=form.joint, unless_each=form.unless_each, root=form.root)
    for zone in ZONES:
        kept.zone(zone).extend(_without(form.zone(zone), left_out))
    return write_rule(kept, registry).document, len(left_out)


def _is_finished(item: ConditionRow | KeptPart, registry: FactRegistry) -> bool:
    try:
        decode(part_of(item, registry, "conditions"), registry)
    except InvalidInput:
        return False
    return True


def _without(items: list[Item], left_out: set[str]) -> list[Item]:
    kept: list[Item] = []
    for item in items:
        if isinstance(item, Group):
            inside = _without(item.items, left_out)
            if inside or (not item.items and item.kind == "all"):
                kept.append(Group(item.id, item.kind, inside, item.is_single, item.at))
        elif item.id not in left_out:
            kept.append(item)
    return kept


def _merged(form: RuleForm) -> list[_Part]:
    """The parts of all zones in the order in which they were saved; new ones behind those of their zone."""
    zones = (_who(form), _when(form), _unless(form))
    ordered = [
        (order, number, place, part)
        for number, zone in enumerate(zones)
        for place, (order, part) in enumerate(_in_order(zone))
    ]
    return [part for _order, _zone, _place, part in sorted(ordered, key=lambda each: each[:3])]


def _who(form: RuleForm) -> list[tuple[int | None, _Part]]:
    return [(item.at, _part(item)) for item in form.who]


def _when(form: RuleForm) -> list[tuple[int | None, _Part]]:
    if form.joint == "any" and form.when:
        return [(_first(form.when), _Part("any", "when", tuple(_part(item) for item in form.when)))]
    return [(item.at, _part(item)) for item in form.when]


def _unless(form: RuleForm) -> list[tuple[int | None, _Part]]:
    parts = [_part(item) for item in form.unless]
    if len(parts) > 1 and not form.unless_each:
        return [(_first(form.unless), _Part("not", "unless", (_Part("any", "unless", tuple(parts)),)))]
    return [(item.at, _Part("not", "unless", (part,))) for item, part in zip(form.unless, parts, strict=True)]


def _first(items: list[Item]) -> int | None:
    return min((item.at for item in items if item.at is not None), default=None)


def _in_order(zone: list[tuple[int | None, _Part]]) -> list[tuple[float, _Part]]:
    """Saved places that never fall, so that what was moved within a zone stays moved."""
    ordered: list[tuple[float, _Part]] = []
    latest = -math.inf if any(at is not None for at, _part in zone) else math.inf
    for at, part in zone:
        latest = latest if at is None else max(latest, at)
        ordered.append((latest, part))
    return ordered


def _part(item: Item) -> _Part:
    if not isinstance(item, Group):
        return _Part("leaf", item.id, item=item)
    inside = tuple(_part(each) for each in item.items)
    if item.kind != "none":
        return _Part(item.kind, item.id, inside)
    if item.is_single and len(inside) == 1:
        return _Part("not", item.id, inside)
    return _Part("not", item.id, (_Part("any", item.id, inside),))


def _document(part: _Part, path: str, written: WrittenRule, registry: FactRegistry) -> Any:
    written.places[path] = part.id
    if part.item is not None:
        try:
            return part_of(part.item, registry, path)
        except InvalidInput as error:
            written.errors[part.id] = error
            return {}
    if part.kind == "not":
        return {"not": _document(part.children[0], f"{path}.not", written, registry)}
    return {
        part.kind: [
            _document(child, f"{path}.{part.kind}[{place}]", written, registry)
            for place, child in enumerate(part.children)
        ]
    }

"""Shows a saved rule in the zones of the editor, so that saving it unchanged gives the same rule again."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from app.domain.rules import FactRegistry
from app.invitations.condition_rows import row_of
from app.invitations.rule_choices import zone_of
from app.invitations.rule_form import MOST_PARTS_SHOWN, Group, Item, RuleForm

_GROUPS = ("all", "any", "not")


def rule_form_of(document: Mapping[str, Any], registry: FactRegistry) -> RuleForm | None:
    """The rule in its zones; None for one with so many parts that only its file form is of use."""
    if _parts(document) > MOST_PARTS_SHOWN:
        return None
    return _Reader(registry).form(document)


class _Reader:
    """One pass over one rule; gives every part its id."""

    def __init__(self, registry: FactRegistry) -> None:
        self.registry = registry
        self.numbers = count(1)

    def form(self, document: Mapping[str, Any]) -> RuleForm:
        if not document:
            return RuleForm()
        is_list = set(document) == {"all"} and isinstance(document["all"], list | tuple)
        form = RuleForm(root="all" if is_list else "bare")
        for place, part in enumerate(document["all"] if is_list else [document]):
            self.place(form, part, place)
        self.join_when(form)
        self.join_unless(form)
        return form

    def place(self, form: RuleForm, part: Any, place: int) -> None:
        if _is_group(part, "not"):
            item, zone = self.item(part["not"]), form.unless
        else:
            item, zone = self.item(part), form.when if self.is_timing(part) else form.who
        item.at = place
        zone.append(item)

    def join_when(self, form: RuleForm) -> None:
        """One list of which any is enough is the whole zone."""
        if len(form.when) == 1 and isinstance(form.when[0], Group) and form.when[0].kind == "any":
            group = form.when[0]
            form.joint, form.when = "any", _placed(group.items, group.at)

    def join_unless(self, form: RuleForm) -> None:
        """One list of which none may hold is the whole zone."""
        form.unless_each = len(form.unless) > 1
        if len(form.unless) == 1 and isinstance(form.unless[0], Group):
            group = form.unless[0]
            if group.kind == "any" and len(group.items) > 1:
                form.unless = _placed(group.items, group.at)

    def item(self, part: Any) -> Item:
        own_id = f"c{next(self.numbers)}"
        for kind in ("all", "any"):
            if _is_group(part, kind):
                return Group(own_id, kind, [self.item(each) for each in part[kind]])
        if _is_group(part, "not"):
            inside = part["not"]
            if _is_group(inside, "any"):
                return Group(own_id, "none", [self.item(each) for each in inside["any"]])
            return Group(own_id, "none", [self.item(inside)], is_single=True)
        return row_of(part, self.registry, own_id)

    def is_timing(self, part: Any) -> bool:
        """Whether everything in it says where and when something happens."""
        if _is_group(part, "not"):
            return self.is_timing(part["not"])
        for kind in ("all", "any"):
            if _is_group(part, kind):
                return bool(part[kind]) and all(self.is_timing(each) for each in part[kind])
        name = part.get("fact") if isinstance(part, Mapping) else None
        resolved = self.registry.resolve(name) if isinstance(name, str) else None
        return resolved is not None and zone_of(resolved[0]) == "when"


def _placed(items: list[Item], at: int | None) -> list[Item]:
    for item in items:
        item.at = at
    return items


def _is_group(part: Any, kind: str) -> bool:
    if not isinstance(part, Mapping) or set(part) != {kind}:
        return False
    return kind == "not" or isinstance(part[kind], list | tuple)


def _parts(document: object) -> int:
    number, waiting = 0, [document]
    while waiting:
        part = waiting.pop()
        number += 1
        if isinstance(part, Mapping):
            for kind in _GROUPS:
                inside = part.get(kind)
                waiting.extend(inside if isinstance(inside, list | tuple) else [inside] if inside is not None else [])
    return number

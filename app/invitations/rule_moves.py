"""Changes the rule by a button: rows and groups are added, taken away and moved. This works without script."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.rules import FactRegistry
from app.domain.rules.codec import MAX_DEPTH
from app.invitations.classic_rows import classic_row
from app.invitations.condition_rows import IS, ConditionRow, fact_of
from app.invitations.rule_form import MOST_PARTS_SHOWN, ZONES, Group, Item, RuleForm

DEEPEST_GROUP = MAX_DEPTH - 4
"""How many groups may stand in one another; the zones and their lists need some levels themselves."""
FIRST_FACT = {"who": ("visitor.visits", "greater"), "when": ("page.url", "contains"), "unless": ("", "")}
"""What a new row begins with; where a plugin is off, with nothing."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a part is: the list it stands in, and the groups around it with the lists in which those stand."""

    items: list[Item]
    index: int
    around: tuple[tuple[list[Item], Group], ...]


def change_rule(form: RuleForm, action: str, registry: FactRegistry) -> bool:
    """Do what a button says, such as ``add-row:when``, ``remove:c3`` or ``up:c3``; False for any other."""
    verb, colon, target = action.partition(":")
    if not colon and verb != "refresh":
        return False
    if verb == "refresh":
        pass
    elif verb == "add-classic":
        _add_classic(form, target, registry)
    elif verb in ("add-row", "add-group"):
        _add(form, target, registry, is_group=verb == "add-group")
    elif verb in ("remove", "up", "down"):
        place = _find(form, target)
        if place is not None:
            {"remove": _remove, "up": _up, "down": _down}[verb](place)
    else:
        return False
    _settle(form, registry)
    return True


def first_row(row_id: str, zone: str, registry: FactRegistry) -> ConditionRow:
    """A new row for a zone."""
    fact, comparison = FIRST_FACT.get(zone, ("", ""))
    return ConditionRow(row_id, fact, comparison) if fact in registry else ConditionRow(row_id)


def _add(form: RuleForm, target: str, registry: FactRegistry, *, is_group: bool) -> None:
    items, depth = _list(form, target)
    is_full = sum(1 for _item in form.walk()) + 1 + is_group > MOST_PARTS_SHOWN
    if items is None or is_full or (is_group and depth >= DEEPEST_GROUP):
        return
    row = first_row(form.free_id(), target, registry)
    if not is_group:
        items.append(row)
        return
    items.append(Group(row.id, "any"))
    items[-1].items.append(first_row(form.free_id(), target, registry))  # type: ignore[union-attr]


def _add_classic(form: RuleForm, fact: str, registry: FactRegistry) -> None:
    ready = classic_row(fact, registry)
    if ready is not None and sum(1 for _item in form.walk()) < MOST_PARTS_SHOWN:
        form.zone(ready.zone).append(ConditionRow(form.free_id(), ready.fact, ready.comparison))


def _list(form: RuleForm, target: str) -> tuple[list[Item] | None, int]:
    if target in ZONES:
        return form.zone(target), 0
    place = _find(form, target)
    group = place.items[place.index] if place else None
    return (group.items, len(place.around) + 1) if place and isinstance(group, Group) else (None, 0)


def _find(form: RuleForm, own_id: str) -> _Place | None:
    waiting: list[tuple[list[Item], tuple[tuple[list[Item], Group], ...]]] = [(form.zone(zone), ()) for zone in ZONES]
    while waiting:
        items, around = waiting.pop()
        for index, item in enumerate(items):
            if item.id == own_id:
                return _Place(items, index, around)
            if isinstance(item, Group):
                waiting.append((item.items, (*around, (items, item))))
    return None


def _remove(place: _Place) -> None:
    del place.items[place.index]


def _up(place: _Place) -> None:
    item = place.items[place.index]
    if place.index:
        before = place.items[place.index - 1]
        if _takes(before, item, place):
            _remove(place)
            before.items.append(item)  # type: ignore[union-attr]
        else:
            _swap(place.items, place.index - 1)
    elif place.around:
        outside, group = place.around[-1]
        _remove(place)
        outside.insert(outside.index(group), item)
        item.at = group.at


def _down(place: _Place) -> None:
    item = place.items[place.index]
    if place.index + 1 < len(place.items):
        after = place.items[place.index + 1]
        if _takes(after, item, place):
            _remove(place)
            after.items.insert(0, item)  # type: ignore[union-attr]
        else:
            _swap(place.items, place.index)
    elif place.around:
        outside, group = place.around[-1]
        _remove(place)
        outside.insert(outside.index(group) + 1, item)
        item.at = group.at


def _takes(neighbour: Item, item: Item, place: _Place) -> bool:
    """Whether a part moves into the group beside it, or past it because that would be too deep."""
    deep = len(place.around) + 1 + _levels(item)
    return isinstance(neighbour, Group) and deep <= DEEPEST_GROUP


def _levels(item: Item) -> int:
    """How many groups stand in one another here."""
    return 1 + max((_levels(each) for each in item.items), default=0) if isinstance(item, Group) else 0


def _swap(items: list[Item], index: int) -> None:
    items[index], items[index + 1] = items[index + 1], items[index]


def _settle(form: RuleForm, registry: FactRegistry) -> None:
    """A row whose fact was changed begins with the first comparison of the new one."""
    for row in form.rows():
        fact = fact_of(row, registry)
        if fact is None:
            continue
        names = [name for name in fact.comparisons if name != IS] or ["true", "false"]
        if row.comparison not in names:
            row.comparison = names[0]

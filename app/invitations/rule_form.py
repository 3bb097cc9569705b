"""A whole rule as the editor shows it: three zones (who, when, unless) with rows, and groups within them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.invitations.condition_rows import ConditionRow, KeptPart

ZONES = ("who", "when", "unless")
KINDS = ("all", "any", "none")
MOST_PARTS_SHOWN = 50
"""A rule with more parts is written in file form; a form may not have many more fields than these need."""


@dataclass(slots=True)
class Group:
    """Parts that belong together: all of them hold, any of them, or none.

    ``is_single`` says that *none* was written without a list, as ``not`` before its one part. ``at`` is its place among
    the parts of the saved rule.
    """

    id: str
    kind: str = "all"
    items: list[Item] = field(default_factory=list)
    is_single: bool = False
    at: int | None = None


Item = ConditionRow | KeptPart | Group


@dataclass(slots=True)
class RuleForm:
    """The rule in its zones. ``who`` holds all together, and ``when`` all or any (``joint``); ``unless`` keeps it off.

    ``unless_each`` says that the parts of *unless* were written one by one; ``root`` is how the whole was written:
    ``all`` in a list, ``bare`` as the only part, or empty for no rule at all.
    """

    who: list[Item] = field(default_factory=list)
    when: list[Item] = field(default_factory=list)
    unless: list[Item] = field(default_factory=list)
    joint: str = "all"
    unless_each: bool = False
    root: str = ""

    def zone(self, name: str) -> list[Item]:
        """The parts of one zone."""
        return {"who": self.who, "when": self.when, "unless": self.unless}[name]

    def walk(self) -> Iterator[Item]:
        """Every part, groups before what is in them."""
        waiting = [*reversed([*self.who, *self.when, *self.unless])]
        while waiting:
            item = waiting.pop()
            yield item
            if isinstance(item, Group):
                waiting.extend(reversed(item.items))

    def rows(self) -> list[ConditionRow]:
        """The rows that somebody fills in."""
        return [item for item in self.walk() if isinstance(item, ConditionRow)]

    def free_id(self) -> str:
        """An id that no part has yet."""
        taken = {item.id for item in self.walk()}
        number = len(taken) + 1
        while f"c{number}" in taken:
            number += 1
        return f"c{number}"

"""Reads the rule as the browser sent it, word for word, so that nothing typed is lost.

The hidden fields ``part`` say in the order of the page which zone, row or group begins and which group ends; all other
fields carry the id of their row or group in front.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from app.domain.rules import FactRegistry
from app.domain.rules.codec import MAX_DEPTH, MAX_NODES
from app.foundation.text import clean_text
from app.invitations.condition_rows import ConditionRow, KeptPart, typed_lines
from app.invitations.rule_choices import zone_of
from app.invitations.rule_form import KINDS, ZONES, Group, Item, RuleForm

PART = "part"
WORD_LIMIT = 200
_ID = re.compile(r"[a-z][a-z0-9]{0,11}")
_PARAMETER = "parameter"

Fields = MultiDict[str, str]


def rule_form_from(values: Fields) -> RuleForm:
    """The rule in a form; more parts or levels than a rule may have are read as far as it takes to refuse them."""
    form = RuleForm(
        joint="any" if values.get("when-joint") == "any" else "all",
        unless_each=values.get("unless-form") == "each",
        root=values.get("rule-root", "") if values.get("rule-root") in ("all", "bare") else "",
    )
    form.who, form.when, form.unless = _Walk(values).zones()
    return form


def short_rule_form(values: Fields, registry: FactRegistry) -> RuleForm:
    """The rule of a form with plain lists: ``joint``, and ``fact``, ``comparison`` and ``value`` of each condition."""
    parts = zip(values.getlist("fact"), values.getlist("comparison"), values.getlist("value"), strict=False)
    rows = [
        ConditionRow(f"c{number}", fact, comparison, typed_lines([value]), at=number)
        for number, (fact, comparison, value) in enumerate(parts, start=1)
    ][: MAX_NODES + 1]
    if values.get("joint") == "any" and rows:
        return RuleForm(who=[Group("c0", "any", [*rows])], root="bare")
    timing = {fact.id for fact in registry if zone_of(fact) == "when"}
    return RuleForm(
        who=[row for row in rows if row.fact not in timing], when=[row for row in rows if row.fact in timing]
    )


class _Walk:
    """One pass over the fields ``part``; a group that is never closed ends with its zone."""

    def __init__(self, values: Fields) -> None:
        self.values = values
        self.taken: set[str] = set()

    def zones(self) -> tuple[list[Item], list[Item], list[Item]]:
        zones: dict[str, list[Item]] = {name: [] for name in ZONES}
        open_lists = [zones["who"]]
        for token in self.values.getlist(PART)[: 3 * MAX_NODES]:
            kind, _colon, own_id = token.partition(":")
            if kind in zones:
                open_lists = [zones[kind]]
            elif kind == "end":
                open_lists = open_lists[:-1] if len(open_lists) > 1 else open_lists
            elif _ID.fullmatch(own_id) and own_id not in self.taken:
                self.taken.add(own_id)
                item = self.item(kind, own_id)
                open_lists[-1].append(item)
                if isinstance(item, Group):
                    open_lists.append(item.items if len(open_lists) <= MAX_DEPTH + 1 else open_lists[-1])
        return zones["who"], zones["when"], zones["unless"]

    def item(self, kind: str, own_id: str) -> Item:
        if kind == "group":
            chosen = self.field(own_id, "kind")
            is_single = self.field(own_id, "form") == "single"
            return Group(own_id, chosen if chosen in KINDS else "all", [], is_single, self.at(own_id))
        was = self.values.get(f"{own_id}-was", "")
        if kind == "kept":
            return KeptPart(own_id, was, self.at(own_id))
        return ConditionRow(
            id=own_id,
            fact=self.field(own_id, "fact"),
            comparison=self.field(own_id, "comparison"),
            values=self.lines(own_id),
            parameters=self.parameters(own_id),
            was=was,
            at=self.at(own_id),
        )

    def lines(self, own_id: str) -> tuple[str, ...]:
        """The values, of one field with a line for each or of several fields, and one picked without script."""
        texts: Sequence[str] = [*self.values.getlist(f"{own_id}-value"), *self.values.getlist(f"{own_id}-more")]
        return typed_lines(texts)

    def parameters(self, own_id: str) -> dict[str, str]:
        prefix = f"{own_id}-{_PARAMETER}-"
        given = {name[len(prefix) :]: text for name, text in self.values.items() if name.startswith(prefix)}
        return {name: clean_text(text, WORD_LIMIT) for name, text in given.items()}

    def field(self, own_id: str, name: str) -> str:
        return self.values.get(f"{own_id}-{name}", "")[:WORD_LIMIT]

    def at(self, own_id: str) -> int | None:
        written = self.field(own_id, "at")
        return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else None

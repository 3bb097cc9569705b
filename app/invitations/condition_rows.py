"""One condition as a row of the form, and back: what is typed in its fields, and what that says in a rule."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from flask_babel import gettext as _

from app.domain.errors import InvalidInput
from app.domain.rules import Comparison, Fact, FactRegistry
from app.foundation.text import clean_text

SECONDS_KINDS = frozenset({"clock", "since", "stopped"})
"""Kinds of values that are counted in seconds."""
VALUE_LIMIT = 250_000
"""Characters of all values of one row; a hundred texts of the longest kind fit in."""
IS = "is"
YES_NO = {"true": True, "false": False}
"""How a comparison with yes or no stands in a form."""

_WHOLE_NUMBER = re.compile(r"[+-]?\d{1,300}")


@dataclass(slots=True)
class ConditionRow:
    """One condition as typed. ``values`` are lines; ``parameters`` are texts by name.

    ``was`` is the condition as it was saved, in JSON: a row that nobody changed says exactly that again. ``at`` is its
    place among the parts of the saved rule.
    """

    id: str
    fact: str = ""
    comparison: str = ""
    values: tuple[str, ...] = ()
    parameters: dict[str, str] = field(default_factory=dict)
    was: str = ""
    at: int | None = None


@dataclass(slots=True)
class KeptPart:
    """A part of a rule that no fields can show, such as a condition of a plugin that is switched off."""

    id: str
    was: str
    at: int | None = None

    @property
    def name(self) -> str:
        """The fact that it names."""
        document = stored(self.was)
        return str(document.get("fact", "")) if isinstance(document, dict) else ""


def row_of(document: object, registry: FactRegistry, row_id: str) -> ConditionRow | KeptPart:
    """The row of a saved condition."""
    was = orjson.dumps(document).decode()
    row = _shown(document, registry, row_id)
    if row is None:
        return KeptPart(row_id, was)
    row.was = was
    return row


def part_of(row: ConditionRow | KeptPart, registry: FactRegistry, path: str) -> Any:
    """The condition that a row says; raises InvalidInput with the path of what is wrong."""
    before = stored(row.was) if row.was else None
    if isinstance(row, KeptPart):
        if not isinstance(before, dict):
            raise InvalidInput(_("This part cannot be read any more; remove it."), field=path)
        return before
    if before is not None and _says_the_same(row, before, registry):
        return before
    return _written(row, registry, path)


def fact_of(row: ConditionRow, registry: FactRegistry) -> Fact | None:
    """The fact that a row is about."""
    return next((fact for fact in registry if fact.id == row.fact), None)


def lines_of(text: str) -> tuple[str, ...]:
    """The values in a text with one value on each line."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def typed_lines(texts: Sequence[str]) -> tuple[str, ...]:
    """The values of one or several fields, as they are kept."""
    return lines_of(clean_text("\n".join(texts), VALUE_LIMIT))


def stored(was: str) -> object:
    """The saved part that a form brought back; None where it is no JSON."""
    try:
        return orjson.loads(was)
    except orjson.JSONDecodeError:
        return None


def takes_number(comparison: Comparison) -> bool:
    """Whether a number follows."""
    return comparison.takes.as_json_schema().get("type") in ("number", "integer")


def takes_value(comparison: Comparison) -> bool:
    """Whether anything follows."""
    return comparison.takes.as_json_schema().get("type") != "null"


def _shown(document: object, registry: FactRegistry, row_id: str) -> ConditionRow | None:
    if not isinstance(document, Mapping) or not isinstance(document.get("fact"), str):
        return None
    resolved = registry.resolve(document["fact"])
    if resolved is None:
        return None
    fact, key = resolved
    word = document.get("is", fact.default_comparison)
    if fact.comparison(IS) is not None:
        word = {True: "true", False: "false"}.get(word) if isinstance(word, bool) else None
    elif not isinstance(word, str) or fact.comparison(word) is None:
        word = None
    names = {each.name for each in fact.parameters if not each.in_name}
    if word is None or not set(document) <= {"fact", "is", "value", *names}:
        return None
    default = fact.default_wanted if word == fact.default_comparison else None
    parameters = {name: _text(document[name]) for name in names if name in document}
    if fact.key_parameter is not None:
        parameters[fact.key_parameter.name] = key or ""
    return ConditionRow(row_id, fact.id, word, _lines(document.get("value", default)), parameters)


def _says_the_same(row: ConditionRow, before: object, registry: FactRegistry) -> bool:
    shown = _shown(before, registry, row.id)
    return shown is not None and (
        (row.fact, row.comparison, typed_lines(row.values)) == (shown.fact, shown.comparison, typed_lines(shown.values))
        and _given(row.parameters) == _given(shown.parameters)
    )


def _given(parameters: Mapping[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in parameters.items() if value.strip()}


def _written(row: ConditionRow, registry: FactRegistry, path: str) -> dict[str, Any]:
    fact = fact_of(row, registry)
    if fact is None:
        raise InvalidInput(_("Choose what to look at, or remove this row."), field=f"{path}.fact")
    document = _parameters(row, fact, path)
    if row.comparison in YES_NO and fact.comparison(IS):
        return {**document, "is": YES_NO[row.comparison]}
    comparison = None if row.comparison == IS else fact.comparison(row.comparison)
    if comparison is None:
        words = _("“%(fact)s” cannot be compared like this; choose another comparison.", fact=_(fact.label))
        raise InvalidInput(words, field=f"{path}.is")
    document["is"] = comparison.name
    return document if not takes_value(comparison) else {**document, "value": _value(row, comparison, path)}


def _parameters(row: ConditionRow, fact: Fact, path: str) -> dict[str, Any]:
    document: dict[str, Any] = {"fact": fact.id}
    for each in fact.parameters:
        typed = row.parameters.get(each.name, "").strip()
        place = f"{path}.{'fact' if each.in_name else each.name}"
        if not typed and each.default is None:
            raise InvalidInput(_("Fill in “%(name)s”.", name=_(each.label)), field=place)
        if each.in_name:
            document["fact"] = f"{fact.id}.{typed}"
        elif typed:
            is_number = each.schema.as_json_schema().get("type") in ("number", "integer")
            document[each.name] = _number(typed, place) if is_number else typed
    return document


def _value(row: ConditionRow, comparison: Comparison, path: str) -> Any:
    if not row.values:
        raise InvalidInput(_("Write what to compare with, or remove this row."), field=f"{path}.value")
    if takes_number(comparison):
        return _number(row.values[0], f"{path}.value")
    return list(row.values) if len(row.values) > 1 else row.values[0]


def _number(typed: str, path: str) -> int | float:
    if _WHOLE_NUMBER.fullmatch(typed):
        return int(typed)
    try:
        number = float(typed.replace(",", "."))
        return int(number) if number == int(number) else number
    except (ValueError, OverflowError) as error:
        raise InvalidInput(_("Write a number."), field=path) from error


def _lines(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(_text(each) for each in values if each is not None)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.15g}" if isinstance(value, float) else str(value)

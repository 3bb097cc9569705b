"""Rules as rows of a form: a flat list joined by "and" or "or" that works without script, built from the registry."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.domain.errors import InvalidInput
from app.domain.rules import Comparison, Fact, FactRegistry, decode

ROWS_LIMIT = 50
JOINTS = ("all", "any")
SECONDS_KINDS = frozenset({"clock", "since", "stopped"})
"""Kinds of values that are counted in seconds."""

_IS = "is"
_YES = {"true": True, "false": False}
_WHOLE = frozenset({"regex"})
"""Comparisons that take one text in which a comma is only a comma."""
_OWN_FIELDS = frozenset({"embed.identifier", "embed.department", "embed.language", "team.online"})
"""Facts that the form asks for elsewhere, under the names administrators know."""
_GROUPS = {
    "page": _l("Page"),
    "visit": _l("Visit"),
    "utm": _l("Campaign"),
    "visitor": _l("Visitor"),
    "browser": _l("Device and place"),
    "device": _l("Device and place"),
    "geo": _l("Device and place"),
    "widget": _l("Chat and invitations"),
    "chat": _l("Chat and invitations"),
    "invitations": _l("Chat and invitations"),
    "clock": _l("Time"),
}
_COMMA = re.compile(r"(?<!\\)[,\n]")


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One line of the form, as typed."""

    fact: str = ""
    comparison: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class ComparisonChoice:
    """One comparison of a row: its word in files, its phrase, and whether a value follows."""

    name: str
    phrase: str
    takes_value: bool


@dataclass(frozen=True, slots=True)
class FactChoice:
    """One fact that can be chosen in a row, with the comparisons that make sense for it."""

    id: str
    label: str
    help: str
    comparisons: tuple[ComparisonChoice, ...]
    sample: str


@dataclass(frozen=True, slots=True)
class FactGroup:
    """The facts of one heading of the choice."""

    label: str
    facts: tuple[FactChoice, ...]


def fact_groups(registry: FactRegistry) -> tuple[FactGroup, ...]:
    """Every fact that a row can express, under the headings of the form."""
    groups: dict[str, list[FactChoice]] = {str(label): [] for label in _GROUPS.values()}
    for fact in registry:
        if _fits_a_row(fact):
            label = str(_GROUPS.get(fact.id.partition(".")[0], _("More")))
            groups.setdefault(label, []).append(_choice(fact))
    return tuple(FactGroup(label, tuple(facts)) for label, facts in groups.items() if facts)


def fact_choices(groups: Sequence[FactGroup]) -> dict[str, FactChoice]:
    """The same facts by id."""
    return {choice.id: choice for group in groups for choice in group.facts}


def document_from_rows(joint: str, rows: Sequence[ConditionRow], registry: FactRegistry) -> dict[str, Any]:
    """The file form of the rows. Errors name the row as ``conditions.3``."""
    if joint not in JOINTS:
        raise InvalidInput(_("Choose whether all or any of the conditions must hold."), field="joint")
    parts = [_part(row, registry, f"conditions.{place}") for place, row in enumerate(rows)]
    return {joint: parts} if parts else {}


def finished_rows(rows: Sequence[ConditionRow], registry: FactRegistry) -> list[ConditionRow]:
    """The rows that already say something; the others are still being written."""
    return [row for row in rows if _is_finished(row, registry)]


def rows_from_document(document: Mapping[str, Any], registry: FactRegistry) -> tuple[str, list[ConditionRow]] | None:
    """The rows of a flat rule, or None when only its file form can show it."""
    if not document:
        return "all", []
    (joint, parts), *others = document.items()
    if others or joint not in JOINTS or not isinstance(parts, list) or len(parts) > ROWS_LIMIT:
        return None
    rows = [_row(part, registry) for part in parts]
    return None if None in rows else (joint, [row for row in rows if row is not None])


def _part(row: ConditionRow, registry: FactRegistry, path: str) -> dict[str, Any]:
    fact = next((each for each in registry if each.id == row.fact and _fits_a_row(each)), None)
    if fact is None:
        raise InvalidInput(_("Choose what to look at, or remove this row."), field=path)
    if row.comparison in _YES and fact.comparison(_IS):
        return {"fact": fact.id, "is": _YES[row.comparison]}
    comparison = None if row.comparison == _IS else fact.comparison(row.comparison)
    if comparison is None:
        raise InvalidInput(
            _("“%(fact)s” cannot be compared like this; choose another comparison.", fact=_(fact.label)), field=path
        )
    if not _takes_value(comparison):
        return {"fact": fact.id, "is": row.comparison}
    return {"fact": fact.id, "is": row.comparison, "value": _value(row.value, comparison, path)}


def _value(typed: str, comparison: Comparison, path: str) -> Any:
    schema = comparison.takes.as_json_schema()
    if schema.get("type") in ("number", "integer"):
        return _number(typed, path)
    texts = [typed] if comparison.name in _WHOLE else _COMMA.split(typed)
    values = [text.replace("\\,", ",").strip() if comparison.name not in _WHOLE else text for text in texts]
    values = [value for value in values if value.strip()]
    if not values:
        raise InvalidInput(_("Write what to compare with, or remove this row."), field=path)
    return values if len(values) > 1 else values[0]


def _number(typed: str, path: str) -> int | float:
    try:
        number = float(typed.strip().replace(",", "."))
        return int(number) if number == int(number) else number
    except (ValueError, OverflowError) as error:
        raise InvalidInput(_("Write a number."), field=path) from error


def _is_finished(row: ConditionRow, registry: FactRegistry) -> bool:
    try:
        decode(_part(row, registry, "conditions.0"), registry)
    except InvalidInput:
        return False
    return True


def _row(part: object, registry: FactRegistry) -> ConditionRow | None:
    """The row that says the same as this part of a rule, or None when there is none."""
    if not isinstance(part, dict) or not {"fact", "is"} <= set(part) <= {"fact", "is", "value"}:
        return None
    comparison, value = part["is"], part.get("value")
    word = str(comparison).lower() if isinstance(comparison, bool) else str(comparison)
    row = ConditionRow(str(part["fact"]), word, _typed(value, word))
    try:
        return row if _part(row, registry, "conditions.0") == part else None
    except InvalidInput:
        return None


def _typed(value: object, comparison: str = "") -> str:
    if value is None or isinstance(value, bool):
        return ""
    texts = [str(each) for each in (value if isinstance(value, list) else [value])]
    return ", ".join(text if comparison in _WHOLE else text.replace(",", "\\,") for text in texts)


def _fits_a_row(fact: Fact) -> bool:
    return not fact.parameters and fact.id not in _OWN_FIELDS


def _takes_value(comparison: Comparison) -> bool:
    return comparison.takes.as_json_schema().get("type") != "null"


def _choice(fact: Fact) -> FactChoice:
    choices: list[ComparisonChoice] = []
    for name in fact.comparisons:
        comparison = fact.comparison_named(name)
        if name == _IS:
            choices += [ComparisonChoice("true", _("yes"), False), ComparisonChoice("false", _("no"), False)]
        else:
            choices.append(ComparisonChoice(name, _(comparison.phrase), _takes_value(comparison)))
    label = _(fact.label)
    sample = next((sample for sample in fact.samples if sample is not None), None)
    return FactChoice(fact.id, label[:1].upper() + label[1:], _help(fact), tuple(choices), _typed(sample))


def _help(fact: Fact) -> str:
    """What the fact is, its unit, and which words or how many values are possible."""
    parts = [_(fact.help)]
    schemas = [fact.comparison_named(name).takes.as_json_schema() for name in fact.comparisons]
    words = next((option["enum"] for schema in schemas for option in _options(schema) if "enum" in option), None)
    if fact.kind.name in SECONDS_KINDS:
        parts.append(_("In seconds."))
    if words:
        parts.append(_("Possible: %(words)s.", words=", ".join(str(word) for word in words)))
    if any(option.get("type") == "array" for schema in schemas for option in _options(schema)):
        parts.append(_("Separate several with commas."))
    return " ".join(part for part in parts if part)


def _options(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [schema, *schema.get("anyOf", ())]

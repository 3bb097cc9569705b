"""What a row of the rule editor offers: every registered fact with its comparisons, fields and words to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.domain.rules import Comparison, Fact, FactRegistry, Parameter
from app.invitations.classic_rows import classic_name
from app.invitations.condition_rows import IS, SECONDS_KINDS, takes_number, takes_value

WHEN_FAMILIES = frozenset({"page", "clock"})
"""Families of facts that say where and when something happens, whatever else they are."""
NUMBERS = frozenset({"number", "integer"})

_OWN_FIELDS = frozenset({"embed.identifier", "embed.department", "embed.language", "team.online"})
"""Facts that the form asks for elsewhere, under the names administrators know; a row that has one keeps it."""
_GROUPS = {
    "page": _l("Page"),
    "visit": _l("Visit"),
    "utm": _l("Campaign"),
    "visitor": _l("Visitor"),
    "event": _l("Visitor"),
    "browser": _l("Device and place"),
    "device": _l("Device and place"),
    "geo": _l("Device and place"),
    "widget": _l("Chat and invitations"),
    "chat": _l("Chat and invitations"),
    "invitations": _l("Chat and invitations"),
    "clock": _l("Time"),
    "embed": _l("Embed code"),
    "team": _l("Your team"),
}
_WORDS = {
    "great": _l("great"),
    "average": _l("average"),
    "poor": _l("poor"),
    "desktop": _l("desktop"),
    "mobile": _l("phone or tablet"),
    "phone": _l("phone"),
    "tablet": _l("tablet"),
}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class ComparisonChoice:
    """One comparison of a row. ``control`` is none, number, words (a few to tick) or texts (one on each line)."""

    name: str
    phrase: str
    control: str


@dataclass(frozen=True, slots=True)
class ParameterChoice:
    """One further field of a condition. ``suggest`` names what can be picked, ``control`` is number or text."""

    name: str
    label: str
    control: str
    suggest: str
    sample: str


@dataclass(frozen=True, slots=True)
class FactChoice:
    """One fact that can be chosen in a row. ``zone`` is who or when; ``words`` are the only values, with labels;
    ``usual_value`` is what a new row begins with.

    ``also_called`` is its name in the classic form. ``is_address`` says that its values are addresses, which can be
    tried out. ``is_offered`` is false for a fact that the form asks for elsewhere.
    """

    id: str
    label: str
    help: str
    unit: str
    zone: str
    suggest: str
    comparisons: tuple[ComparisonChoice, ...]
    parameters: tuple[ParameterChoice, ...]
    words: tuple[tuple[str, str], ...]
    sample: str
    usual_value: str
    is_address: bool
    is_offered: bool
    also_called: str = ""

    @property
    def controls(self) -> dict[str, str]:
        """The names of the comparisons for each control, as the page's script reads them."""
        found: dict[str, list[str]] = {}
        for each in self.comparisons:
            found.setdefault(each.control, []).append(each.name)
        return {control: " ".join(names) for control, names in found.items()}

    def control(self, comparison: str) -> str:
        """The control of one comparison; that of the first for a comparison that the fact does not have."""
        known = [each for each in self.comparisons if each.name == comparison]
        return (known or list(self.comparisons))[0].control


@dataclass(frozen=True, slots=True)
class FactGroup:
    """The facts of one heading of the choice."""

    label: str
    facts: tuple[FactChoice, ...]


def fact_groups(registry: FactRegistry) -> tuple[FactGroup, ...]:
    """Every fact that a row can express, under the headings of the form."""
    groups: dict[str, list[FactChoice]] = {str(label): [] for label in _GROUPS.values()}
    for fact in registry:
        label = str(_GROUPS.get(fact.id.partition(".")[0], _("More")))
        groups.setdefault(label, []).append(_choice(fact))
    return tuple(FactGroup(label, tuple(facts)) for label, facts in groups.items() if facts)


def choices_by_id(groups: Sequence[FactGroup]) -> dict[str, FactChoice]:
    """The same facts by id."""
    return {choice.id: choice for group in groups for choice in group.facts}


def zone_of(fact: Fact) -> str:
    """Whether a fact says who somebody is, or where and when something happens."""
    return "when" if fact.is_fast or fact.id.partition(".")[0] in WHEN_FAMILIES else "who"


def word_label(word: str) -> str:
    """What one of a few fixed words is called."""
    if word in _DAYS:
        return str(get_locale().days["format"]["wide"][_DAYS.index(word)])
    return str(_WORDS.get(word, word))


def sample_text(value: object) -> str:
    """A sample as somebody would type it."""
    if value is None or isinstance(value, bool):
        return ""
    return str(value[0]) if isinstance(value, list) and value else str(value)


def _choice(fact: Fact) -> FactChoice:
    comparisons: list[ComparisonChoice] = []
    for name in fact.comparisons:
        comparison = fact.comparison_named(name)
        if name == IS:
            comparisons += [ComparisonChoice("true", _("yes"), "none"), ComparisonChoice("false", _("no"), "none")]
        else:
            comparisons.append(ComparisonChoice(name, _(comparison.phrase), _control(comparison)))
    label = _(fact.label)
    return FactChoice(
        id=fact.id,
        label=label[:1].upper() + label[1:],
        help=_(fact.help),
        unit=_unit(fact),
        zone=zone_of(fact),
        suggest=fact.suggest or "",
        comparisons=tuple(comparisons),
        parameters=tuple(_parameter(each) for each in fact.parameters),
        words=tuple((word, word_label(word)) for word in _words(fact)),
        sample=next((sample_text(sample) for sample in fact.samples if sample is not None), ""),
        usual_value=sample_text(fact.default_wanted),
        is_address=fact.kind.name == "address",
        is_offered=fact.id not in _OWN_FIELDS,
        also_called=classic_name(fact.id),
    )


def _unit(fact: Fact) -> str:
    if fact.unit:
        return str(_(fact.unit))
    return str(_("seconds")) if fact.kind.name in SECONDS_KINDS else ""


def _parameter(parameter: Parameter) -> ParameterChoice:
    label = _(parameter.label)
    return ParameterChoice(
        name=parameter.name,
        label=label[:1].upper() + label[1:],
        control="number" if parameter.schema.as_json_schema().get("type") in NUMBERS else "text",
        suggest=parameter.suggest or "",
        sample=sample_text(parameter.default),
    )


def _control(comparison: Comparison) -> str:
    if not takes_value(comparison):
        return "none"
    if takes_number(comparison):
        return "number"
    return "words" if _enumeration(comparison) else "texts"


def _words(fact: Fact) -> tuple[str, ...]:
    found = (_enumeration(fact.comparison_named(name)) for name in fact.comparisons)
    return next((words for words in found if words), ())


def _enumeration(comparison: Comparison) -> tuple[str, ...]:
    schema: Mapping[str, Any] = comparison.takes.as_json_schema()
    options = [schema, *schema.get("anyOf", ())]
    return next((tuple(map(str, option["enum"])) for option in options if "enum" in option), ())

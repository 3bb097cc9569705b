"""The what-if bar: a field for each fact that matters here, with what is known now and what is supposed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.domain.errors import InvalidInput
from app.domain.rules import ABSENT, UNAVAILABLE, Fact, FactRegistry
from app.foundation.i18n import spoken
from app.invitations.explaining import Explanation
from app.invitations.explaining_words import value_words
from app.invitations.what_if import PREFIX, WhatIf, can_be_supposed

ALWAYS = ("page.url", "page.seconds", "visitor.visits", "geo.country", "device.platform", "team.online")
_EVENT = "event.count"
_YES_KINDS = frozenset({"yes_no", "existence"})
_NUMBER_KINDS = frozenset({"number", "clock", "since", "stopped"})
_SHORTEST = 60


@dataclass(frozen=True, slots=True)
class WhatIfField:
    """One field of the bar. ``options`` are value and label of a choice; ``present`` is what is known now, in words."""

    name: str
    label: str
    help: str
    present: str
    typed: str
    error: str | None
    options: tuple[tuple[str, str], ...] = ()
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class WhatIfBar:
    """The fields in front, the rest behind a fold, and errors about facts that have no field."""

    fields: tuple[WhatIfField, ...]
    more: tuple[WhatIfField, ...]
    strays: tuple[str, ...]
    is_used: bool

    @property
    def has_more_used(self) -> bool:
        """Whether something behind the fold was supposed."""
        return any(field.typed for field in self.more)


def what_if_bar(explanation: Explanation, what_if: WhatIf, registry: FactRegistry) -> WhatIfBar:
    """The fields for the facts that the explained rules use, then those that people try most; the others behind."""
    used = _names_used(explanation)
    simple = [fact.id for fact in registry if can_be_supposed(fact) and fact.key_parameter is None]
    front = _unique([*[name for name in used if _has_field(name, registry)], *ALWAYS])
    front = [name for name in front if name.startswith("event.") or registry.resolve(name)]
    behind = [name for name in [*simple, "now"] if name not in front]
    fields = tuple(_field(name, explanation, what_if, registry) for name in front)
    more = tuple(_field(name, explanation, what_if, registry) for name in behind)
    known = {*front, *behind}
    strays = tuple(_spoken(error, name) for name, error in what_if.errors.items() if name not in known)
    return WhatIfBar(fields, more, strays, bool(what_if.typed))


def _names_used(explanation: Explanation) -> list[str]:
    names: list[str] = []
    for each in explanation.invitations:
        for leaf in each.tree.leaves():
            event = getattr(leaf.node, "parameters", {}).get("event") if leaf.finding.fact == _EVENT else None
            names.append(f"event.{event}" if event else leaf.finding.fact or "")
    return _unique(names)[:_SHORTEST]


def _has_field(name: str, registry: FactRegistry) -> bool:
    resolved = registry.resolve(name)
    is_event = name.startswith("event.") and name != _EVENT
    return is_event or (resolved is not None and can_be_supposed(resolved[0]))


def _field(name: str, explanation: Explanation, what_if: WhatIf, registry: FactRegistry) -> WhatIfField:
    error = what_if.errors.get(name)
    resolved = registry.resolve(name)
    label, help_text, options, is_number = _form(name, resolved)
    return WhatIfField(
        name=PREFIX + name,
        label=label[:1].upper() + label[1:],
        help=help_text,
        present=_present(name, explanation, registry),
        typed=what_if.typed.get(name, ""),
        error=spoken(error, path=_("This value")) if error else None,
        options=options,
        is_number=is_number,
    )


def _form(name: str, resolved: tuple[Fact, str | None] | None) -> tuple[str, str, tuple[tuple[str, str], ...], bool]:
    if name == "now":
        return str(_("time on the site's clock")), str(_("For instance 2026-12-24T09:00.")), (), False
    if resolved is None or name.startswith("event."):
        event = name.removeprefix("event.")
        return str(_("event “%(name)s” recorded", name=event)), str(_("How many times, just now.")), (), True
    fact, key = resolved
    label = f"{_(fact.label)} “{key}”" if key else str(_(fact.label))
    return label, str(_(fact.help)), _options(fact), fact.kind.name in _NUMBER_KINDS


def _options(fact: Fact) -> tuple[tuple[str, str], ...]:
    if fact.kind.name in _YES_KINDS:
        return (("true", str(_("yes"))), ("false", str(_("no"))))
    equals = fact.comparison("equals")
    schema: dict[str, Any] = equals.takes.as_json_schema() if equals else {}
    words = next((each["enum"] for each in schema.get("anyOf", ()) if "enum" in each), ())
    real = [word for word in words if not (fact.kind.name == "platform" and word == "mobile")]
    return tuple((str(word), str(word)) for word in real)


def _present(name: str, explanation: Explanation, registry: FactRegistry) -> str:
    if name == "now":
        return ""
    if name.startswith("event.") and name != _EVENT:
        events = explanation.known.events
        event = name.removeprefix("event.")
        return str(sum(record.id == event for record in events)) if isinstance(events, tuple) else ""
    value = explanation.known.get(name)
    if value is ABSENT:
        return str(_("none"))
    if value is UNAVAILABLE:
        resolved = registry.resolve(name)
        return str(_("the browser knows") if resolved and resolved[0].is_fast else _("not known"))
    return f"{value:.0f}" if isinstance(value, float) and value != float("inf") else value_words(value).strip("“”„")


def _spoken(error: InvalidInput, name: str) -> str:
    return spoken(error, path=PREFIX + name)


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))

"""What if it were otherwise: facts that somebody supposes, read from an address, checked, and never stored."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.errors import InvalidInput
from app.domain.rules import ABSENT, EventRecord, Fact, FactRegistry, Facts
from app.domain.translation import N_

PREFIX = "set."
NOW = "now"
EVENT = "event."
MOST_CHANGES = 50
LONGEST_TYPED = 2_000
MOST_EVENTS = 1_000
YEARS = range(2000, 2100)
NOTHING = "null"
"""What is written for "there is none"; an empty value leaves the fact as it is."""

_YES = {"true": True, "yes": True, "1": True, "on": True, "false": False, "no": False, "0": False, "off": False}
_YES_KINDS = frozenset({"yes_no", "existence"})
_NUMBER_KINDS = frozenset({"number", "clock", "since", "stopped"})


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The supposed facts by name with their values, what was typed, and what was wrong with it, by name."""

    changes: Mapping[str, Any]
    typed: Mapping[str, str]
    errors: Mapping[str, InvalidInput]


def read_what_if(given: Mapping[str, str], registry: FactRegistry, time_zone: str) -> WhatIf:
    """The parameters ``set.<fact>=value`` of an address.

    ``set.event.<id>=n`` supposes that an event was recorded n times just now, ``set.now=2026-12-24T09:00`` another
    time on the site's clock, the value ``null`` that there is none. Other parameters are left alone.
    """
    typed = {name[len(PREFIX) :]: text for name, text in given.items() if name.startswith(PREFIX) and text != ""}
    changes: dict[str, Any] = {}
    errors: dict[str, InvalidInput] = {}
    for name, text in typed.items():
        try:
            _demand_room(changes, name)
            changes[name] = _value(name, text, registry, time_zone)
        except InvalidInput as error:
            errors[name] = error
    return WhatIf(changes, typed, errors)


def demand_what_if(given: Mapping[str, str], registry: FactRegistry, time_zone: str) -> Mapping[str, Any]:
    """The supposed facts; raises the first error, whose field is the parameter's name."""
    read = read_what_if(given, registry, time_zone)
    for error in read.errors.values():
        raise error
    return read.changes


def supposing(facts: Facts, changes: Mapping[str, Any], now: datetime) -> Facts:
    """The facts as they would be with these changes."""
    values = {name: value for name, value in changes.items() if name != NOW and not name.startswith(EVENT)}
    counts = {name[len(EVENT) :]: value for name, value in changes.items() if name.startswith(EVENT)}
    known = facts.events if isinstance(facts.events, tuple) else ()
    kept = tuple(record for record in known if record.id not in counts)
    added = tuple(EventRecord(name, now) for name, number in counts.items() for _each in range(number))
    supposed = facts.with_values(values)
    if not counts:
        return supposed
    return Facts(
        supposed.values, events=(*kept, *added), time_zone=facts.time_zone, known_families=facts.known_families
    )


def supposed_now(changes: Mapping[str, Any], now: datetime) -> datetime:
    """The supposed time, or the present one."""
    supposed: datetime = changes.get(NOW, now)
    return supposed


def can_be_supposed(fact: Fact) -> bool:
    """Whether a fact has a value that can simply be another one; the clock's facts follow ``set.now`` instead."""
    return fact.read_value is None or fact.key_parameter is not None


def _demand_room(changes: Mapping[str, Any], name: str) -> None:
    if len(changes) >= MOST_CHANGES:
        raise InvalidInput(
            N_("at most %(limit)s facts can be supposed at once"), field=PREFIX + name, values={"limit": MOST_CHANGES}
        )


def _value(name: str, text: str, registry: FactRegistry, time_zone: str) -> Any:
    path = PREFIX + name
    if len(text) > LONGEST_TYPED:
        raise InvalidInput(
            N_("%(path)s is longer than %(limit)s characters."),
            field=path,
            code="too_long",
            values={"path": path, "limit": LONGEST_TYPED},
        )
    if name == NOW:
        return _time(text, path, time_zone)
    if name.startswith(EVENT) and name != "event.count":
        return _count(text, path)
    resolved = registry.resolve(name)
    if resolved is None or not can_be_supposed(resolved[0]):
        raise InvalidInput(
            N_("%(path)s is no fact that can be supposed."), field=path, code="unknown_fact", values={"path": path}
        )
    fact = resolved[0]
    if text == NOTHING:
        return ABSENT
    raw = _raw(fact, text, path)
    equals = fact.comparison("equals")
    if equals is not None:
        equals.takes.read(raw, path)  # the words that are possible, the form of a country's code, the bounds
    return fact.kind.read(raw, path)


def _raw(fact: Fact, text: str, path: str) -> Any:
    """What was typed, as the JSON value that this kind of fact reads."""
    kind = fact.kind.name
    if kind in _YES_KINDS:
        if text.strip().casefold() not in _YES:
            raise InvalidInput(
                N_("%(path)s must be yes or no."), field=path, code="not_an_option", values={"path": path}
            )
        return _YES[text.strip().casefold()]
    if kind in _NUMBER_KINDS:
        return _number(text, path)
    if kind == "list":
        return [part.strip() for part in text.split(",") if part.strip()]
    if kind == "labelled":
        return [text]
    if kind == "attribute":
        return _attribute(text)
    return text


def _attribute(text: str) -> Any:
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) else text


def _number(text: str, path: str) -> int | float:
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InvalidInput(N_("%(path)s must be a number."), field=path, code="wrong_type", values={"path": path})
    return int(number) if number == int(number) else number


def _count(text: str, path: str) -> int:
    number = _number(text, path)
    if number != int(number) or not 0 <= number <= MOST_EVENTS:
        raise InvalidInput(
            N_("%(path)s must be a whole number up to %(most)s."),
            field=path,
            code="out_of_range",
            values={"path": path, "most": MOST_EVENTS},
        )
    return int(number)


def _time(text: str, path: str, time_zone: str) -> datetime:
    at: datetime | None
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        at = None
    if at is None or at.year not in YEARS:
        raise InvalidInput(
            N_("%(path)s must be a time such as 2026-12-24T09:00."),
            field=path,
            code="wrong_form",
            values={"path": path},
        )
    return (at if at.tzinfo is not None else at.replace(tzinfo=ZoneInfo(time_zone))).astimezone(UTC)

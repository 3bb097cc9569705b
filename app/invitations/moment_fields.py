"""The part of the form that chooses type and moment: built from what plugins registered, works without script."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.invitations.moments import ON
from app.invitations.vocabulary import InvitationDraft
from app.plugin_api.kinds import InvitationType
from app.plugin_api.moments import Moment, MomentParameter
from app.plugin_host import host

CHOICE = ""
"""Where an error stands that is about the choice of the moment itself."""
NAME = "moment"
LONGEST_TEXT = 500
USUAL_TYPE = InvitationDraft("", "").type
"""Offered first."""


@dataclass(frozen=True, slots=True)
class ParameterField:
    """One field of a moment. ``control`` is number, text, choice or check; a choice has ``options``."""

    name: str
    label: str
    unit: str
    control: str
    value: str
    options: tuple[str, ...]
    error: str | None


@dataclass(frozen=True, slots=True)
class MomentChoice:
    """One moment that can be chosen, with its fields."""

    id: str
    label: str
    help: str
    is_chosen: bool
    fields: tuple[ParameterField, ...]


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """One type that can be chosen; ``moments`` are those of which it needs one, with the name of their field."""

    id: str
    label: str
    help: str
    is_chosen: bool
    moment_name: str
    moments: tuple[MomentChoice, ...]
    error: str | None


@dataclass(slots=True)
class MomentFields:
    """What the form says about the moment, word for word; ``errors`` are messages by parameter, or by ``CHOICE``.

    ``unknown`` is a saved moment that no enabled plugin knows; it stays as it is until another one is chosen.
    """

    written: Mapping[str, str] = field(default_factory=dict)
    unknown: Mapping[str, Any] | None = None
    errors: dict[str, str] = field(default_factory=dict)

    def document(self, type_id: str) -> dict[str, Any] | None:
        """The moment in file form; None where the type has none, or none was chosen yet."""
        kind = host().registry.invitation_types.get(type_id)
        chosen = self._chosen(type_id) if kind is not None and kind.moments else ""
        if not chosen:
            return None
        moment = host().registry.moments.get(chosen)
        if moment is None:
            return dict(self.unknown) if self.unknown and self.unknown.get(ON) == chosen else {ON: chosen}
        values = {each.name: self._value(type_id, chosen, each) for each in moment.parameters}
        return {ON: chosen, **{name: value for name, value in values.items() if value is not None}}

    def attach(self, place: str, message: str) -> None:
        """Put an error beside the field it is about; ``place`` is what follows ``moment.`` in the error's field."""
        self.errors[CHOICE if place == ON else place] = message

    def choices(self, type_id: str) -> tuple[TypeChoice, ...]:
        """Every type that an enabled plugin offers, the usual one first."""
        offered = sorted(host().registry.invitation_types, key=lambda kind: kind.id != USUAL_TYPE)
        return tuple(self._type(kind, type_id) for kind in offered)

    def _type(self, kind: InvitationType, chosen: str) -> TypeChoice:
        is_chosen = kind.id == chosen
        offered = [each for each in host().registry.moments if kind.offers_moment(each.id)]
        moments = [self._moment(kind.id, each, is_chosen=is_chosen) for each in offered]
        if is_chosen and kind.moments and self.unknown is not None:
            moments.append(self._strange(kind.id, self.unknown))
        return TypeChoice(
            id=kind.id,
            label=str(_(kind.label)),
            help=str(_(kind.help)),
            is_chosen=is_chosen,
            moment_name=_name(kind.id),
            moments=tuple(moments),
            error=self.errors.get(CHOICE) if is_chosen else None,
        )

    def _moment(self, type_id: str, moment: Moment, *, is_chosen: bool) -> MomentChoice:
        is_chosen_here = self._chosen(type_id) == moment.id
        errors = self.errors if is_chosen and is_chosen_here else {}
        return MomentChoice(
            id=moment.id,
            label=str(_(moment.label)),
            help=str(_(moment.help)),
            is_chosen=is_chosen_here,
            fields=tuple(self._field(type_id, moment.id, each, errors.get(each.name)) for each in moment.parameters),
        )

    def _strange(self, type_id: str, document: Mapping[str, Any]) -> MomentChoice:
        moment_id = str(document.get(ON, ""))
        return MomentChoice(
            id=moment_id,
            label=moment_id,
            help=str(_("No enabled plugin knows this moment, so it never comes.")),
            is_chosen=self._chosen(type_id) == moment_id,
            fields=(),
        )

    def _field(self, type_id: str, moment_id: str, parameter: MomentParameter, error: str | None) -> ParameterField:
        name = _name(type_id, moment_id, parameter.name)
        default = "" if parameter.default is None else _shown(parameter.default)
        return ParameterField(
            name=name,
            label=str(_(parameter.label)),
            unit=str(_(parameter.unit)) if parameter.unit else "",
            control=_control(parameter),
            value=self.written.get(name, default),
            options=tuple(str(word) for word in _enumeration(parameter)),
            error=error,
        )

    def _chosen(self, type_id: str) -> str:
        return self.written.get(_name(type_id), "")

    def _value(self, type_id: str, moment_id: str, parameter: MomentParameter) -> object:
        written = self.written.get(_name(type_id, moment_id, parameter.name), "").strip()
        control = _control(parameter)
        if control == "check":
            return written == "yes"
        if not written:
            return None
        return _number(written) if control == "number" else written


def moment_fields_of(type_id: str, document: Mapping[str, Any] | None) -> MomentFields:
    """The fields for a saved invitation."""
    if document is None:
        return MomentFields()
    moment_id = str(document.get(ON, ""))
    values = {_name(type_id, moment_id, name): _shown(value) for name, value in document.items() if name != ON}
    unknown = None if moment_id in host().registry.moments else document
    return MomentFields({_name(type_id): moment_id, **values}, unknown)


def moment_fields_from(values: Mapping[str, str]) -> MomentFields:
    """The fields as the browser sent them."""
    return MomentFields({name: text[:LONGEST_TEXT] for name, text in values.items() if name.startswith(f"{NAME}-")})


def _name(*parts: str) -> str:
    return "-".join((NAME, *parts))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _number(written: str) -> object:
    """The number, also with a comma; what is none stays a text, which the schema refuses in its own words."""
    try:
        number = float(written.replace(",", "."))
    except ValueError:
        return written
    if not math.isfinite(number):
        return written
    return int(number) if number == int(number) else number


def _control(parameter: MomentParameter) -> str:
    kind = parameter.schema.as_json_schema().get("type")
    if kind in ("number", "integer"):
        return "number"
    if kind == "boolean":
        return "check"
    return "choice" if _enumeration(parameter) else "text"


def _enumeration(parameter: MomentParameter) -> list[object]:
    schema = parameter.schema.as_json_schema()
    alternatives = [schema, *(each for each in _listed(schema.get("anyOf")) if isinstance(each, Mapping))]
    return next((_listed(each["enum"]) for each in alternatives if "enum" in each), [])


def _listed(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []

"""The moment for which an invitation waits besides its conditions: read strictly, kept in file form, said in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.invitations.vocabulary import LiveMoment
from app.plugin_api.moments import Moment
from app.plugin_host import host

ON = "on"
SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class ChosenMoment:
    """A moment that an enabled plugin knows, with the checked values of its parameters."""

    kind: Moment
    settings: Mapping[str, Any]

    @property
    def document(self) -> dict[str, Any]:
        """The file form, such as ``{"on": "idle", "seconds": 30}``; parameters in the order of their registration."""
        return {ON: self.kind.id, **self.settings}


def read_moment(document: object, path: str = "moment") -> ChosenMoment | None:
    """The moment that a document describes; None where there is none.

    Raises InvalidInput whose ``field`` is the place of the fault, such as ``moment.seconds``.
    """
    if document is None:
        return None
    if not isinstance(document, Mapping):
        raise _refused(N_("%(path)s must be an object such as {on: exit_intent}."), path, "wrong_type")
    if ON not in document:
        raise _refused(N_("%(path)s must say on what, such as {on: exit_intent}."), f"{path}.{ON}", "missing")
    kind = host().registry.moments.get(document[ON]) if isinstance(document[ON], str) else None
    if kind is None:
        named = str(document[ON])[:60]
        raise _refused(N_("no enabled plugin knows the moment “%(moment)s”"), f"{path}.{ON}", "unknown", moment=named)
    known = [each.name for each in kind.parameters]
    for name in document:
        if name != ON and name not in known:
            raise _refused(
                N_("%(path)s is nothing that the moment “%(moment)s” knows."),
                f"{path}.{str(name)[:60]}",
                "unknown_field",
                moment=kind.id,
            )
    return ChosenMoment(kind, _settings(kind, document, path))


def stored_moment(document: Mapping[str, Any] | None) -> ChosenMoment | None:
    """The same for what was accepted once; None also where no enabled plugin knows it any more."""
    try:
        return read_moment(document)
    except InvalidInput:
        return None


def live_moment(document: Mapping[str, Any] | None) -> LiveMoment | None:
    """The same as browsers are told of it; None only where the invitation waits for no moment."""
    if document is None:
        return None
    chosen = stored_moment(document)
    if chosen is None:
        return LiveMoment(str(document.get(ON, "")), document, None)
    registry = host().registry
    module = registry.browser_modules.get(registry.moments.owner_of(chosen.kind.id), chosen.kind.module)
    return LiveMoment(chosen.kind.id, chosen.document, module.address if module else None)


def moment_sentence(document: Mapping[str, Any]) -> str:
    """The moment as a clause that completes “it shows when …”."""
    chosen = stored_moment(document)
    if chosen is None:
        return str(_("something happens that no enabled plugin notices (never)"))
    kind = chosen.kind
    if not kind.phrase:
        return str(_(kind.label))
    said = {each.name: _amount(each.unit, chosen.settings[each.name]) for each in kind.parameters}
    return str(_(kind.phrase, **said)) if said else str(_(kind.phrase))


def moment_explanation(document: Mapping[str, Any]) -> str:
    """What to know while the moment is awaited: when it can come, and where it never can."""
    chosen = stored_moment(document)
    if chosen is None:
        return str(_("No enabled plugin knows this moment, so it never comes. Enable its plugin or choose another."))
    return str(_(chosen.kind.explain or chosen.kind.help))


def _settings(kind: Moment, document: Mapping[str, Any], path: str) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    for parameter in kind.parameters:
        given = document.get(parameter.name, parameter.default)
        if given is None:
            raise _refused(N_("%(path)s is missing."), f"{path}.{parameter.name}", "missing")
        settings[parameter.name] = parameter.schema.read(given, f"{path}.{parameter.name}")
    return settings


def _amount(unit: str, value: object) -> str:
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    if unit != SECONDS:
        return shown
    return str(ngettext("%(number)s second", "%(number)s seconds", 1 if value == 1 else 2, number=shown))


def _refused(sentence: str, path: str, code: str, **values: object) -> InvalidInput:
    return InvalidInput(sentence, field=path, code=code, values={"path": path, **values})

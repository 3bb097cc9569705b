"""The form in which administrators define a goal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from app.conversions.models import LONGEST_IDENTIFIER
from app.conversions.vocabulary import CountedFrom, GoalDraft
from app.domain.errors import BeckonError
from app.foundation.i18n import spoken
from app.foundation.text import clean_line
from app.plugin_api.goals import GoalKind, GoalSetting

UNIT_SECONDS = {"minutes": 60, "hours": 3_600, "days": 86_400}
LONGEST_SETTING = 2_000


@dataclass(frozen=True, slots=True)
class SettingField:
    """One setting of one kind of goal as the page shows it."""

    id: str
    setting: GoalSetting
    value: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class KindChoice:
    """One kind of goal to choose, with its settings."""

    kind: GoalKind
    is_chosen: bool
    fields: tuple[SettingField, ...]


class GoalForm(FlaskForm):  # type: ignore[misc]
    """Everything but the settings of the chosen kind."""

    name = StringField(
        _l("Name"),
        [InputRequired(_l("Give it a name.")), Length(max=200)],
        description=_l("Only your team sees it."),
    )
    key = StringField(
        _l("Identifier"),
        [InputRequired(_l("Write the identifier that is reported.")), Length(max=LONGEST_IDENTIFIER)],
        description=_l("The word that pages and servers report, for instance ordered."),
    )
    kind = RadioField(_l("How it is recognised"))
    window = IntegerField(
        _l("Counts within"), [InputRequired(_l("Write a number.")), NumberRange(1, 100_000)], default=1
    )
    window_unit = SelectField(_l("Unit"), default="days")
    counted_from = RadioField(_l("The time begins when the visitor"), default=CountedFrom.SHOWN.value)
    is_active = BooleanField(_l("Count this goal"), default=True)

    def offer(self, kinds: tuple[GoalKind, ...]) -> None:
        """Fill the choices."""
        self.kind.choices = [SelectChoice(kind.id, _(kind.label)) for kind in kinds]
        self.window_unit.choices = [
            SelectChoice("minutes", _("minutes")),
            SelectChoice("hours", _("hours")),
            SelectChoice("days", _("days")),
        ]
        self.counted_from.choices = [
            SelectChoice(CountedFrom.SHOWN.value, _("is shown the invitation")),
            SelectChoice(CountedFrom.CLICKED.value, _("opens, clicks or answers it")),
        ]
        if self.kind.data is None and kinds:
            self.kind.data = kinds[0].id

    def fill(self, draft: GoalDraft) -> None:
        """Show a stored goal."""
        self.name.data, self.key.data, self.kind.data = draft.name, draft.key, draft.kind
        self.counted_from.data, self.is_active.data = draft.counted_from.value, draft.is_active
        units = [unit for unit, seconds in UNIT_SECONDS.items() if draft.window_seconds % seconds == 0]
        self.window_unit.data = units[-1] if units else "minutes"
        self.window.data = max(1, draft.window_seconds // UNIT_SECONDS[self.window_unit.data])

    def settings(self, given: Mapping[str, str], kinds: tuple[GoalKind, ...]) -> dict[str, str]:
        """What was written for the chosen kind; ``given`` are the form's raw values."""
        return {
            each.name: clean_line(given.get(field_id(kind, each), each.default), LONGEST_SETTING)
            for kind in kinds
            if kind.id == self.kind.data
            for each in kind.settings
        }

    def draft(self, settings: Mapping[str, str]) -> GoalDraft:
        """What was written, with the settings of the chosen kind."""
        return GoalDraft(
            name=self.name.data or "",
            key=self.key.data or "",
            kind=self.kind.data or "",
            settings=dict(settings),
            window_seconds=(self.window.data or 0) * UNIT_SECONDS.get(self.window_unit.data, 0),
            counted_from=CountedFrom(self.counted_from.data),
            is_active=self.is_active.data,
        )

    def attach(self, error: BeckonError) -> str | None:
        """Put a refusal at its field; the name of a setting when it is about one."""
        name = {"window_seconds": "window"}.get(error.field or "", error.field or "")
        if name.startswith("settings."):
            return name.removeprefix("settings.")
        self[name if name in self else "name"].errors = [spoken(error)]
        return None


def field_id(kind: GoalKind, setting: GoalSetting) -> str:
    """The name of a setting's input; kinds may have settings of the same name."""
    return f"{kind.id}-{setting.name}"


def kind_choices(
    kinds: tuple[GoalKind, ...], chosen: str | None, values: Mapping[str, Any], errors: Mapping[str, str]
) -> tuple[KindChoice, ...]:
    """The kinds with what was written for the chosen one; ``errors`` are said at settings of the chosen kind."""
    return tuple(
        KindChoice(
            kind,
            kind.id == chosen,
            tuple(
                SettingField(
                    field_id(kind, each),
                    each,
                    str(values.get(each.name, each.default)) if kind.id == chosen else each.default,
                    errors.get(each.name) if kind.id == chosen else None,
                )
                for each in kind.settings
            ),
        )
        for kind in kinds
    )

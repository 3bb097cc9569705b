"""The form in which administrators write an invitation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.snapshots import DepartmentSnapshot
from app.invitations.fields_aftermath import AftermathFields
from app.invitations.fields_experiment import ExperimentFields
from app.invitations.fields_general import GeneralFields
from app.invitations.fields_limits import LimitFields
from app.invitations.fields_message import MessageFields
from app.invitations.fields_sender import SenderFields
from app.invitations.vocabulary import InvitationDraft, WhenTeam

PARTS = ("general", "message", "sender", "limits", "aftermath", "experiment")
"""The parts of the form, each with ``with_…`` and ``fill_…`` of its own mixin."""


class CheckList(SelectMultipleField):  # type: ignore[misc]
    """Several of a few, each with its own box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class InvitationForm(
    GeneralFields,
    MessageFields,
    SenderFields,
    LimitFields,
    AftermathFields,
    ExperimentFields,
    FlaskForm,  # type: ignore[misc]
):
    """Everything but the conditions, which come as rows."""

    version = HiddenField()
    type = SelectField(_l("Type"))
    identifier = StringField(
        _l("Identifier"),
        [Length(max=50)],
        description=_l("Only for embed codes with this identifier. Leave empty for all."),
    )
    departments = CheckList(
        _l("Departments"), description=_l("Only for embed codes with one of these. Choose none for every code.")
    )
    language = StringField(
        _l("Language"),
        [Length(max=20)],
        description=_l("Only for embed codes in this language, for instance de. Leave empty for all."),
    )
    when_team = SelectField(_l("Your team is"))

    def offer(self, types: Sequence[tuple[str, str]], departments: Sequence[DepartmentSnapshot]) -> None:
        """Fill the choices that depend on this installation."""
        self.type.choices = [SelectChoice(*each) for each in types]
        self.departments.choices = [SelectChoice(each.alias, each.name) for each in departments]
        self.when_team.choices = [
            SelectChoice(WhenTeam.ONLINE.value, _("online")),
            SelectChoice(WhenTeam.OFFLINE.value, _("offline")),
            SelectChoice(WhenTeam.EITHER.value, _("online or offline")),
        ]

    def draft(self, conditions: dict[str, object]) -> InvitationDraft:
        """What was written, with the conditions in file form."""
        return replace(self.draft_so_far(), conditions=conditions)

    def draft_so_far(self) -> InvitationDraft:
        """What was written, with a default wherever it cannot be read yet, and without the conditions."""
        chosen = self.when_team.data
        draft = InvitationDraft(
            name="",
            message_html="",
            type=self.type.data or "",
            identifier=(self.identifier.data or "").strip() or None,
            departments=tuple(self.departments.data or ()),
            language=(self.language.data or "").strip() or None,
            when_team=WhenTeam(chosen) if chosen in set(WhenTeam) else WhenTeam.ONLINE,
        )
        for part in PARTS:
            draft = getattr(self, f"with_{part}")(draft)
        return draft

    def fill(self, draft: InvitationDraft, version: int) -> None:
        """Show a saved invitation."""
        for name in ("type", "identifier", "language"):
            self[name].data = getattr(draft, name)
        self.departments.data = list(draft.departments)
        self.when_team.data = draft.when_team.value
        self.version.data = str(version)
        for part in PARTS:
            getattr(self, f"fill_{part}")(draft)

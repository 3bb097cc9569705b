"""The form in which administrators write an invitation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.snapshots import DepartmentSnapshot
from app.invitations.checked_limits import EXPIRY_LIMIT_SECONDS, SHOWS_LIMIT
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
    GeneralFields, MessageFields, SenderFields, LimitFields, AftermathFields, ExperimentFields, FlaskForm
):  # type: ignore[misc]
    """Everything but the conditions, which come as rows."""

    version = HiddenField()
    type = SelectField(_l("Type"))
    sender_name = StringField(
        _l("Operator name"),
        [Length(max=120)],
        description=_l("The sender the visitor reads. Left empty it is “Live Support”."),
    )
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
    max_shows = IntegerField(
        _l("How many times each visitor sees it"),
        [InputRequired(_l("Write a number.")), NumberRange(0, SHOWS_LIMIT)],
        default=0,
        description=_l("0 means until the visitor closes it."),
    )
    once_per_visitor = BooleanField(_l("Only once for each visitor, ever"))
    expires_after = IntegerField(
        _l("Disappears after"),
        [Optional(), NumberRange(1, EXPIRY_LIMIT_SECONDS)],
        description=_l("An unanswered invitation is taken away. Leave empty to keep it."),
    )

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
            sender_name=self.sender_name.data or None,
            max_shows=self.max_shows.data or 0,
            once_per_visitor=self.once_per_visitor.data,
            expires_after=self.expires_after.data,
        )
        for part in PARTS:
            draft = getattr(self, f"with_{part}")(draft)
        return draft

    def fill(self, draft: InvitationDraft, version: int) -> None:
        """Show a saved invitation."""
        for name in ("type", "sender_name", "identifier", "language", "max_shows"):
            self[name].data = getattr(draft, name)
        self.once_per_visitor.data = draft.once_per_visitor
        self.expires_after.data = draft.expires_after
        self.departments.data = list(draft.departments)
        self.when_team.data = draft.when_team.value
        self.version.data = str(version)
        for part in PARTS:
            getattr(self, f"fill_{part}")(draft)

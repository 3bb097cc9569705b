"""The part of the editor that is about who speaks and how it looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.snapshots import OperatorSnapshot
from app.invitations.appearance import DEFAULT_WIDTH
from app.invitations.bubble_css import LONGEST_CSS
from app.invitations.checked_sender import LONGEST_NAME, NARROWEST, WIDEST
from app.invitations.draft_parts import Design, OpensAs, SenderChoice
from app.invitations.vocabulary import InvitationDraft
from app.operators import queries as operators

SENDER_PLACES: Mapping[str, str] = {
    "sender.operator": "sender_operator",
    "sender.among": "sender_among",
    "design.width": "design_width",
    "design.css": "design_css",
}
"""The form's field for each place of a draft that an error can name."""


class People(SelectMultipleField):  # type: ignore[misc]
    """Several colleagues, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SenderFields:
    """Fields of the editor's form, to be mixed into ``InvitationForm``."""

    sender_name = StringField(
        _l("Operator name"),
        [Length(max=LONGEST_NAME)],
        description=_l("What the visitor reads as the sender, for instance the name of your shop."),
    )
    sender_operator = SelectField(
        _l("Send from"),
        choices=[],
        default="",
        description=_l("Counts where no operator name is written, and as long as the account is switched on."),
    )
    random_operator = BooleanField(
        _l("Show random operator profile"),
        description=_l("Somebody who is online at that moment and serves the department of the page."),
    )
    sender_among = People(
        _l("Enter operators from whom random operator should be shown"),
        choices=[],
        description=_l("Choose none for everybody."),
    )
    sender_assign = BooleanField(
        _l("Assign to shown operator"), description=_l("The chat goes to the person whose name the visitor has read.")
    )
    design_width = IntegerField(
        _l("Invitation message width"),
        [Optional(), NumberRange(NARROWEST, WIDEST)],
        description=_l("The height follows from the message. Left empty it is 200 pixels."),
    )
    design_open = SelectField(_l("It appears"), choices=[], default=OpensAs.BUBBLE.value)
    design_minimised_next = BooleanField(
        _l("Next time minimized"),
        description=_l("Who has had it before sees a small bar that opens with a click."),
    )
    design_sound = BooleanField(
        _l("Play sound on invitation"),
        description=_l("Once in a visit, and only after the visitor has clicked or typed on the page."),
    )
    design_css = TextAreaField(
        _l("Custom CSS"),
        [Length(max=LONGEST_CSS)],
        description=_l(
            "Applies to the invitation bubble and to nothing else. Declarations alone are for the bubble itself; "
            ".words, .from, .name, .face, .answer and #invitation-close-btn are its parts."
        ),
    )

    def offer_senders(self, people: Sequence[OperatorSnapshot]) -> None:
        """Fill the choices that depend on who works here; somebody who left is still seen where they were chosen."""
        named = [SelectChoice(str(each.id), called(each)) for each in people]
        self.sender_operator.choices = [SelectChoice("", _("nobody in particular")), *named]
        self.sender_among.choices = named
        self.design_open.choices = [
            SelectChoice(OpensAs.BUBBLE.value, _("as a bubble beside the chat button")),
            SelectChoice(OpensAs.PANEL.value, _("in the opened widget")),
        ]

    def with_sender(self, draft: InvitationDraft) -> InvitationDraft:
        """The draft with what these fields say; what cannot be read yet keeps its default."""
        chosen, opens = self.sender_operator.data or "", self.design_open.data
        return replace(
            draft,
            sender_name=(self.sender_name.data or "").strip() or None,
            sender=SenderChoice(
                operator=int(chosen) if chosen.isdecimal() else None,
                random_operator=self.random_operator.data,
                among=tuple(int(each) for each in self.sender_among.data or () if str(each).isdecimal()),
                assign=self.sender_assign.data,
            ),
            design=Design(
                width=self.design_width.data,
                css=self.design_css.data or "",
                open=OpensAs(opens) if opens in set(OpensAs) else OpensAs.BUBBLE,
                minimised_next=self.design_minimised_next.data,
                sound=self.design_sound.data,
            ),
        )

    @property
    def sender_errors(self) -> bool:
        """Whether something is wrong in the section about who speaks."""
        return self._has_errors("sender_name", "sender_operator", "sender_among")

    @property
    def design_errors(self) -> bool:
        """Whether something is wrong in the section about looks."""
        return self._has_errors("design_open", "design_width", "design_css")

    def _has_errors(self, *names: str) -> bool:
        return any(self[name].errors for name in names)  # type: ignore[index]

    def attach_to_sender(self, path: str, words: str) -> bool:
        """Put an error beside the field of the place that it names; False when it names none of these."""
        name = SENDER_PLACES.get(path)
        if name is None:
            return False
        field = self[name]  # type: ignore[index]
        field.errors = [*field.errors, words]
        return True

    def fill_sender(self, draft: InvitationDraft) -> None:
        """Show a saved invitation."""
        sender, design = draft.sender, draft.design
        self.sender_name.data = draft.sender_name
        self.sender_operator.data = "" if sender.operator is None else str(sender.operator)
        self.random_operator.data, self.sender_assign.data = sender.random_operator, sender.assign
        self.sender_among.data = [str(each) for each in sender.among]
        self.design_width.data, self.design_open.data = design.width, design.open.value
        self.design_minimised_next.data, self.design_sound.data = design.minimised_next, design.sound
        self.design_css.data = design.css


def called(operator: OperatorSnapshot) -> str:
    """The name of a colleague in a list to choose from."""
    return operator.name if operator.is_active else str(_("%(name)s (left)", name=operator.name))


def sender_summary(draft: InvitationDraft) -> str:
    """One line about who speaks, for the closed section."""
    choice = draft.sender
    people = {each.id: each.name for each in operators.operators()} if choice.operator or choice.among else {}
    if draft.sender_name:
        return draft.sender_name
    if choice.operator in people:
        return people[choice.operator]
    if choice.random_operator:
        names = ", ".join(people[each] for each in choice.among if each in people)
        return str(_("somebody of %(names)s", names=names) if names else _("somebody who is online"))
    return str(_("Live Support"))


def design_summary(draft: InvitationDraft) -> str:
    """One line about how it looks, for the closed section."""
    design = draft.design
    parts = [_("opened widget") if design.open is OpensAs.PANEL else _("bubble")]
    if design.open is OpensAs.BUBBLE:
        parts.append(_("%(width)s pixels wide", width=design.width or DEFAULT_WIDTH))
    if design.minimised_next:
        parts.append(_("small next time"))
    if design.sound:
        parts.append(_("with a sound"))
    if design.css.strip():
        parts.append(_("custom CSS"))
    return ", ".join(parts)

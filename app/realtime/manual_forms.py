"""The form in which an operator invites visitors by hand."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from app.foundation.text import clean_line
from app.invitations.manual_vocabulary import DEFAULT_MINUTES, LONGEST_MINUTES, ManualDraft

SHORT_LABEL = 70


class InviteForm(FlaskForm):  # type: ignore[misc]
    """What is said, for how long, and to whom the chat goes. A canned reply counts where nothing is written."""

    ready = SelectField(_l("Canned reply"), validate_choice=False, default="")
    text = TextAreaField(_l("Your words"), description=_l("The visitor sees them with your name."))
    minutes = IntegerField(
        _l("Disappears after"),
        [
            InputRequired(_l("Write a number of minutes.")),
            NumberRange(1, LONGEST_MINUTES, _l("Write a number from 1 to %(max)s.")),
        ],
        default=DEFAULT_MINUTES,
    )
    assign = BooleanField(_l("The chat is mine if they answer"))
    keep = BooleanField(_l("Keep these words as a canned reply"))

    @classmethod
    def with_texts(cls, texts: Sequence[str]) -> InviteForm:
        """The form with what there is to choose from."""
        form = cls(prefix="invite")
        form.ready.choices = [
            SelectChoice("", _l("Write your own")),
            *(SelectChoice(each, clean_line(each, SHORT_LABEL)) for each in texts),
        ]
        return form

    def draft(self) -> ManualDraft:
        """What was written."""
        text = (self.text.data or "").strip() or (self.ready.data or "")
        return ManualDraft(text, self.minutes.data or 0, bool(self.assign.data))

"""The forms of the texts that are said by themselves."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app.chats.auto_reply_editing import LONGEST_TAG, SECONDS, TEXT_LIMIT, TIMES
from app.chats.auto_reply_texts import AutoReplyTexts, field_names
from app.departments.queries import all_departments
from app.domain.errors import BeckonError
from app.foundation.i18n import spoken

EVERYWHERE = "all"
_TEXT = [Length(max=TEXT_LIMIT)]
_NUMBER = InputRequired(_l("Write a number."))


class NewReplyForm(FlaskForm):  # type: ignore[misc]
    """For which department and in which language texts shall be written."""

    department = SelectField(_l("Department"))
    language = StringField(
        _l("Language"),
        [DataRequired(_l("Say which language.")), Length(max=LONGEST_TAG)],
        description=_l("A code such as en, de or pt-BR."),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        own = [SelectChoice(str(each.id), each.name) for each in all_departments()]
        self.department.choices = [SelectChoice(EVERYWHERE, _("All departments")), *own]


class AutoReplyForm(FlaskForm):  # type: ignore[misc]
    """The texts of one language for one department, or for all."""

    welcome = TextAreaField(_l("Welcome"), _TEXT, description=_l("Said once, right after the visitor's first message."))
    place = TextAreaField(
        _l("Place in the queue"),
        _TEXT,
        description=_l("Said below the welcome. The chat shows the place all the time."),
    )
    wait = TextAreaField(
        _l("Expected wait"),
        _TEXT,
        description=_l("Said below that, and only when enough people have waited lately to know it."),
    )
    unanswered = TextAreaField(_l("Nobody has answered yet"), _TEXT)
    unanswered_seconds = IntegerField(_l("Said after"), [_NUMBER, NumberRange(SECONDS.start, SECONDS.stop - 1)])
    unanswered_times = IntegerField(_l("At most"), [_NUMBER, NumberRange(TIMES.start, TIMES.stop - 1)])
    offline = TextAreaField(
        _l("Nobody is there"), _TEXT, description=_l("Said instead of the welcome while nobody is online.")
    )
    closed_by_operator = TextAreaField(_l("An operator closes the chat"), _TEXT)
    closed_idle = TextAreaField(_l("It closes because nobody writes any more"), _TEXT)
    closed_abandoned = TextAreaField(_l("It closes because nobody answered"), _TEXT)

    def show(self, texts: AutoReplyTexts) -> None:
        """Show what is kept."""
        for name in field_names():
            self[name].data = getattr(texts, name)

    def texts(self) -> AutoReplyTexts:
        """What was written."""
        written: dict[str, Any] = {name: self[name].data for name in field_names()}
        written |= {name: "" for name, value in written.items() if value is None}
        return AutoReplyTexts(**written)

    def attach(self, error: BeckonError) -> bool:
        """Put an error beside the field that it names; False when it names none of the form."""
        if error.field not in self:
            return False
        self[error.field].errors = [*self[error.field].errors, spoken(error)]
        return True

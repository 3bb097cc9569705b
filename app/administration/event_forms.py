"""The form that defines an event."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from app.domain.errors import InvalidInput
from app.foundation.i18n import spoken
from app.visitors.event_definitions import EventDraft, checked_identifier
from app.visitors.event_rule import LONGEST_TIMEOUT, DefinedEvent
from app.visitors.models import LONGEST_NAME


class EventForm(FlaskForm):  # type: ignore[misc]
    """What an event is called, how pages report it, and how often it is recorded."""

    name = StringField(
        _l("Name"), [Length(max=LONGEST_NAME)], description=_l("Only your team sees it, for instance Login failed.")
    )
    identifier = StringField(
        _l("Identifier"),
        description=_l("The word that your pages send: letters, digits and _ - . : without blanks."),
    )
    store_timeout = IntegerField(
        _l("Not again within"),
        [
            InputRequired(_l("Write a number.")),
            NumberRange(0, LONGEST_TIMEOUT, _l("Write a number of seconds from 0 to %(max)s, a year.")),
        ],
        default=0,
        description=_l(
            "How long after a record the next report is recorded again. 0 keeps it once for each visitor, for ever."
        ),
    )
    filter_by_value = BooleanField(
        _l("Each value counts on its own"),
        description=_l("Then SPRING and SUMMER are two events, each with its own pause."),
    )

    def validate_identifier(self, field: StringField) -> None:
        """Say at once, together with what else is wrong, why this cannot be an identifier."""
        try:
            checked_identifier(field.data or "")
        except InvalidInput as error:
            raise ValidationError(spoken(error)) from error

    def draft(self) -> EventDraft:
        """What was written."""
        return EventDraft(
            identifier=self.identifier.data or "",
            name=self.name.data or "",
            store_timeout=self.store_timeout.data or 0,
            filter_by_value=self.filter_by_value.data,
        )

    def fill(self, event: DefinedEvent) -> None:
        """Show a defined event."""
        self.name.data = event.name
        self.identifier.data = event.identifier
        self.store_timeout.data = event.store_timeout
        self.filter_by_value.data = event.filter_by_value

"""The forms around offline messages: an answer, a note, and the settings of the form that visitors see."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from app.chats import offline_settings
from app.chats.offline_settings import Asked, Tell, checked_addresses
from app.domain.errors import BeckonError
from app.domain.snapshots import DepartmentSnapshot
from app.foundation import settings
from app.foundation.i18n import spoken
from app.foundation.secrets import new_key
from app.foundation.text import clean_text

LONGEST_LIST = 6_000


class WordsForm(FlaskForm):  # type: ignore[misc]
    """An answer or a note; ``client_id`` makes a form that is sent twice the same step."""

    client_id = HiddenField(validators=[Length(max=64)])
    text = TextAreaField(_l("Answer"))

    @classmethod
    def fresh(cls, prefix: str, label: str) -> WordsForm:
        """An empty form with a name of its own for what will be written."""
        form = cls(formdata=None, prefix=prefix)
        form.client_id.data, form.text.label.text = new_key(), label
        return form

    @classmethod
    def sent(cls, prefix: str, label: str) -> WordsForm:
        """What was sent."""
        form = cls(prefix=prefix)
        form.text.label.text = label
        form.client_id.data = form.client_id.data or new_key()
        return form


class OfflineSettingsForm(FlaskForm):  # type: ignore[misc]
    """What visitors are asked while nobody is there, and who is told."""

    is_on = BooleanField(
        _l("Show a form while nobody is there"),
        description=_l("Without it, a message that is written then waits at the desk as a chat."),
    )
    name = SelectField(_l("Name"))
    email = SelectField(_l("E-mail address"))
    phone = SelectField(_l("Phone number"))
    consent = StringField(
        _l("Words to agree to"),
        [Length(max=offline_settings.LONGEST_CONSENT)],
        description=_l("With words here the form has a box that must be ticked. They are kept with each message."),
    )
    tell = RadioField(_l("Send a letter to"))
    addresses = TextAreaField(_l("Addresses"), [Length(max=LONGEST_LIST)], description=_l("One on each line."))

    def __init__(self, *given: Any, departments: tuple[DepartmentSnapshot, ...], **named: Any) -> None:
        super().__init__(*given, **named)
        asked = [(Asked.REQUIRED, _("Required")), (Asked.OPTIONAL, _("Optional")), (Asked.HIDDEN, _("Not asked"))]
        for field in (self.name, self.email, self.phone):
            field.choices = [SelectChoice(each.value, word) for each, word in asked]
        words = tell_words()
        self.tell.choices = [SelectChoice(each.value, words[each]) for each in (Tell.TEAM, Tell.ADDRESSES, Tell.NOBODY)]
        self.departments = [(each, DepartmentTellForm.of(each, self.meta.csrf)) for each in departments]

    def show(self, values: dict[str, Any]) -> None:
        """Show what is in force."""
        self.is_on.data = values[offline_settings.IS_ON]
        for field, name in _FIELDS.items():
            self[field].data = values[name]
        self.addresses.data = "\n".join(values[offline_settings.ADDRESSES])
        for department, form in self.departments:
            own = values[offline_settings.DEPARTMENTS].get(str(department.id), {})
            form.tell.data = own.get("tell", Tell.SITE.value)
            form.addresses.data = "\n".join(own.get("addresses", []))

    def validate(self, extra_validators: Any = None) -> bool:
        """The form and those of the departments, and every address in them."""
        is_good = bool(super().validate(extra_validators))
        checked = [each.validate() for _department, each in self.departments]
        is_good = all(checked) and is_good
        every: list[Any] = [self, *(each for _department, each in self.departments)]
        for form in every:
            try:
                found = checked_addresses(form.addresses.data or "", "addresses")
                if form.tell.data == Tell.ADDRESSES.value and not found:
                    form.addresses.errors = [*form.addresses.errors, _("Write at least one address.")]
                    is_good = False
            except BeckonError as error:
                form.addresses.errors = [*form.addresses.errors, spoken(error)]
                is_good = False
        return is_good

    def values(self) -> dict[str, Any]:
        """What was written, by the names of settings."""
        own = {
            str(department.id): {
                "tell": form.tell.data,
                "addresses": checked_addresses(form.addresses.data or "", "addresses"),
            }
            for department, form in self.departments
            if form.tell.data != Tell.SITE.value
        }
        written = {name: self[field].data or "" for field, name in _FIELDS.items()}
        return written | {
            offline_settings.IS_ON: bool(self.is_on.data),
            offline_settings.CONSENT: clean_text(self.consent.data or "", offline_settings.LONGEST_CONSENT).strip(),
            offline_settings.ADDRESSES: checked_addresses(self.addresses.data or "", "addresses"),
            offline_settings.DEPARTMENTS: own,
        }

    def attach(self, error: BeckonError) -> bool:
        """Put an error beside the field that it names; False when it names none of the form."""
        field = next((field for field, name in _FIELDS.items() if name == error.field), None)
        if field is not None:
            self[field].errors = [*self[field].errors, spoken(error)]
        return field is not None


class DepartmentTellForm(FlaskForm):  # type: ignore[misc]
    """Who is told of the offline messages of one department."""

    class Meta:
        """The form around it has the token."""

        csrf = False

    tell = SelectField(_l("Send a letter to"))
    addresses = TextAreaField(_l("Addresses"), [Length(max=LONGEST_LIST)])

    @classmethod
    def of(cls, department: DepartmentSnapshot, _csrf: bool) -> DepartmentTellForm:
        """The form of one department."""
        form = cls(prefix=f"department-{department.id}-")
        words = tell_words()
        form.tell.choices = [
            SelectChoice(each.value, words[each]) for each in (Tell.SITE, Tell.TEAM, Tell.ADDRESSES, Tell.NOBODY)
        ]
        form.tell.data = form.tell.data or Tell.SITE.value
        return form


def tell_words() -> dict[Tell, str]:
    """Who is told, in words."""
    return {
        Tell.SITE: _("As for the whole site"),
        Tell.TEAM: _("Everybody of the department who may answer"),
        Tell.ADDRESSES: _("These addresses"),
        Tell.NOBODY: _("Nobody; we look into the console"),
    }


_FIELDS = {
    "name": offline_settings.NAME,
    "email": offline_settings.EMAIL,
    "phone": offline_settings.PHONE,
    "consent": offline_settings.CONSENT,
    "tell": offline_settings.TELL,
}


def present_values() -> dict[str, Any]:
    """What is in force."""
    return settings.values_of(offline_settings.NAMES)

"""The forms of the mail settings."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from app.administration.mail_words import encryption_names
from app.domain.errors import BeckonError
from app.foundation import mail_server, sealing
from app.foundation.i18n import spoken
from app.foundation.mail_addresses import LONGEST_ADDRESS, LONGEST_NAME, is_address
from app.foundation.mail_server import Encryption, is_local
from app.foundation.text import clean_line

NAMES = {
    "host": mail_server.HOST,
    "port": mail_server.PORT,
    "encryption": mail_server.ENCRYPTION,
    "user": mail_server.USER,
    "password": mail_server.PASSWORD,
    "sender_name": mail_server.SENDER_NAME,
    "sender_address": mail_server.SENDER_ADDRESS,
    "reply_address": mail_server.REPLY_ADDRESS,
}
OF_THE_SERVER = ("host", "port", "encryption", "user", "password")


class MailForm(FlaskForm):  # type: ignore[misc]
    """Server and sender. ``password`` is only ever written: an empty field leaves the one that is stored."""

    host = StringField(_l("Server"), [Length(max=mail_server.LONGEST_HOST)])
    port = IntegerField(_l("Port"), [Optional(), NumberRange(1, mail_server.MOST_PORT)])
    encryption = SelectField(_l("Encryption"))
    user = StringField(_l("User name"), [Length(max=LONGEST_ADDRESS)])
    password = PasswordField(_l("Password"), [Length(max=mail_server.LONGEST_PASSWORD)])
    forget_password = BooleanField(_l("Forget the stored password"))
    sender_name = StringField(_l("Sender name"), [Length(max=LONGEST_NAME)])
    sender_address = StringField(_l("Sender address"), [Length(max=LONGEST_ADDRESS)])
    reply_address = StringField(_l("Answers go to"), [Length(max=LONGEST_ADDRESS)])

    def __init__(self, *given: Any, stored: dict[str, Any], is_given: bool, **named: Any) -> None:
        super().__init__(*given, **named)
        self.stored, self.is_given = stored, is_given
        self.encryption.choices = [SelectChoice(each.value, name) for each, name in encryption_names().items()]
        if is_given:
            for name in (*OF_THE_SERVER, "forget_password"):
                self[name].validators = [Optional()]
                self[name].render_kw = {"disabled": True}
                self[name].data = None

    def show(self) -> None:
        """Show what is in force; never the password."""
        for field, name in NAMES.items():
            if field != "password" and not (self.is_given and field in OF_THE_SERVER):
                self[field].data = self.stored[name] or ("" if field != "port" else None)

    def validate_sender_address(self, field: StringField) -> None:
        """An address, or nothing."""
        _check_address(field)

    def validate_reply_address(self, field: StringField) -> None:
        """An address, or nothing."""
        _check_address(field)

    def validate_password(self, field: PasswordField) -> None:
        """A stored password never goes to another server than its own, nor over an open line."""
        if self.is_given or not clean_line(self.host.data or "", mail_server.LONGEST_HOST):
            return
        keeps = bool(self.stored[mail_server.PASSWORD]) and not self.forget_password.data and not field.data
        if keeps and (self._host(), self._port()) != (self.stored[mail_server.HOST], self.stored[mail_server.PORT]):
            raise ValidationError(_("Write the password again: the stored one belongs to another server."))
        is_open = self.encryption.data == Encryption.NONE.value and not is_local(self._host())
        if is_open and (keeps or field.data):
            raise ValidationError(_("A password needs an encrypted line. Choose STARTTLS or TLS."))

    def values(self) -> dict[str, Any]:
        """What was written, by the names of settings."""
        own = [name for name in NAMES if name not in OF_THE_SERVER]
        written: dict[str, Any] = {NAMES[name]: clean_line(self[name].data or "", LONGEST_ADDRESS) for name in own}
        if self.is_given:
            return written
        sealed = self.stored[mail_server.PASSWORD]
        if self.password.data:
            sealed = sealing.seal(mail_server.PURPOSE, self.password.data)
        elif self.forget_password.data or not self._host():
            sealed = ""
        return written | {
            mail_server.HOST: self._host(),
            mail_server.PORT: self._port(),
            mail_server.ENCRYPTION: self.encryption.data,
            mail_server.USER: clean_line(self.user.data or "", LONGEST_ADDRESS),
            mail_server.PASSWORD: sealed,
        }

    def attach(self, error: BeckonError) -> bool:
        """Put an error beside the field that it names; False when it names none of the form."""
        field = next((field for field, name in NAMES.items() if name == error.field), None)
        if field is not None:
            self[field].errors = [*self[field].errors, spoken(error)]
        return field is not None

    def _host(self) -> str:
        return clean_line(self.host.data or "", mail_server.LONGEST_HOST)

    def _port(self) -> int:
        return int(self.port.data or 0)


class TrialForm(FlaskForm):  # type: ignore[misc]
    """To whom a test letter goes."""

    to = StringField(_l("Send a test letter to"), [Length(max=LONGEST_ADDRESS)])

    def validate_to(self, field: StringField) -> None:
        """One address."""
        if not is_address(field.data or ""):
            raise ValidationError(_("This is no e-mail address such as name@example.com."))


def _check_address(field: StringField) -> None:
    if clean_line(field.data or "", LONGEST_ADDRESS) and not is_address(field.data):
        raise ValidationError(_("This is no e-mail address such as name@example.com."))

"""The forms of signing in, of passwords and of one's own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, SelectField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired, Length

from app.foundation.i18n import LANGUAGES
from app.foundation.mail_addresses import LONGEST_ADDRESS
from app.operators.service import MAXIMUM_PASSWORD, MINIMUM_PASSWORD

LONGEST_CODE = 40
LONGEST_NAME = 120
_LENGTH = Length(min=MINIMUM_PASSWORD, max=MAXIMUM_PASSWORD, message=_l("Use between %(min)d and %(max)d characters."))


class LoginForm(FlaskForm):  # type: ignore[misc]
    """Who are you?"""

    email = EmailField(
        _l("E-mail address"), [InputRequired(_l("Enter your e-mail address.")), Length(max=LONGEST_ADDRESS)]
    )
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password.")), Length(max=MAXIMUM_PASSWORD)])
    submit = SubmitField(_l("Sign in"))


class CodeForm(FlaskForm):  # type: ignore[misc]
    """The code of an authenticator app, or a recovery code."""

    code = StringField(_l("Code"), [InputRequired(_l("Enter the code.")), Length(max=LONGEST_CODE)])


class SetupForm(CodeForm):
    """The first code of an app that is being set up; ``token`` says which."""

    token = HiddenField(validators=[Length(max=300)])


class ForgottenForm(FlaskForm):  # type: ignore[misc]
    """Whose password is forgotten."""

    email = EmailField(
        _l("E-mail address"), [InputRequired(_l("Enter your e-mail address.")), Length(max=LONGEST_ADDRESS)]
    )


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """Choose a password, twice."""

    password = PasswordField(_l("New password"), [InputRequired(_l("Choose a password.")), _LENGTH])
    repeated = PasswordField(_l("The same again"), [EqualTo("password", _l("The two passwords differ."))])
    submit = SubmitField(_l("Set password and sign in"))


class ChangePasswordForm(PasswordForm):
    """Choose another password, knowing the present one."""

    present = PasswordField(
        _l("Present password"), [InputRequired(_l("Enter your present password.")), Length(max=MAXIMUM_PASSWORD)]
    )


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """Show again who you are, before something that somebody else at this browser should not do."""

    present = PasswordField(
        _l("Present password"), [InputRequired(_l("Enter your present password.")), Length(max=MAXIMUM_PASSWORD)]
    )


class DetailsForm(FlaskForm):  # type: ignore[misc]
    """One's own name, address and language."""

    name = StringField(
        _l("Name"),
        [InputRequired(_l("Enter your name.")), Length(max=LONGEST_NAME)],
        description=_l("Visitors and colleagues see it."),
    )
    email = EmailField(
        _l("E-mail address"), [InputRequired(_l("Enter your e-mail address.")), Length(max=LONGEST_ADDRESS)]
    )
    present = PasswordField(
        _l("Present password"),
        [Length(max=MAXIMUM_PASSWORD)],
        description=_l("Only needed to change the e-mail address, because it is what you sign in with."),
    )
    language = SelectField(
        _l("Language"),
        choices=[SelectChoice("", _l("As my browser prefers")), *(SelectChoice(*each) for each in LANGUAGES.items())],
        description=_l("In which this console speaks to you. Times are always those of your computer's clock."),
    )

"""The forms of signing in and of setting a password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, SubmitField
from wtforms.validators import EqualTo, InputRequired, Length

from app.operators.service import MAXIMUM_PASSWORD, MINIMUM_PASSWORD


class LoginForm(FlaskForm):  # type: ignore[misc]
    """Who are you?"""

    email = EmailField(_l("E-mail address"), [InputRequired(_l("Enter your e-mail address.")), Length(max=254)])
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password.")), Length(max=MAXIMUM_PASSWORD)])
    submit = SubmitField(_l("Sign in"))


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """Choose a password, twice."""

    password = PasswordField(
        _l("New password"),
        [
            InputRequired(_l("Choose a password.")),
            Length(
                min=MINIMUM_PASSWORD,
                max=MAXIMUM_PASSWORD,
                message=_l("Use between %(min)d and %(max)d characters."),
            ),
        ],
    )
    repeated = PasswordField(_l("The same again"), [EqualTo("password", _l("The two passwords differ."))])
    submit = SubmitField(_l("Set password and sign in"))

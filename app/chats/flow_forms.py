"""The form of the rules by which chats are given to people, and close by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from app.chats import flow_settings as rules
from app.domain.errors import BeckonError
from app.foundation.i18n import spoken
from app.foundation.text import clean_line

LONGEST_LIST = 2_000
NAMES = {
    "assignment": rules.ASSIGNMENT,
    "capacity": rules.CAPACITY,
    "answer_seconds": rules.ANSWER_SECONDS,
    "return_minutes": rules.RETURN_MINUTES,
    "idle_minutes": rules.IDLE_MINUTES,
    "warning_minutes": rules.WARNING_MINUTES,
    "abandoned_minutes": rules.ABANDONED_MINUTES,
    "unanswered_minutes": rules.UNANSWERED_MINUTES,
    "close_reasons": rules.CLOSE_REASONS,
}
"""The setting behind each field."""

_NUMBER = InputRequired(_l("Write a number."))
_MINUTES = [_NUMBER, NumberRange(0, rules.MOST_MINUTES)]
_NEVER = _l("0 means never.")


class FlowForm(FlaskForm):  # type: ignore[misc]
    """Who is given a chat, and which chats close by themselves."""

    assignment = RadioField(_l("A waiting chat"))
    capacity = IntegerField(
        _l("At most, for each person"),
        [_NUMBER, NumberRange(1, rules.MOST_CAPACITY)],
        description=_l("Whoever has so many open chats is given no more. They can still accept some by hand."),
    )
    answer_seconds = IntegerField(
        _l("Passed on without an answer after"),
        [_NUMBER, NumberRange(*rules.ANSWER_LIMITS)],
        description=_l("Where nobody else is free the chat waits again, and anybody can accept it."),
    )
    return_minutes = IntegerField(_l("Back to the queue when its operator is gone for"), _MINUTES, description=_NEVER)
    idle_minutes = IntegerField(
        _l("Nobody has written for"),
        _MINUTES,
        description=_l(
            "0 means never. A visitor who is there and waits for an answer is not idle, nor is a chat on hold."
        ),
    )
    warning_minutes = IntegerField(
        _l("The visitor is told before"), _MINUTES, description=_l("0 means that nothing is said before.")
    )
    abandoned_minutes = IntegerField(
        _l("The visitor left without an answer"), _MINUTES, description=_l("0 means never. It counts as missed.")
    )
    unanswered_minutes = IntegerField(
        _l("Waiting while nobody is online for"), _MINUTES, description=_l("0 means never. It counts as missed.")
    )
    close_reasons = TextAreaField(
        _l("Reasons"),
        [Length(max=LONGEST_LIST)],
        description=_l("One on each line. Whoever closes a chat can choose one; visitors do not see it."),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.assignment.choices = [
            SelectChoice(rules.OFF, _("waits until somebody accepts it")),
            SelectChoice(rules.BY_LOAD, _("is given to whoever has the fewest chats")),
        ]

    def show(self, values: Mapping[str, Any]) -> None:
        """Show what is in force, by the names of settings."""
        for field, name in NAMES.items():
            value = values[name]
            self[field].data = "\n".join(value) if isinstance(value, list) else value

    def values(self) -> dict[str, Any]:
        """What was written, by the names of settings."""
        lines = (clean_line(each, rules.REASON_LENGTH + 1) for each in (self.close_reasons.data or "").splitlines())
        written = {name: self[field].data for field, name in NAMES.items()}
        return {**written, rules.CLOSE_REASONS: list(dict.fromkeys(filter(None, lines)))}

    def attach(self, error: BeckonError) -> bool:
        """Put an error beside the field that it names; False when it names none of the form."""
        field = next((field for field, name in NAMES.items() if name == error.field), None)
        if field is not None:
            self[field].errors = [*self[field].errors, spoken(error)]
        return field is not None

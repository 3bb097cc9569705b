"""The form of one's own alerts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from app.alerts.wishes import BOUNDS
from app.domain.alerts import POSSIBLE, AlertPreferences, Occasion, Way

OCCASIONS = {
    Occasion.WAITING: (_l("A visitor waits"), _l("A new chat that nobody has accepted")),
    Occasion.LATE: (_l("A visitor waits too long"), _l("Past the time that your site has set")),
    Occasion.ASSIGNED: (_l("A chat is given to you"), _l("Assigned, or offered by a colleague")),
    Occasion.MESSAGE: (_l("A message in your chat"), _l("While you look at something else")),
    Occasion.MENTIONED: (_l("You are mentioned"), _l("In a note of a colleague")),
}
WAYS = {
    Way.SOUND: _l("Sound"),
    Way.REPEAT: _l("Until you look"),
    Way.DESKTOP: _l("Notification"),
    Way.PUSH: _l("Push"),
    Way.EMAIL: _l("E-mail"),
}
_NUMBER = InputRequired(_l("Write a number."))


def _ways() -> SelectMultipleField:
    return SelectMultipleField(choices=[SelectChoice(each.value, WAYS[each]) for each in Way])


class AlertsForm(FlaskForm):  # type: ignore[misc]
    """What somebody wants to be alerted to, and how."""

    waiting = _ways()
    late = _ways()
    assigned = _ways()
    message = _ways()
    mentioned = _ways()
    volume = IntegerField(_l("Volume"), [_NUMBER, NumberRange(*BOUNDS["volume"])])
    only_unfocused = BooleanField(_l("No sound while I look at the desk"))
    quiet_when_away = BooleanField(
        _l("Do not disturb me while I say “away” or “invisible”"),
        description=_l("Being away by itself, because you touched nothing for a while, does not count."),
    )
    push_when_closed = BooleanField(
        _l("Push messages also while my desk is closed"),
        description=_l(
            "For instance to a phone in the evening. While somebody touches one of your desks none is sent."
        ),
    )
    email_after_minutes = IntegerField(
        _l("E-mail when nobody has looked for"), [_NUMBER, NumberRange(*BOUNDS["email_after_minutes"])]
    )
    idle_minutes = IntegerField(
        _l("I am away by myself after"),
        [_NUMBER, NumberRange(*BOUNDS["idle_minutes"])],
        description=_l("Without touching any page of the console, in any of your browsers. 0 means never."),
    )

    def fill(self, wishes: AlertPreferences) -> None:
        """Show what is wanted so far."""
        for occasion in Occasion:
            self[occasion.value].data = [way.value for way in wishes.matrix[occasion]]
        for name in ("only_unfocused", "quiet_when_away", "push_when_closed", *BOUNDS):
            self[name].data = getattr(wishes, name)

    def wishes(self) -> AlertPreferences:
        """What was written."""
        matrix = {
            occasion: frozenset(way for way in POSSIBLE[occasion] if way.value in (self[occasion.value].data or []))
            for occasion in Occasion
        }
        return AlertPreferences(
            matrix=matrix,
            volume=self.volume.data,
            only_unfocused=self.only_unfocused.data,
            quiet_when_away=self.quiet_when_away.data,
            push_when_closed=self.push_when_closed.data,
            email_after_minutes=self.email_after_minutes.data,
            idle_minutes=self.idle_minutes.data,
        )

    @staticmethod
    def rows() -> list[tuple[str, str, str, list[tuple[str, str, bool]]]]:
        """The table: name, title and explanation of each occasion, and its ways with whether they are possible."""
        return [
            (
                occasion.value,
                str(title),
                str(text),
                [(way.value, str(WAYS[way]), way in POSSIBLE[occasion]) for way in Way],
            )
            for occasion, (title, text) in OCCASIONS.items()
        ]

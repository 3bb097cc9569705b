"""The part of the editor that is about how often, to whom and when it shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from app.foundation import clock, settings
from app.invitations.checked_limits import EXPIRY_LIMIT_SECONDS, SHOWS_LIMIT
from app.invitations.draft_parts import Audience, Frequency, Schedule
from app.invitations.schedule_fields import LocalTimeInput, WeekField, YearField
from app.invitations.schedule_words import opening_words
from app.invitations.vocabulary import InvitationDraft

COPY_MONDAY = "copy-monday"
ALWAYS, WEEKLY = "always", "weekly"
_MARKS = ("not_again_after_close_in_visit", "next_on_url_change", "only_while_url_matches", "every_match")


class LimitFields:
    """Fields of the editor's form, to be mixed into ``InvitationForm``."""

    audience = SelectField(
        _l("Send to"),
        choices=[],
        default=Audience.EVERYONE.value,
        description=_l("Authenticated users are visitors for whom your site passes a user id with a signature."),
    )
    max_shows = IntegerField(
        _l("How many times show invitation"),
        [InputRequired(_l("Write a number.")), NumberRange(0, SHOWS_LIMIT)],
        default=0,
        description=_l("For each visitor. 0 means until the visitor closes it."),
    )
    once_per_visitor = BooleanField(
        _l("Send only once per user"),
        description=_l("Once and never again; a user with a signed id is one person in all their browsers."),
    )
    expires_after = IntegerField(
        _l("Disappears after"),
        [Optional(), NumberRange(1, EXPIRY_LIMIT_SECONDS)],
        description=_l("An unanswered invitation is taken away. Leave empty to keep it."),
    )
    not_again_after_close_in_visit = BooleanField(
        _l("Do not show invitation after it was closed in the same session"),
        description=_l("The visitor sees this one no more in this visit, but others may show."),
    )
    next_on_url_change = BooleanField(
        _l("Show next matching invitation if URL changes and present invitation was closed"),
        description=_l("Others wait until the visitor goes to another page."),
    )
    only_while_url_matches = BooleanField(
        _l("Invitation is visible only if URL matches"),
        default=True,
        description=_l(
            "It is taken away when the visitor goes to a page that its conditions do not allow. Otherwise it stays on "
            "the screen until the next page is loaded."
        ),
    )
    limits_shown = HiddenField()
    every_match = BooleanField(
        _l("Show every time it is matched"),
        description=_l("Also after it was closed: on every page on which its conditions hold."),
    )
    schedule_from = StringField(_l("From"), [Length(max=30)], widget=LocalTimeInput())
    schedule_until = StringField(
        _l("Until"), [Length(max=30)], widget=LocalTimeInput(), description=_l("From this minute on it shows no more.")
    )
    schedule_hours = SelectField(_l("Hours"), choices=[], default=ALWAYS)
    schedule_week = WeekField(_l("Hours of the week"))
    schedule_year = YearField(_l("Every year"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.audience.choices = [
            SelectChoice(Audience.EVERYONE.value, _("everyone")),
            SelectChoice(Audience.VISITORS.value, _("visitors who are not signed in")),
            SelectChoice(Audience.IDENTIFIED.value, _("authenticated users")),
        ]
        self.schedule_hours.choices = [
            SelectChoice(ALWAYS, _("at any hour")),
            SelectChoice(WEEKLY, _("only at these hours")),
        ]

    def with_limits(self, draft: InvitationDraft) -> InvitationDraft:
        """The draft with what these fields say; what cannot be read yet keeps its default."""
        chosen = self.audience.data
        return replace(
            draft,
            audience=Audience(chosen) if chosen in set(Audience) else Audience.EVERYONE,
            max_shows=self.max_shows.data or 0,
            once_per_visitor=self.once_per_visitor.data,
            expires_after=self.expires_after.data,
            frequency=self.frequency(),
            schedule=self.schedule(),
        )

    def frequency(self) -> Frequency:
        """What the boxes say; a program that sends the form without this section leaves them at their defaults."""
        ticked = {name: bool(getattr(self, name).data) for name in _MARKS}
        if not self.limits_shown.data:
            ticked["only_while_url_matches"] = True
        return Frequency(**ticked)

    def schedule(self) -> Schedule | None:
        """What the section Schedule says, as it was typed; None where it puts no limit."""
        typed = Schedule(
            start=(self.schedule_from.data or "").strip() or None,
            until=(self.schedule_until.data or "").strip() or None,
            weekly=self.schedule_week.data if self.schedule_hours.data == WEEKLY else {},
            yearly=self.schedule_year.data,
        )
        return None if typed == Schedule() else typed

    def fill_limits(self, draft: InvitationDraft) -> None:
        """Show a saved invitation."""
        self.audience.data = draft.audience.value
        self.max_shows.data, self.once_per_visitor.data = draft.max_shows, draft.once_per_visitor
        self.expires_after.data = draft.expires_after
        for name in _MARKS:
            getattr(self, name).data = getattr(draft.frequency, name)
        saved = draft.schedule or Schedule()
        self.schedule_from.data, self.schedule_until.data = saved.start, saved.until
        self.schedule_hours.data = WEEKLY if saved.weekly else ALWAYS
        self.schedule_week.data, self.schedule_year.data = saved.weekly, saved.yearly

    def validate_schedule_week(self, field: WeekField) -> None:
        """Hours without an open day are no hours."""
        if self.schedule_hours.data == WEEKLY and not field.data:
            raise ValidationError(_("Open it on one day at least, or choose “at any hour”."))

    def validate_schedule_year(self, field: YearField) -> None:
        """A time of the year has two ends."""
        if field.data is not None and not field.is_whole:
            raise ValidationError(_("Choose day and month of both ends, or leave all of them empty."))

    def change_schedule(self, action: str) -> bool:
        """Without script: a button copies Monday's hours; False for every other button."""
        if action == COPY_MONDAY:
            self.schedule_week.copy_to_weekdays()
        return action == COPY_MONDAY

    def attach_to_limits(self, path: str, words: str) -> bool:
        """Put an error beside the part of the schedule that it names; False when it names none."""
        place = path.removeprefix("schedule.")
        if place == path:
            return False
        if place.startswith("weekly."):
            self.schedule_week.refuse(place.removeprefix("weekly."), words)
            return True
        field = {"from": self.schedule_from, "until": self.schedule_until, "yearly": self.schedule_year}.get(place)
        if field is None:
            return False
        field.errors = [*field.errors, words]
        return True

    @property
    def limit_errors(self) -> bool:
        """Whether something stands beside a field of the section Limits."""
        return any(field.errors for field in (self.max_shows, self.expires_after, self.once_per_visitor))

    @property
    def schedule_errors(self) -> bool:
        """Whether something stands beside a field of the section Schedule."""
        parts = (self.schedule_from, self.schedule_until, self.schedule_week, self.schedule_year)
        return any(field.errors for field in parts)

    def site_zone(self) -> str:
        """The time zone whose clock a schedule goes by."""
        return str(settings.recent("site.time_zone"))

    def opening(self) -> str:
        """Whether what is written so far is open at this moment."""
        return opening_words(self.schedule(), clock.now(), self.site_zone())

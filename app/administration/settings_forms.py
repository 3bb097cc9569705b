"""The form of the site's settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from app.chats import site_settings as chats
from app.chats.previewing import TYPING_PREVIEW
from app.chats.targets import AMBER, LONGEST, RED
from app.domain.errors import BeckonError
from app.foundation.i18n import LANGUAGES, spoken
from app.foundation.text import clean_line
from app.invitations.contact_budget import CLASSIC, GAP, GENTLE, MOST, MUTE, PER_VISIT, PER_WEEK
from app.invitations.restraint import LONGEST_PAUSE_HOURS, PAUSE_AFTER_CHAT, PAUSE_AFTER_MANUAL
from app.invitations.site_settings import SOUND
from app.operators.presence import REASONS

NAME_LENGTH = 80
MOST_DOMAINS = 50
DOMAIN_LENGTH = 253
NAMES = {
    "site_name": "site.name",
    "language": "site.language",
    "time_zone": "site.time_zone",
    "domains": "site.domains",
    "pause_after_chat": PAUSE_AFTER_CHAT,
    "pause_after_manual": PAUSE_AFTER_MANUAL,
    "sound": SOUND,
    "answer_amber": AMBER,
    "answer_red": RED,
    "away_reasons": REASONS,
    "typing_preview": TYPING_PREVIEW,
    "per_visit": PER_VISIT,
    "per_week": PER_WEEK,
    "gap": GAP,
    "mute": MUTE,
    **{f"files_{group.value}": name for group, name in chats.GROUPS.items()},
    "file_megabytes": chats.MEGABYTES,
    "files_from_visitors": chats.FROM_VISITORS,
    "survey": chats.SURVEY,
    "transcripts": chats.TRANSCRIPTS,
}
"""The setting behind each field."""

PRESETS = {"classic": CLASSIC, "gentle": GENTLE}
_DOMAIN = re.compile(r"[^\s./:@\\]+(\.[^\s./:@\\]+)*(:\d+)?")
_NUMBER = InputRequired(_l("Write a number."))
_OFF = _l("0 means no limit.")


class SettingsForm(FlaskForm):  # type: ignore[misc]
    """Everything that is the same for the whole site."""

    site_name = StringField(
        _l("Site name"),
        [DataRequired(_l("Give it a name.")), Length(max=NAME_LENGTH)],
        description=_l("Your team reads it in the title of every page of this console."),
    )
    language = SelectField(
        _l("Language"),
        choices=[SelectChoice(*each) for each in LANGUAGES.items()],
        description=_l("For visitors whose embed code names no language and whose browser wants none that we speak."),
    )
    time_zone = SelectField(
        _l("Time zone"),
        description=_l("Schedules, times of day in rules and the days of reports go by its clock."),
    )
    domains = TextAreaField(
        _l("Your own domains"),
        description=_l("One on each line. Who comes from one of them does not come from elsewhere."),
    )
    pause_after_chat = IntegerField(
        _l("No automatic invitations after a chat for"),
        [_NUMBER, NumberRange(0, LONGEST_PAUSE_HOURS)],
        description=_l("24 is what people are used to. 0 means that there is no pause."),
    )
    pause_after_manual = IntegerField(
        _l("No automatic invitations after the visitor closed a manual one for"),
        [_NUMBER, NumberRange(0, LONGEST_PAUSE_HOURS)],
        description=_l("Whoever said no to a person is left alone by the machine for a while."),
    )
    sound = BooleanField(
        _l("Play sound on invitation to chat"),
        description=_l("Where an invitation has a sound. Without this box no invitation makes one."),
    )
    answer_amber = IntegerField(
        _l("Waiting time turns amber after"),
        [_NUMBER, NumberRange(1, LONGEST)],
        description=_l("Counted from the visitor's oldest message that nobody has answered."),
    )
    answer_red = IntegerField(
        _l("and red after"),
        [_NUMBER, NumberRange(1, LONGEST)],
        description=_l("Not less than amber."),
    )
    away_reasons = TextAreaField(
        _l("Reasons for being away"),
        description=_l("One on each line. Operators choose among them, and their colleagues read it."),
    )
    typing_preview = BooleanField(
        _l("Operators can see what visitors type before they send it"),
        description=_l("Only those whose role allows it. Visitors are told in the chat. Check what your law says."),
    )
    per_visit = IntegerField(_l("At most, in one visit"), [_NUMBER, NumberRange(0, MOST[PER_VISIT])], description=_OFF)
    per_week = IntegerField(_l("At most, in seven days"), [_NUMBER, NumberRange(0, MOST[PER_WEEK])], description=_OFF)
    gap = IntegerField(
        _l("Smallest gap between two"),
        [_NUMBER, NumberRange(0, MOST[GAP])],
        description=_l("From the end of one to the beginning of the next."),
    )
    mute = IntegerField(
        _l("Silence after two were closed"),
        [_NUMBER, NumberRange(0, MOST[MUTE])],
        description=_l("0 means that closing two changes nothing."),
    )

    files_pictures = BooleanField(
        _l("Pictures"), description=_l("PNG, JPEG, GIF and WebP; made anew without place and camera.")
    )
    files_pdf = BooleanField(_l("PDF"), description=_l("Those with a program inside are refused."))
    files_text = BooleanField(_l("Text and CSV"))
    files_office = BooleanField(_l("Office documents"), description=_l("DOCX, XLSX and ODT without macros."))
    files_zip = BooleanField(_l("ZIP archives"), description=_l("Nobody looks into them, so think twice."))
    file_megabytes = IntegerField(
        _l("Largest file"),
        [_NUMBER, NumberRange(chats.LEAST_MEGABYTES, chats.MOST_MEGABYTES)],
        description=_l("Your web server must let as much through."),
    )
    files_from_visitors = BooleanField(
        _l("Visitors may send files"), description=_l("Operators whose role allows it always may.")
    )
    survey = BooleanField(
        _l("Ask how the chat was"),
        description=_l("Great, average or poor, with room for a comment, when it has ended."),
    )
    transcripts = BooleanField(
        _l("Offer the chat by e-mail"), description=_l("Shown to visitors as soon as a mail server is set up.")
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        zones = {zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/"))}
        self.time_zone.choices = ["UTC", *sorted(zones)]

    def validate_answer_red(self, field: IntegerField) -> None:
        """Red comes after amber."""
        if field.data is not None and self.answer_amber.data is not None and field.data < self.answer_amber.data:
            raise ValidationError(_("Red cannot come before amber."))

    def validate_domains(self, field: TextAreaField) -> None:
        """Only what can be a domain is kept, so that a slip of the keyboard is seen."""
        found = _domains(field.data or "")
        wrong = next((each for each in found if not _DOMAIN.fullmatch(each) or len(each) > DOMAIN_LENGTH), None)
        if wrong is not None:
            raise ValidationError(_("“%(text)s” is no domain such as example.com.", text=wrong[:60]))
        if len(found) > MOST_DOMAINS:
            raise ValidationError(_("At most %(most)s domains can be kept.", most=MOST_DOMAINS))

    def show(self, values: Mapping[str, Any]) -> None:
        """Show what is in force, by the names of settings."""
        for field, name in NAMES.items():
            if name in values:
                value = values[name]
                self[field].data = "\n".join(value) if isinstance(value, list) else value
                self[field].raw_data = None  # else a number that was typed stays where a preset fills in another
        zone = self.time_zone.data
        if zone and zone not in self.time_zone.choices:
            self.time_zone.choices = [zone, *self.time_zone.choices]

    def values(self) -> dict[str, Any]:
        """What was written, by the names of settings."""
        written = {name: self[field].data for field, name in NAMES.items()}
        written["site.name"] = clean_line(self.site_name.data or "", NAME_LENGTH)
        written["site.domains"] = _domains(self.domains.data or "")
        written[REASONS] = list(
            dict.fromkeys(filter(None, map(str.strip, (self.away_reasons.data or "").splitlines())))
        )
        return written

    def attach(self, error: BeckonError) -> bool:
        """Put an error beside the field that it names; False when it names none of the form."""
        field = next((field for field, name in NAMES.items() if name == error.field), None)
        if field is not None:
            self[field].errors = [*self[field].errors, spoken(error)]
        return field is not None


def _domains(written: str) -> list[str]:
    """One on each line; an address is taken as the domain that it is on."""
    found = []
    for line in written.replace(",", "\n").splitlines():
        bare = line.strip().lower().rpartition("://")[2].partition("/")[0].removeprefix("www.")
        if bare and bare not in found:
            found.append(bare)
    return found

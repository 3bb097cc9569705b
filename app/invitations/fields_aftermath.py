"""The part of the editor that is about waiting and about the goal."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, FormField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from app.invitations.checked_aftermath import (
    LONGEST_TIMEOUT_SECONDS,
    MOST_REPEATS,
    SHORTEST_TIMEOUT_SECONDS,
    WAIT_WORDS_LIMIT,
)
from app.invitations.draft_parts import CountedFrom, OwnGoal, WaitPlan, WaitWords
from app.invitations.fields_message import Parts
from app.invitations.missing_words import language_name
from app.invitations.own_goals import LONGEST_EVENT_ID
from app.invitations.vocabulary import InvitationDraft

UNIT_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400}
_FIELDS = {
    "wait": "wait_message",
    "wait.message": "wait_message",
    "wait.timeout": "wait_timeout",
    "wait.timeout_message": "timeout_message",
    "wait.repeat": "timeout_repeat",
    "conversion": "conversion_event",
    "conversion.event": "conversion_event",
    "conversion.within": "conversion_within",
    "conversion.counted_from": "conversion_from",
}
_TRANSLATION = re.compile(r"wait\.translations\.(?P<tag>[^.]*)(\.(?P<name>message|timeout_message))?")
_MESSAGE = _l("Wait message")
_TIMEOUT_MESSAGE = _l("Show visitor this message when wait timeout passes")


class WaitWordsForm(Form):  # type: ignore[misc]
    """What is said in one other language of the invitation."""

    language = HiddenField()
    message = TextAreaField(_MESSAGE, [Length(max=WAIT_WORDS_LIMIT)])
    timeout_message = TextAreaField(_TIMEOUT_MESSAGE, [Length(max=WAIT_WORDS_LIMIT)])

    @property
    def language_name(self) -> str:
        """What the language is called in the reader's."""
        return language_name(self.language.data or "")


class AftermathFields:
    """Fields of the editor's form, to be mixed into ``InvitationForm``."""

    wait_message = TextAreaField(
        _MESSAGE,
        [Length(max=WAIT_WORDS_LIMIT)],
        description=_l(
            "Visible when the visitor starts a chat and is waiting for someone to accept it. "
            "Plain text; variables such as {visitor.name|there} work as in the message."
        ),
    )
    wait_timeout = IntegerField(
        _l("Wait timeout"),
        [Optional(), NumberRange(SHORTEST_TIMEOUT_SECONDS, LONGEST_TIMEOUT_SECONDS)],
        description=_l("Time in seconds before the timeout message is shown. Usually somebody accepts sooner."),
    )
    timeout_message = TextAreaField(
        _TIMEOUT_MESSAGE,
        [Length(max=WAIT_WORDS_LIMIT)],
        description=_l("Said when nobody has accepted the chat by then."),
    )
    timeout_repeat = IntegerField(
        _l("How many times repeat message?"),
        [Optional(), NumberRange(0, MOST_REPEATS)],
        default=1,
        description=_l("How often it is said in all, each time after the wait timeout. 1 says it once, 2 twice."),
    )
    wait_translations = Parts(FormField(WaitWordsForm), _l("While waiting, in other languages"))
    conversion_event = StringField(
        _l("Event id to receive from website for conversion to finish"),
        [Length(max=LONGEST_EVENT_ID)],
        description=_l("For instance ordered. Leave empty for an invitation without a goal of its own."),
    )
    conversion_within = IntegerField(
        _l("Conversion has to happen within this period of time"),
        [Optional(), NumberRange(1, 10_000_000)],
        default=1,
        description=_l("After the invitation was sent or clicked. What comes later is recorded as late."),
    )
    conversion_unit = SelectField(_l("Unit"), choices=[], default="days")
    conversion_from = SelectField(_l("after the invitation"), choices=[], default="shown")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.conversion_unit.choices = [
            SelectChoice("seconds", _("seconds")),
            SelectChoice("minutes", _("minutes")),
            SelectChoice("hours", _("hours")),
            SelectChoice("days", _("days")),
        ]
        self.conversion_from.choices = [
            SelectChoice(CountedFrom.SHOWN.value, _("was shown")),
            SelectChoice(CountedFrom.CLICKED.value, _("was opened, clicked or answered")),
        ]

    def with_aftermath(self, draft: InvitationDraft) -> InvitationDraft:
        """The draft with what these fields say; what cannot be read yet keeps its default."""
        return replace(draft, wait=self._plan(), conversion=self._goal())

    def fill_aftermath(self, draft: InvitationDraft) -> None:
        """Show a saved invitation; languages are those of its message, and those that have words here."""
        plan = draft.wait or WaitPlan()
        self.wait_message.data, self.wait_timeout.data = plan.message, plan.timeout
        self.timeout_message.data, self.timeout_repeat.data = plan.timeout_message, plan.repeat
        for tag in sorted({*draft.translations, *plan.translations}):
            form = self.wait_translations.append_entry().form
            words = plan.translations.get(tag, WaitWords())
            form.language.data, form.message.data, form.timeout_message.data = tag, words.message, words.timeout_message
        if draft.conversion is not None:
            goal = draft.conversion
            units = [unit for unit, seconds in UNIT_SECONDS.items() if goal.within % seconds == 0]
            self.conversion_event.data, self.conversion_unit.data = goal.event, units[-1]
            self.conversion_within.data = goal.within // UNIT_SECONDS[units[-1]]
            self.conversion_from.data = goal.counted_from.value

    def attach_to_aftermath(self, path: str, words: str) -> bool:
        """Put an error beside the field that it names; False when it names none of these."""
        inner = _TRANSLATION.fullmatch(path)
        if inner:
            row = next((row.form for row in self.wait_translations if row.form.language.data == inner["tag"]), None)
            field = row[inner["name"] or "message"] if row else self.wait_message
            self.wait_translations.errors = [*self.wait_translations.errors, f"{inner['tag']}: {words}"]
        elif path in _FIELDS:
            field = getattr(self, _FIELDS[path])
        else:
            return False
        field.errors = [*field.errors, words]
        return True

    @property
    def waiting_errors(self) -> bool:
        """Whether something stands beside a field of the section Waiting."""
        fields = (self.wait_message, self.wait_timeout, self.timeout_message, self.timeout_repeat)
        return any(field.errors for field in (*fields, self.wait_translations))

    @property
    def goal_errors(self) -> bool:
        """Whether something stands beside a field of the section Goal."""
        fields = (self.conversion_event, self.conversion_within, self.conversion_unit, self.conversion_from)
        return any(field.errors for field in fields)

    def _plan(self) -> WaitPlan | None:
        forms = [row.form for row in self.wait_translations]
        spoken = {
            form.language.data: WaitWords(
                message=(form.message.data or "").strip(), timeout_message=(form.timeout_message.data or "").strip()
            )
            for form in forms
            if form.language.data
        }
        plan = WaitPlan(
            message=(self.wait_message.data or "").strip(),
            timeout=self.wait_timeout.data,
            timeout_message=(self.timeout_message.data or "").strip(),
            repeat=1 if self.timeout_repeat.data is None else self.timeout_repeat.data,
            translations={tag: words for tag, words in spoken.items() if words != WaitWords()},
        )
        says_something = plan.message or plan.timeout_message or plan.timeout is not None or plan.translations
        return plan if says_something else None

    def _goal(self) -> OwnGoal | None:
        event = (self.conversion_event.data or "").strip()
        if not event:
            return None
        counted_from = self.conversion_from.data
        return OwnGoal(
            event=event,
            within=(self.conversion_within.data or 0) * UNIT_SECONDS.get(self.conversion_unit.data or "", 86_400),
            counted_from=CountedFrom(counted_from) if counted_from in set(CountedFrom) else CountedFrom.SHOWN,
        )

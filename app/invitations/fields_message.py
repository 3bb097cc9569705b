"""The part of the editor that is about words: message, buttons, pictures, other languages, returning visitors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from app.domain.language_tags import plain_tag
from app.invitations.checked_message import LONGEST_NICK, MOST_BUTTONS, MOST_LANGUAGES
from app.invitations.draft_parts import Button, ButtonKind, Content
from app.invitations.message import MESSAGE_LIMIT
from app.invitations.message_text import plain_message
from app.invitations.pictures import PLACES
from app.invitations.vocabulary import InvitationDraft

ADD_LANGUAGE = "add-language"
REMOVE_LANGUAGE = "remove-language:"
_STEP = re.compile(r"translations\.(?P<tag>[^.]*)(?:\.(?P<rest>.+))?")
_BUTTON = re.compile(r"buttons\[(?P<place>\d+)\]\.(?P<name>label|url)")
_PICTURE = re.compile(r"pictures\[(?P<place>\d+)\]")
_RETURNING = _l("Message to returning user")
_RETURNING_HELP = _l("Instead of the message, when this invitation was shown to the visitor before. May hold {nick}.")
_NICK = _l("Nick which will be used if we cannot determine returning user name")


class Parts(FieldList):  # type: ignore[misc]
    """Several fields or groups of fields; its errors are plain sentences."""

    def validate(self, form: Form, extra_validators: tuple[Any, ...] = ()) -> bool:
        """Look at every part; True when nothing is wrong with any."""
        is_valid = super().validate(form, extra_validators)
        self.errors: list[str] = list(_sentences(self.errors))
        return bool(is_valid)


class ButtonForm(Form):  # type: ignore[misc]
    """One button under the message; without words there is none."""

    label = StringField(_l("Words on the button"))
    does = SelectField(_l("What it does"), choices=[], validate_choice=True)
    url = StringField(_l("Address"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.does.choices = [
            SelectChoice(ButtonKind.CHAT.value, _("opens the chat")),
            SelectChoice(ButtonKind.LINK.value, _("opens a link")),
            SelectChoice(ButtonKind.REPLY.value, _("answers with its words")),
        ]
        if self.does.data is None:
            self.does.data = ButtonKind.CHAT.value

    @property
    def is_used(self) -> bool:
        """Whether anything was written in it."""
        return bool((self.label.data or "").strip() or (self.url.data or "").strip())

    def button(self) -> Button:
        """The button, as far as it can be read."""
        does = ButtonKind(self.does.data) if self.does.data in set(ButtonKind) else ButtonKind.CHAT
        url = (self.url.data or "").strip() or None
        return Button(label=self.label.data or "", does=does, url=url if does is ButtonKind.LINK else None)


class TranslationForm(Form):  # type: ignore[misc]
    """The words in one other language."""

    language = StringField(_l("Language"), description=_l("A tag such as de, de-AT or pt-BR."))
    html = TextAreaField(_l("Message to user"), [Length(max=MESSAGE_LIMIT)])
    returning_html = TextAreaField(_RETURNING, [Length(max=MESSAGE_LIMIT)], description=_RETURNING_HELP)
    returning_nick = StringField(_NICK, [Length(max=LONGEST_NICK)])
    buttons = Parts(FormField(ButtonForm), _l("Buttons"), min_entries=MOST_BUTTONS, max_entries=MOST_BUTTONS)

    @property
    def is_used(self) -> bool:
        """Whether anything was written in it."""
        written = (self.language.data, self.html.data, self.returning_html.data, self.returning_nick.data)
        return any((each or "").strip() for each in written) or any(row.form.is_used for row in self.buttons)

    def content(self) -> Content:
        """What was written."""
        return Content(
            html=self.html.data or "",
            returning_html=self.returning_html.data or "",
            returning_nick=self.returning_nick.data or "",
            buttons=buttons_of(self.buttons),
        )


class MessageFields:
    """Fields of the editor's form, to be mixed into ``InvitationForm``."""

    message_html = TextAreaField(
        _l("Message to user"),
        [InputRequired(_l("Write what the visitor shall read.")), Length(max=MESSAGE_LIMIT)],
        description=_l("Short works best. Plain text, or HTML with bold, italic, lists, links and pictures."),
    )
    returning_html = TextAreaField(_RETURNING, [Length(max=MESSAGE_LIMIT)], description=_RETURNING_HELP)
    returning_nick = StringField(
        _NICK, [Length(max=LONGEST_NICK)], description=_l("Stands for {nick} where there is no earlier chat.")
    )
    buttons = Parts(FormField(ButtonForm), _l("Buttons"), min_entries=MOST_BUTTONS, max_entries=MOST_BUTTONS)
    pictures = Parts(StringField(), _l("Pictures in numbered places"), min_entries=PLACES, max_entries=PLACES)
    translations = Parts(FormField(TranslationForm), _l("Other languages"), max_entries=MOST_LANGUAGES)

    def with_message(self, draft: InvitationDraft) -> InvitationDraft:
        """The draft with what these fields say; what cannot be read yet keeps its default."""
        used = [row.form for row in self.translations if row.form.is_used]
        return replace(
            draft,
            message_html=self.message_html.data or "",
            returning_html=self.returning_html.data or "",
            returning_nick=self.returning_nick.data or "",
            buttons=buttons_of(self.buttons),
            pictures=tuple(field.data or "" for field in self.pictures),
            translations={(form.language.data or "").strip(): form.content() for form in used},
        )

    def fill_message(self, draft: InvitationDraft) -> None:
        """Show a saved invitation."""
        self.message_html.data = plain_message(draft.message_html)
        self.returning_html.data = plain_message(draft.returning_html)
        self.returning_nick.data = draft.returning_nick
        fill_buttons(self.buttons, draft.buttons)
        for field, address in zip(self.pictures, draft.pictures, strict=False):
            field.data = address
        for tag, content in draft.translations.items():
            form = self.translations.append_entry().form
            form.language.data, form.returning_nick.data = tag, content.returning_nick
            form.html.data = plain_message(content.html)
            form.returning_html.data = plain_message(content.returning_html)
            fill_buttons(form.buttons, content.buttons)

    def validate_translations(self, field: FieldList) -> None:
        """Every language has a name of its own."""
        seen: set[str] = set()
        for row in field:
            if not row.form.is_used:
                continue
            tag = plain_tag(row.form.language.data or "")
            if not tag or tag in seen:
                words = _("This language is there twice.") if tag else _("Say which language this is.")
                row.form.language.errors = [*row.form.language.errors, words]
                raise ValidationError(words)
            seen.add(tag)

    def change_languages(self, action: str) -> bool:
        """Without script: a button adds a language or takes one away; False for every other button."""
        if action == ADD_LANGUAGE and len(self.translations) < MOST_LANGUAGES:
            self.translations.append_entry()
            return True
        if action.startswith(REMOVE_LANGUAGE):
            name = action.removeprefix(REMOVE_LANGUAGE)
            self.translations.entries = [row for row in self.translations.entries if row.name != name]
            return True
        return False

    def blank_translation(self) -> TranslationForm:
        """The fields of a language that the page's script may add; ``@@`` stands for its number."""
        return TranslationForm(prefix="translations-@@-")

    def attach_to_message(self, path: str, words: str) -> bool:
        """Put an error beside the part of the message that it names; False when it names none."""
        inner = _STEP.fullmatch(path)
        if inner:
            row = next(
                (row for row in self.translations if (row.form.language.data or "").strip() == inner["tag"]), None
            )
            if row is None or not attach_to_words(row.form, inner["rest"] or "language", words):
                return False
            self.translations.errors = [*self.translations.errors, f"{inner['tag']}: {words}"]
            return True
        return attach_to_words(self, path, words)


def attach_to_words(form: Any, path: str, words: str) -> bool:
    """Put an error beside the part of one language's words that it names; False when it names none."""
    button, picture = _BUTTON.fullmatch(path), _PICTURE.fullmatch(path)
    if button:
        used = [row.form for row in form.buttons if row.form.is_used]
        field, owner = used[int(button["place"])][button["name"]], form.buttons
        owner.errors = [*owner.errors, words]
    elif picture:
        field, owner = form.pictures[int(picture["place"])], form.pictures
        owner.errors = [*owner.errors, words]
    elif path in ("language", "html", "returning_html", "returning_nick") and path in form:
        field = form[path]
    else:
        return False
    field.errors = [*field.errors, words]
    return True


def buttons_of(rows: FieldList) -> tuple[Button, ...]:
    """The buttons that were written."""
    return tuple(row.form.button() for row in rows if row.form.is_used)


def fill_buttons(rows: FieldList, buttons: tuple[Button, ...]) -> None:
    """Show saved buttons."""
    for row, button in zip(rows, buttons, strict=False):
        row.form.label.data, row.form.does.data, row.form.url.data = button.label, button.does.value, button.url


def _sentences(errors: Any) -> Iterator[str]:
    """Every sentence in nested lists and tables of errors."""
    if isinstance(errors, dict):
        for each in errors.values():
            yield from _sentences(each)
    elif isinstance(errors, list | tuple):
        for each in errors:
            yield from _sentences(each)
    elif errors:
        yield str(errors)

"""The form in which a canned reply is written."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.canned_replies.vocabulary import LONGEST_TEXT, LONGEST_TITLE, CannedDraft, CannedSnapshot, Scope
from app.departments.queries import all_departments
from app.domain.errors import BeckonError
from app.domain.language_tags import LONGEST_TAG, plain_tag
from app.domain.roles import Permission
from app.domain.snapshots import OperatorSnapshot
from app.foundation.i18n import spoken
from app.foundation.login import may


class TranslationForm(Form):  # type: ignore[misc]
    """The text in one further language."""

    language = StringField(_l("Language"), [Length(max=LONGEST_TAG)])
    text = TextAreaField(_l("Text"), [Length(max=LONGEST_TEXT)])


class CannedForm(FlaskForm):  # type: ignore[misc]
    """A canned reply; a translation without text is left out."""

    title = StringField(
        _l("Title"),
        [InputRequired(_l("Give it a title.")), Length(max=LONGEST_TITLE)],
        description=_l("What you look for after typing / in a message."),
    )
    text = TextAreaField(
        _l("Text"),
        [InputRequired(_l("Write the text of the reply.")), Length(max=LONGEST_TEXT)],
    )
    tags = StringField(_l("Tags"), [Length(max=500)], description=_l("Separated by commas, such as delivery, returns."))
    scope = RadioField(_l("Who can use it"), default=Scope.OWN.value)
    department = SelectField(_l("Department"), default="", validate_choice=False)
    translations = FieldList(FormField(TranslationForm), max_entries=20)

    def offer(self, operator: OperatorSnapshot) -> None:
        """Fill the choices with what this operator may choose."""
        self.scope.choices = [SelectChoice(Scope.OWN.value, _("Only me"))]
        departments = all_departments()
        if may(operator, Permission.SHARED_CANNED_REPLIES):
            if departments:
                self.scope.choices.append(SelectChoice(Scope.DEPARTMENT.value, _("A department")))
            self.scope.choices.append(SelectChoice(Scope.SHARED.value, _("Everybody")))
        self.department.choices = [SelectChoice(str(each.id), each.name) for each in departments]

    def fill(self, reply: CannedSnapshot) -> None:
        """Show a stored reply."""
        self.title.data, self.text.data, self.scope.data = reply.title, reply.text, reply.scope.value
        self.tags.data, self.department.data = ", ".join(reply.tags), str(reply.department_id or "")
        for language, text in reply.texts.items():
            self.translations.append_entry({"language": language, "text": text})

    def draft(self) -> CannedDraft:
        """What was written."""
        written = [each.data for each in self.translations if (each.data["text"] or "").strip()]
        department = self.department.data or ""
        return CannedDraft(
            title=self.title.data or "",
            text=self.text.data or "",
            scope=Scope(self.scope.data),
            department_id=int(department) if department.isascii() and department.isdecimal() else None,
            texts={each["language"] or "": each["text"] for each in written},
            tags=tuple((self.tags.data or "").split(",")),
        )

    def check_languages(self) -> bool:
        """Say at its field where two texts have the same language; the draft could hold only one of them."""
        seen: set[str] = set()
        for each in self.translations:
            language = plain_tag(each.form.language.data or "")
            if language in seen and (each.form.text.data or "").strip():
                each.form.language.errors = [_("This language is written twice.")]
                return False
            seen.add(language)
        return True

    def attach(self, error: BeckonError) -> None:
        """Put a refusal at its field."""
        if error.field == "texts" and self.translations.entries:
            wrong = [each for each in self.translations if (each.form.text.data or "").strip()]
            wrong[0].form.language.errors = [spoken(error)]
            return
        self[error.field if error.field and error.field in self else "title"].errors = [spoken(error)]

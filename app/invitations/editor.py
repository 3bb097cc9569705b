"""The editor of an invitation while it is being written: its form, its condition rows, and what they say so far."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import orjson
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from app.departments.queries import all_departments
from app.domain.errors import BeckonError, InvalidInput
from app.domain.rules import FactRegistry, Node, decode, decode_stored
from app.foundation.i18n import spoken
from app.invitations.condition_rows import (
    JOINTS,
    ROWS_LIMIT,
    ConditionRow,
    document_from_rows,
    finished_rows,
    rows_from_document,
)
from app.invitations.forms import InvitationForm, rows_of
from app.invitations.message import clean_message, plain_text
from app.invitations.moment_fields import MomentFields, moment_fields_from, moment_fields_of
from app.invitations.sentence import audience_words, invitation_sentence, limit_words, quoted, rule_sentence, scope_of
from app.invitations.vocabulary import InvitationDetails, InvitationDraft
from app.plugin_host import host

FIRST_ROW = ConditionRow("page.url", "contains", "")
SUMMARY_LENGTH = 80
_MARKUP = re.compile(r"<(?!/?p>|br>)")
_NUMBER = re.compile(r"\d+")


@dataclass(slots=True)
class Editor:
    """The form with its rows, or with the file form (``nested``) where rows cannot show the rule.

    ``row_errors`` are messages by row; ``is_conflict`` says that somebody else saved in between.
    """

    form: InvitationForm
    joint: str
    rows: list[ConditionRow]
    nested: str | None = None
    row_errors: dict[int, str] = field(default_factory=dict)
    moment: MomentFields = field(default_factory=MomentFields)
    is_conflict: bool = False

    def conditions(self) -> dict[str, object]:
        """The rule in file form; raises InvalidInput naming the row."""
        if self.nested is None:
            return document_from_rows(self.joint, self.rows, host().registry.facts)
        return _document(self.nested)

    def attach(self, error: BeckonError) -> bool:
        """Put an error beside the field that it names; False when it names none of the form."""
        name, _dot, rest = (error.field or "").partition(".")
        message = spoken(error, path=_("This value")) if self.nested is None else spoken(error)
        if name == "conditions":
            number = _NUMBER.search(rest)
            self.row_errors[int(number.group()) if number and self.nested is None else 0] = message
            return True
        if name == "moment":
            self.moment.attach(rest, spoken(error, path=_("This value")))
            return True
        if name in self.form:
            self.form[name].errors = [*self.form[name].errors, message]
            return True
        return False

    @property
    def has_errors(self) -> bool:
        """Whether something stands beside a field."""
        return bool(self.form.errors or self.row_errors or self.moment.errors)


@dataclass(frozen=True, slots=True)
class Said:
    """What an invitation says while it is written: the whole sentence, a line for each section, unfinished rows."""

    sentence: str
    sections: dict[str, str]
    unfinished: str

    def as_document(self) -> dict[str, object]:
        """As the editor's script reads it."""
        return {"sentence": self.sentence, "sections": self.sections, "unfinished": self.unfinished}


def empty_editor() -> Editor:
    """A new invitation, with the row that most people need."""
    return Editor(_offered(InvitationForm()), "all", [FIRST_ROW])


def editor_of(details: InvitationDetails) -> Editor:
    """A saved invitation."""
    form = _offered(InvitationForm())
    form.fill(details.draft, details.version)
    form.message_html.data = plain_message(details.draft.message_html)
    moment = moment_fields_of(details.draft.type, details.draft.moment)
    flat = rows_from_document(details.draft.conditions, host().registry.facts)
    if flat is None:
        nested = orjson.dumps(details.draft.conditions, option=orjson.OPT_INDENT_2).decode()
        return Editor(form, "all", [], nested, moment=moment)
    return Editor(form, *flat, moment=moment)


def editor_from(values: MultiDict[str, str]) -> Editor:
    """What the browser sent, word for word, so that nothing typed is lost."""
    rows = rows_of(values.getlist("fact"), values.getlist("comparison"), values.getlist("value"))
    joint = values.get("joint", "all")
    return Editor(
        _offered(InvitationForm()), joint, rows[:ROWS_LIMIT], values.get("nested"), moment=moment_fields_from(values)
    )


def change_rows(editor: Editor, action: str) -> bool:
    """Add or take away a row where that button was pressed; this works without script."""
    if action == "add-row":
        editor.rows = [*editor.rows, FIRST_ROW][:ROWS_LIMIT]
        return True
    place = action.removeprefix("remove-row-")
    if place != action and place.isdecimal():
        editor.rows = [row for number, row in enumerate(editor.rows) if number != int(place)]
        return True
    return False


def said(editor: Editor) -> Said:
    """The words for what is written so far; rows that are not finished are left out and counted."""
    registry = host().registry.facts
    node, left_out = _rule_so_far(editor, registry)
    draft = replace(editor.form.draft_so_far(), moment=editor.moment.document(editor.form.type.data or ""))
    unfinished = ngettext(
        "%(num)d condition is not finished and is left out here.",
        "%(num)d conditions are not finished and are left out here.",
        left_out,
    )
    return Said(invitation_sentence(draft, node), _sections(draft, node), str(unfinished) if left_out else "")


def preview_of(written: str) -> Markup:
    """The message as the visitor would see it; nothing that cannot be saved is shown as markup."""
    try:
        return Markup(clean_message(written))  # noqa: S704 - this is the output of the cleaner
    except InvalidInput:
        return Markup("")


def plain_message(saved: str) -> str:
    """The message without tags where it has only paragraphs, so that most people never see one."""
    if _MARKUP.search(saved):
        return saved
    text = html.unescape(saved.replace("</p>", "\n\n").replace("<p>", "").replace("<br>", "\n")).strip()
    return text if preview_of(text) == saved else saved


def _sections(draft: InvitationDraft, node: Node) -> dict[str, str]:
    scope_words = audience_words(scope_of(draft))
    name = draft.name.strip()
    return {
        "general": _shortened(name) if name else str(_("no name yet")),
        "who": _capital(scope_words) if scope_words else str(_("Every embed code")),
        "when": _shortened(rule_sentence(node)),
        "message": _shortened(_first_words(draft.message_html)),
        "limits": _capital(limit_words(draft)),
    }


def _first_words(written: str) -> str:
    text = " ".join(plain_text(preview_of(written)).split())
    return quoted(text) if text else str(_("no message yet"))


def _shortened(text: str) -> str:
    return text if len(text) <= SUMMARY_LENGTH else text[: SUMMARY_LENGTH - 1].rstrip() + "…"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _rule_so_far(editor: Editor, registry: FactRegistry) -> tuple[Node, int]:
    try:
        if editor.nested is not None:
            return decode(_document(editor.nested), registry), 0
        finished = finished_rows(editor.rows, registry)
        joint = editor.joint if editor.joint in JOINTS else "all"
        document = document_from_rows(joint, finished, registry)
        return decode_stored(document, registry), len(editor.rows) - len(finished)
    except InvalidInput:
        return decode({}, registry), 1


def _document(written: str) -> dict[str, object]:
    try:
        document = orjson.loads(written or "{}")
    except orjson.JSONDecodeError as error:
        raise InvalidInput(_("This is not valid JSON."), field="conditions") from error
    if not isinstance(document, dict):
        raise InvalidInput(_("The rule must be an object with all, any or not."), field="conditions")
    if b"\\u0000" in orjson.dumps(document):
        raise InvalidInput(_("The rule holds a control character; take it out."), field="conditions")
    return document


def _offered(form: InvitationForm) -> InvitationForm:
    types: Sequence[tuple[str, str]] = [
        (kind, str(_(offered.label))) for kind, offered in host().registry.invitation_types.items()
    ]
    form.offer(types, all_departments())
    return form

"""The editor of an invitation while it is being written: its form, its condition rows, and what they say so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import orjson
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from app.departments.queries import all_departments
from app.domain.errors import BeckonError, InvalidInput
from app.domain.rules import FactRegistry, Node, decode, decode_stored
from app.foundation.i18n import spoken
from app.invitations.aftermath_words import aftermath_summaries
from app.invitations.experiment_words import experiment_summary
from app.invitations.fields_sender import design_summary, sender_summary
from app.invitations.forms import InvitationForm
from app.invitations.message_text import message_summary
from app.invitations.moment_fields import MomentFields, moment_fields_from, moment_fields_of
from app.invitations.pickers import Suggestion, offered
from app.invitations.rule_choices import choices_by_id, fact_groups
from app.invitations.rule_form import ZONES, Group, Item, RuleForm
from app.invitations.rule_moves import first_row
from app.invitations.rule_posting import PART, rule_form_from, short_rule_form
from app.invitations.rule_reading import rule_form_of
from app.invitations.rule_writing import WrittenRule, finished_rule, write_rule
from app.invitations.schedule_words import schedule_words
from app.invitations.sentence import (
    audience_words,
    invitation_sentence,
    limit_words,
    people_words,
    rule_sentence,
    scope_of,
    when_sentence,
)
from app.invitations.vocabulary import InvitationDetails, InvitationDraft
from app.operators.queries import operators
from app.plugin_host import host

SUMMARY_LENGTH = 80
MOST_PICKED = 300
WHOLE_RULE = ""
"""Where an error stands that is about the rule as a whole."""


@dataclass(frozen=True, slots=True)
class RulePlace:
    """A place of the rule on the page: the id to jump to, and what it is called, such as "When 2.1"."""

    anchor: str
    words: str


@dataclass(slots=True)
class Editor:
    """The form with its rule in zones, or in file form (``nested``) where it is too long for rows.

    ``row_errors`` are messages by the id of the row, group or zone, ``error_paths`` the places in the rule that they
    are about. ``is_conflict`` says that somebody else saved in between.
    """

    form: InvitationForm
    rule: RuleForm
    nested: str | None = None
    row_errors: dict[str, str] = field(default_factory=dict)
    error_paths: dict[str, str] = field(default_factory=dict)
    moment: MomentFields = field(default_factory=MomentFields)
    is_conflict: bool = False

    def conditions(self) -> dict[str, object]:
        """The rule in file form; raises InvalidInput naming the place of the first fault."""
        if self.nested is not None:
            return _document(self.nested)
        written = self.written()
        for error in written.errors.values():
            raise error
        return written.document

    def written(self) -> WrittenRule:
        """The rule of the zones with the faults that are seen without knowing what it means."""
        return write_rule(self.rule, host().registry.facts)

    def attach(self, error: BeckonError) -> bool:
        """Put an error beside the field that it names; False when it names none of the form."""
        name, _dot, rest = (error.field or "").partition(".")
        if name == "conditions" or name.startswith("conditions["):
            self._attach_to_rule(error)
            return True
        if name == "moment":
            self.moment.attach(rest, spoken(error, path=_("This value")))
            return True
        if self.form.attach_to_message(error.field or "", spoken(error, path=_("This value"))):
            return True
        if self.form.attach_to_sender(error.field or "", spoken(error, path=_("This value"))):
            return True
        if self.form.attach_to_aftermath(error.field or "", spoken(error, path=_("This value"))):
            return True
        if self.form.attach_to_limits(error.field or "", spoken(error, path=_("This value"))):
            return True
        if self.form.attach_to_experiment(error.field or "", spoken(error, path=_("This value"))):
            return True
        if name in self.form:
            self.form[name].errors = [*self.form[name].errors, spoken(error, path=_("This value"))]
            return True
        return False

    def _attach_to_rule(self, error: BeckonError) -> None:
        """Beside its row; every other row that cannot be read says so too, so that one try is enough."""
        if self.nested is not None:
            self.row_errors[WHOLE_RULE], self.error_paths[WHOLE_RULE] = spoken(error), error.field or ""
            return
        written = self.written()
        faults = [error, *(fault for fault in written.errors.values() if fault.field != error.field)]
        for fault in faults:
            owner = written.owner_of(fault.field or "")
            self.row_errors[owner] = spoken(fault, path=_("This value"))
            self.error_paths[owner] = fault.field or ""

    def place_of(self, owner: str) -> RulePlace:
        """Where a row, group or zone stands on the page."""
        for zone, label in (("who", _("Who")), ("when", _("When")), ("unless", _("Unless"))):
            if owner == zone:
                return RulePlace(f"section-{zone}", str(label))
            for number, path in _numbered(self.rule.zone(zone)):
                if path == owner:
                    return RulePlace(f"part-{owner}", f"{label} {number}")
        return RulePlace("section-when", str(_("When")))

    @property
    def has_errors(self) -> bool:
        """Whether something stands beside a field."""
        return bool(self.form.errors or self.row_errors or self.moment.errors)


def _numbered(items: Sequence[Item], before: str = "") -> Iterator[tuple[str, str]]:
    """The numbers of all parts, such as 2.1, with their ids."""
    for number, item in enumerate(items, start=1):
        yield f"{before}{number}", item.id
        if isinstance(item, Group):
            yield from _numbered(item.items, f"{before}{number}.")


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
    rule = RuleForm()
    rule.when.append(first_row(rule.free_id(), "when", host().registry.facts))
    return Editor(_offered(InvitationForm()), rule)


def editor_of(details: InvitationDetails) -> Editor:
    """A saved invitation."""
    form = _offered(InvitationForm())
    form.fill(details.draft, details.version)
    moment = moment_fields_of(details.draft.type, details.draft.moment)
    rule = rule_form_of(details.draft.conditions, host().registry.facts)
    if rule is None:
        nested = orjson.dumps(details.draft.conditions, option=orjson.OPT_INDENT_2).decode()
        return Editor(form, RuleForm(), nested, moment=moment)
    return Editor(form, rule, moment=moment)


def editor_from(values: MultiDict[str, str]) -> Editor:
    """What the browser sent, word for word, so that nothing typed is lost."""
    rule = rule_form_from(values) if PART in values else short_rule_form(values, host().registry.facts)
    return Editor(_offered(InvitationForm()), rule, values.get("nested"), moment=moment_fields_from(values))


def pick_lists(editor: Editor, now: datetime) -> dict[str, tuple[Suggestion, ...]]:
    """What can be picked without script: the values of everything that a row or a field asks for."""
    choices = choices_by_id(fact_groups(host().registry.facts))
    shown = [choices[row.fact] for row in editor.rule.rows() if row.fact in choices]
    kinds = {"identifiers", "languages"}
    kinds |= {choice.suggest for choice in shown}
    kinds |= {parameter.suggest for choice in shown for parameter in choice.parameters}
    kinds |= {"pages"} if any(choice.is_address for choice in shown) else set()
    return {kind: offered(kind, now)[:MOST_PICKED] for kind in sorted(kinds - {""})}


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
    return Said(invitation_sentence(draft, node), _sections(editor, draft, node), str(unfinished) if left_out else "")


def _sections(editor: Editor, draft: InvitationDraft, node: Node) -> dict[str, str]:
    scope_words = audience_words(scope_of(draft))
    who, when, unless = (_zone_words(editor, zone) for zone in ZONES)
    name = draft.name.strip()
    return {
        "general": _shortened(name) if name else str(_("no name yet")),
        "who": _shortened(
            _capital(", ".join(part for part in (who, scope_words, people_words(draft.audience)) if part))
            or str(_("Every visitor"))
        ),
        "when": _shortened(when if draft.moment is None and when else when_sentence(draft.moment, node)),
        "unless": _shortened(unless or str(_("Nothing keeps it off"))),
        "message": message_summary(draft),
        "sender": _shortened(sender_summary(draft)),
        "design": _shortened(_capital(design_summary(draft))),
        "limits": _capital(limit_words(draft)),
        "schedule": _shortened(_capital(schedule_words(draft.schedule)) or str(_("Always"))),
        "opening": editor.form.opening(),
        "experiment": _shortened(experiment_summary(draft.experiment)),
        **{name: _shortened(words) for name, words in aftermath_summaries(draft).items()},
    }


def _zone_words(editor: Editor, zone: str) -> str:
    """What the finished rows of one zone say; empty for none."""
    alone = RuleForm(joint="any" if zone == "unless" else editor.rule.joint)
    alone.zone("who" if zone == "who" else "when").extend(editor.rule.zone(zone))
    document, _left_out = finished_rule(alone, host().registry.facts)
    return rule_sentence(decode_stored(document, host().registry.facts)).removesuffix(".") if document else ""


def _shortened(text: str) -> str:
    return text if len(text) <= SUMMARY_LENGTH else text[: SUMMARY_LENGTH - 1].rstrip() + "…"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _rule_so_far(editor: Editor, registry: FactRegistry) -> tuple[Node, int]:
    try:
        if editor.nested is not None:
            return decode(_document(editor.nested), registry), 0
        document, left_out = finished_rule(editor.rule, registry)
        return decode_stored(document, registry), left_out
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
    form.offer_senders(operators())
    return form

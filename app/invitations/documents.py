"""An invitation as files, the API and its history write it, and back: the same words in the same order everywhere.

Writing leaves out what is at its default and knows no number of the database. Reading is strict: whatever is unknown,
misspelt or of the wrong type is refused with the place where it stands, such as ``frequency.max_shows``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from app.domain.errors import InvalidInput
from app.domain.snapshots import InvitationState
from app.domain.translation import N_
from app.invitations.document_faults import fault_at, fault_of
from app.invitations.document_order import InOrder, ordered_moment, ordered_rule, plain
from app.invitations.draft_parts import Content, Frequency, Part, SenderChoice, fields_of
from app.invitations.file_form import Widgets, WrittenFrequency, WrittenInvitation, WrittenMessage, WrittenSender
from app.invitations.unknown_facts import demand_known_facts
from app.invitations.vocabulary import InvitationDraft
from app.operators.queries import operators
from app.plugin_host import host

ALWAYS_WRITTEN = ("key", "name", "type", "channel", "state", "position", "when_team", "audience")
"""Fields that are written even where they are at their default, because readers look for them first."""

PLACES: Mapping[str, str] = {
    "identifier": "widgets.identifier",
    "departments": "widgets.departments",
    "language": "widgets.language",
    "max_shows": "frequency.max_shows",
    "once_per_visitor": "frequency.once_per_visitor",
    "expires_after": "frequency.expires_after",
    "sender_name": "sender.name",
    "message_html": "message.html",
    "returning_html": "message.returning_html",
    "returning_nick": "message.returning_nick",
    "buttons": "message.buttons",
    "pictures": "message.pictures",
    "translations": "message.translations",
}
"""Where in a file the fields of a draft stand that have another name there."""

SAME = ("name", "type", "channel", "position", "campaign", "when_team", "audience", "schedule", "wait", "conversion")
"""Fields that a file and a draft write alike."""


@dataclass(frozen=True, slots=True)
class ReadInvitation:
    """What a document says: which invitation it is about, in which state it shall be, and everything else."""

    key: str
    state: InvitationState
    draft: InvitationDraft


def document_of(key: str, state: InvitationState, draft: InvitationDraft) -> dict[str, Any]:
    """The invitation in file form, its fields in the order of the contract."""
    parts: dict[str, Any] = {
        "key": key,
        "name": draft.name,
        "type": draft.type,
        "channel": draft.channel.value,
        "state": state.value,
        "position": draft.position,
        "campaign": draft.campaign,
        "widgets": Widgets(identifier=draft.identifier, departments=draft.departments, language=draft.language),
        "when_team": draft.when_team.value,
        "audience": draft.audience.value,
        "conditions": ordered_rule(draft.conditions),
        "moment": ordered_moment(draft.moment),
        "frequency": _frequency(draft),
        "schedule": draft.schedule,
        "sender": _sender(draft),
        "message": _message(draft),
        "wait": draft.wait,
        "design": draft.design,
        "conversion": draft.conversion,
        "experiment": draft.experiment,
    }
    return {name: value for name, part in parts.items() if (value := plain(part)) or name in ALWAYS_WRITTEN}


def read_document(document: object, *, path: str = "", kept: Mapping[str, Any] | None = None) -> ReadInvitation:
    """What a document says; raises ``InvalidInput`` whose ``field`` is the place of the fault, beginning with ``path``.

    ``kept`` is the rule that is stored under this key: what it has already may stay, though no enabled plugin knows it.
    """
    try:
        written = msgspec.convert(document, WrittenInvitation)
    except msgspec.ValidationError as error:
        raise fault_of(error, path, WrittenInvitation) from error
    try:
        draft = _draft(written)
        demand_known_facts(draft.conditions, kept or {}, host().registry.facts)
    except InvalidInput as error:
        raise fault_at(error, path) from error
    return ReadInvitation(written.key, written.state, draft)


def written_place(field: str) -> str:
    """Where in a document the field of a draft stands, such as ``frequency.max_shows`` for ``max_shows``."""
    for ends in (".", "["):
        name, mark, rest = field.partition(ends)
        if name in PLACES:
            return f"{PLACES[name]}{mark}{rest}"
    return field


def _frequency(draft: InvitationDraft) -> InOrder:
    before = {"max_shows": draft.max_shows, "once_per_visitor": draft.once_per_visitor}
    after = {"expires_after": draft.expires_after}
    return InOrder({name: value for name, value in {**before, **plain(draft.frequency), **after}.items() if value})


def _sender(draft: InvitationDraft) -> WrittenSender:
    chosen = draft.sender
    emails = _emails() if chosen.operator is not None or chosen.among else {}
    return WrittenSender(
        name=draft.sender_name,
        operator=emails.get(chosen.operator) if chosen.operator is not None else None,
        among=tuple(sorted(emails[each] for each in chosen.among if each in emails)),
        **{each.name: getattr(chosen, each.name) for each in _same(SenderChoice, WrittenSender)},
    )


def _message(draft: InvitationDraft) -> WrittenMessage:
    words = msgspec.structs.asdict(draft.content)
    return WrittenMessage(**words, pictures=draft.pictures, translations=dict(draft.translations))


def _draft(written: WrittenInvitation) -> InvitationDraft:
    widgets = written.widgets or Widgets()
    message = written.message or WrittenMessage()
    limits = msgspec.structs.asdict(written.frequency or WrittenFrequency())
    frequency = Frequency(**{each.name: limits.pop(each.name) for each in fields_of(Frequency)})
    return InvitationDraft(
        **{name: getattr(written, name) for name in SAME},
        **{each.name: getattr(widgets, each.name) for each in fields_of(Widgets)},
        **limits,
        **_given({"design": written.design, "experiment": written.experiment}),
        conditions=written.conditions or {},
        moment=written.moment,
        frequency=frequency,
        sender_name=written.sender.name if written.sender else None,
        sender=_choice(written.sender or WrittenSender()),
        message_html=message.html,
        pictures=message.pictures,
        translations=message.translations,
        **{each.name: getattr(message, each.name) for each in fields_of(Content) if each.name != "html"},
    )


def _choice(sender: WrittenSender) -> SenderChoice:
    ids = {email: number for number, email in _emails().items()} if sender.operator or sender.among else {}
    for place, email in (("sender.operator", sender.operator), *_placed("sender.among", sender.among)):
        if email and email.strip().lower() not in ids:
            raise InvalidInput(
                N_("there is no operator with the e-mail address “%(email)s”"),
                field=place,
                code="unknown_operator",
                values={"email": email[:254]},
            )
    return SenderChoice(
        operator=ids[sender.operator.strip().lower()] if sender.operator else None,
        among=tuple(sorted({ids[each.strip().lower()] for each in sender.among})),
        **{each.name: getattr(sender, each.name) for each in _same(SenderChoice, WrittenSender)},
    )


def _same(kind: type[Part], other: type[Part]) -> list[msgspec.structs.FieldInfo]:
    """The fields that both have and that mean the same in both: all but those that name people."""
    people = {"operator", "among"}
    names = {each.name for each in fields_of(other)} - people
    return [each for each in fields_of(kind) if each.name in names]


def _placed(path: str, values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(f"{path}[{number}]", value) for number, value in enumerate(values)]


def _given(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in parts.items() if part is not None}


def _emails() -> dict[int, str]:
    return {each.id: each.email for each in operators()}

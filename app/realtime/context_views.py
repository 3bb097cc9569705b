"""What operators do about a visitor from the context pane: who they are, tags, notes, and what plugins know."""

from __future__ import annotations

from typing import Annotated

import msgspec
from flask import Blueprint, Response, request, stream_with_context

from app.chats.about_person import change_contact
from app.chats.forgetting import forget_visitor
from app.chats.tagging import add_tag, remove_tag, tags_in_use
from app.chats.wire import wire_time
from app.domain.errors import BeckonError, InvalidInput, NotFound
from app.domain.roles import Permission
from app.domain.snapshots import VisitorSnapshot
from app.domain.translation import N_
from app.foundation import clock
from app.foundation.database import transaction
from app.foundation.json_requests import NothingBody, body_of, json_answer, keep_nothing, spoken_answer
from app.foundation.login import allows, may, signed_in_operator
from app.invitations.coming import coming_to
from app.operators import audit
from app.realtime.context_cards import card_rows
from app.realtime.context_rows import coming_row, context_document, note_row
from app.realtime.desk_rows import desk_chat
from app.realtime.visitor_csv import csv_of_visitors
from app.realtime.visitor_filter import read_filter
from app.realtime.visitor_list import selection
from app.visitors import service as visitors
from app.visitors.contact import mark_colleague
from app.visitors.notes import add_note, remove_note
from app.visitors.personal_data import file_about
from app.visitors.queries import visitor_by_key, visitors_by_keys

MOST_AT_ONCE = 25

blueprint = Blueprint("context", __name__, url_prefix="/desk")
blueprint.errorhandler(BeckonError)(spoken_answer)
blueprint.after_request(keep_nothing)
Word = Annotated[str, msgspec.Meta(max_length=400)]


class ContactBody(msgspec.Struct, forbid_unknown_fields=True):
    """Who the visitor is, as the operator knows it; what is left out stays what it was."""

    name: Word | msgspec.UnsetType | None = msgspec.UNSET
    email: Word | msgspec.UnsetType | None = msgspec.UNSET
    phone: Word | msgspec.UnsetType | None = msgspec.UNSET


class TagBody(msgspec.Struct, forbid_unknown_fields=True):
    """One tag."""

    tag: Word


class NoteBody(msgspec.Struct, forbid_unknown_fields=True):
    """A note about the visitor."""

    client_id: str
    text: str


class EraseBody(msgspec.Struct, forbid_unknown_fields=True):
    """Whoever erases says so."""

    confirm: str


class ColleagueBody(msgspec.Struct, forbid_unknown_fields=True):
    """Whether the browser belongs to the site's own people."""

    is_colleague: bool


@blueprint.get("/visitors.csv")
@allows(Permission.EXPORT_VISITORS)
def as_file() -> Response:
    """Those who are here and pass the filters, as a file for spreadsheets; the audit log remembers who took it."""
    now = clock.now()
    found = selection(read_filter(request.args), now).found
    with transaction():
        told = {"visitors": len(found)}
        audit.record(signed_in_operator(), audit.Action.VISITORS_EXPORTED, "visitors", told, now=now)
    answer = Response(stream_with_context(csv_of_visitors(found)), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"visitors-{now:%Y-%m-%d-%H%M}.csv")
    return answer


@blueprint.get("/visitors/next")
@allows(Permission.SEE_VISITORS)
def coming() -> Response:
    """Which invitation comes next to each of these visitors, and when; at most 25, unknown ones are left out."""
    now, keys = clock.now(), request.args.get("keys", "").split(",")
    if len(keys) > MOST_AT_ONCE:
        message = N_("ask for at most %(most)d visitors at once")
        raise InvalidInput(message, field="keys", code="too_many", values={"most": MOST_AT_ONCE})
    found = visitors_by_keys([key for key in keys if key])
    return json_answer({"now": wire_time(now), "next": [coming_row(each) for each in coming_to(found, now)]})


@blueprint.get("/visitors/<key>/context")
@allows(Permission.SEE_VISITORS)
def show(key: str) -> Response:
    """Everything about the person."""
    return json_answer(context_document(_visitor(key), signed_in_operator(), clock.now()))


@blueprint.get("/visitors/<key>/cards")
@allows(Permission.SEE_VISITORS)
def cards(key: str) -> Response:
    """What plugins know about the visitor."""
    return json_answer({"cards": card_rows(_visitor(key))})


@blueprint.get("/visitors/<key>/export")
@allows(Permission.EXPORT_VISITORS)
def export(key: str) -> Response:
    """Everything that is kept about the visitor, as a file; the audit log remembers who took it."""
    visitor, now = _visitor(key), clock.now()
    with transaction():
        audit.record(signed_in_operator(), audit.Action.VISITORS_EXPORTED, visitor.key, {"visitors": 1}, now=now)
    head = {"exported_at": wire_time(now), "visitor": visitor.key}
    answer = Response(stream_with_context(file_about(visitor.id, head)), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="visitor-{visitor.key}.json"'
    return answer


@blueprint.post("/visitors/<key>/erase")
@allows(Permission.ERASE_VISITORS)
def erase(key: str) -> Response:
    """Delete everything about the visitor for good; refused while they are in a chat, and without the word."""
    if body_of(EraseBody).confirm != "erase":
        raise InvalidInput(N_("say that you mean it"), field="confirm", code="not_confirmed")
    forget_visitor(key, clock.now(), signed_in_operator())
    return json_answer({"erased": key})


@blueprint.post("/visitors/<key>/contact")
@allows(Permission.SEE_VISITORS)
def contact(key: str) -> Response:
    """Write down name, e-mail address and telephone number, or some of them."""
    change_contact(key, msgspec.to_builtins(body_of(ContactBody)), clock.now())
    return _context(key)


@blueprint.post("/visitors/<key>/notes")
@allows(Permission.SEE_VISITORS)
def write_note(key: str) -> Response:
    """Write a note about the visitor."""
    body: NoteBody = body_of(NoteBody)
    operator = signed_in_operator()
    note = add_note(key, operator, body.client_id, body.text, clock.now())
    return json_answer({"note": note_row(note, operator)})


@blueprint.post("/visitors/<key>/notes/<int:note>/delete")
@allows(Permission.SEE_VISITORS)
def delete_note(key: str, note: int) -> Response:
    """Delete a note of one's own; of anybody's where the role erases visitors."""
    body_of(NothingBody)
    operator = signed_in_operator()
    remove_note(key, operator, note, of_anybody=may(operator, Permission.ERASE_VISITORS))
    return _context(key)


@blueprint.post("/visitors/<key>/tags")
@allows(Permission.SEE_VISITORS)
def tag_visitor(key: str) -> Response:
    """Put a tag on the visitor; rules of invitations may ask for it."""
    with transaction() as publish:
        visitors.tag(publish, _visitor(key).key, body_of(TagBody).tag, clock.now())
    return json_answer({"tags": list(_visitor(key).tags)})


@blueprint.post("/visitors/<key>/tags/delete")
@allows(Permission.SEE_VISITORS)
def untag_visitor(key: str) -> Response:
    """Take a tag away from the visitor."""
    with transaction() as publish:
        visitors.untag(publish, _visitor(key).key, body_of(TagBody).tag, clock.now())
    return json_answer({"tags": list(_visitor(key).tags)})


@blueprint.post("/visitors/<key>/colleague")
@allows(Permission.SEE_VISITORS)
def set_colleague(key: str) -> Response:
    """Say whether this browser belongs to one of us, so that the lists leave it out."""
    body: ColleagueBody = body_of(ColleagueBody)
    with transaction() as publish:
        mark_colleague(publish, key, body.is_colleague, clock.now())
    return _context(key)


@blueprint.post("/chats/<key>/tags")
@allows(Permission.SEE_VISITORS)
def tag_chat(key: str) -> Response:
    """Put a tag on a chat."""
    body: TagBody = body_of(TagBody)
    return json_answer({"chat": desk_chat(add_tag(key, signed_in_operator(), body.tag, clock.now()))})


@blueprint.post("/chats/<key>/tags/delete")
@allows(Permission.SEE_VISITORS)
def untag_chat(key: str) -> Response:
    """Take a tag away from a chat."""
    body: TagBody = body_of(TagBody)
    return json_answer({"chat": desk_chat(remove_tag(key, signed_in_operator(), body.tag, clock.now()))})


@blueprint.get("/tags")
@allows(Permission.SEE_VISITORS)
def suggested_tags() -> Response:
    """The tags of chats, the most frequent first."""
    return json_answer({"tags": list(tags_in_use())})


def _context(key: str) -> Response:
    return json_answer(context_document(_visitor(key), signed_in_operator(), clock.now()))


def _visitor(key: str) -> VisitorSnapshot:
    visitor = visitor_by_key(key)
    if visitor is None:
        raise NotFound(N_("there is no such visitor"), code="unknown_visitor")
    return visitor

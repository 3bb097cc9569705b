"""The operator's desk: its page, the state it begins with, and the same actions over HTTP where sockets are blocked."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, render_template, request
from flask_babel import lazy_gettext as _l

from app.chats import access, receiving, service
from app.chats.wire import wire_acknowledgement
from app.domain.errors import InvalidInput, NotFound
from app.domain.roles import Role
from app.foundation import clock
from app.foundation.json_requests import NothingBody, Number, body_of, json_answer, keep_nothing
from app.foundation.login import requires, signed_in_operator
from app.invitations.ready_texts import ready_texts
from app.operators import presence
from app.realtime.desk_lists import desk_state
from app.realtime.desk_rows import chat_page, desk_chat, visitor_page
from app.realtime.desk_texts import desk_texts
from app.realtime.manual_forms import InviteForm
from app.realtime.presence_views import state_of
from app.shell import navigation
from app.shell.navigation import NavigationEntry
from app.visitors.pseudonyms import called
from app.visitors.queries import visitor_by_key

MOST_DIGITS = 15

blueprint = Blueprint("desk", __name__, template_folder="templates")
blueprint.after_request(keep_nothing)
blueprint.add_app_template_filter(called, "called")
navigation.register(NavigationEntry(endpoint="desk.index", label=_l("Desk"), icon="messages-square", order=10))


class CloseBody(msgspec.Struct, forbid_unknown_fields=True):
    """The operator ends a chat."""

    reason: str | None = None


class MessageBody(msgspec.Struct, forbid_unknown_fields=True):
    """The operator writes; ``quote`` is the id of the message that this one answers."""

    client_id: str
    text: str
    quote: Number | None = None


class SeenBody(msgspec.Struct, forbid_unknown_fields=True):
    """The operator has read up to a message."""

    id: Number


class PresenceBody(msgspec.Struct, forbid_unknown_fields=True):
    """The operator says whether they are there, and if not, why."""

    state: str
    reason: str | None = None


@blueprint.get("/")
@requires(Role.OPERATOR)
def index() -> str:
    """The desk."""
    operator = signed_in_operator()
    return render_template(
        "realtime/desk.html",
        state=desk_state(operator, clock.now()),
        invite=InviteForm.with_texts(ready_texts(operator)),
        words=desk_texts(),
        limit=service.TEXT_LIMIT,
    )


@blueprint.get("/desk/state")
def state() -> Response:
    """Everything the desk's list shows: visitors online, chats, colleagues."""
    return json_answer(desk_state(signed_in_operator(), clock.now()))


@blueprint.get("/desk/chats/<key>")
def chat(key: str) -> Response:
    """One chat with its visitor and the messages after a number."""
    operator = signed_in_operator()
    found = access.chat_for_operator(key, operator)
    changes_after = _number("changes_after") if "changes_after" in request.args else None
    return json_answer(chat_page(found, operator, _number("after"), changes_after, _number("notes_after")))


@blueprint.get("/desk/visitors/<key>")
def visitor(key: str) -> Response:
    """Everything about one visitor."""
    signed_in_operator()
    found = visitor_by_key(key)
    if found is None:
        raise NotFound("there is no such visitor", code="unknown_visitor")
    return json_answer(visitor_page(found))


@blueprint.post("/desk/chats/<key>/accept")
def accept(key: str) -> Response:
    """Take a waiting chat; the one who comes second learns who was first."""
    operator = signed_in_operator()
    body_of(NothingBody)
    return json_answer({"chat": desk_chat(service.accept(key, operator, clock.now()))})


@blueprint.post("/desk/chats/<key>/close")
def close(key: str) -> Response:
    """End a chat, with one of the reasons that the site offers."""
    operator = signed_in_operator()
    reason = body_of(CloseBody).reason
    return json_answer({"chat": desk_chat(service.close_by_operator(key, operator, clock.now(), reason))})


@blueprint.post("/desk/chats/<key>/messages")
def post_message(key: str) -> Response:
    """Write into a chat of one's own; the same ``client_id`` again is the same message."""
    operator = signed_in_operator()
    body = body_of(MessageBody)
    sent = service.post_operator_message(key, operator, body.client_id, body.text, clock.now(), quote=body.quote)
    return json_answer(wire_acknowledgement(sent))


@blueprint.post("/desk/chats/<key>/seen")
def seen(key: str) -> Response:
    """Tell how far the operator has read."""
    operator = signed_in_operator()
    return json_answer(
        {"chat": desk_chat(receiving.mark_seen_by_operator(key, operator, body_of(SeenBody).id, clock.now()))}
    )


@blueprint.post("/desk/presence")
def set_presence() -> Response:
    """Say online, away or invisible; it counts while a desk is open."""
    operator = signed_in_operator()
    body = body_of(PresenceBody)
    presence.set_presence(operator.id, state_of(body.state), clock.now(), body.reason)
    return json_answer({"state": body.state, "reason": body.reason})


def _number(name: str) -> int:
    text = request.args.get(name, "0")
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        raise InvalidInput(f"{name} must be a number", field=name)
    return int(text)

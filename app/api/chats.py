"""Chats over the API: read them page by page, write in them, give them to somebody, close them."""

from __future__ import annotations

from typing import Annotated

import msgspec
from flask import g, request

from app.api.bodies import Time
from app.api.operations import QueryParameter, operation
from app.api.pages import PAGING, cursor_after, demand_known, read_cursor, read_limit
from app.chats import access, closing, service, taking_over, transferring
from app.chats.message_queries import messages_after
from app.chats.paging import chats_before
from app.chats.refusing import still_waiting
from app.departments.queries import all_departments, department_by_alias
from app.domain.errors import InvalidInput
from app.domain.roles import Role
from app.domain.rules.finding import timestamp
from app.domain.snapshots import ChatSnapshot, ChatState, MessageSnapshot, OperatorSnapshot
from app.domain.translation import N_
from app.foundation import clock, strict_json
from app.foundation.secrets import new_key
from app.operators.queries import operator_by_id, operators

Key = Annotated[str, msgspec.Meta(max_length=64)]
Email = Annotated[str, msgspec.Meta(max_length=254)]
STATES = [each.value for each in ChatState]


class ChatBody(msgspec.Struct, frozen=True):
    """A chat. ``operator`` is an e-mail address, ``department`` an alias, ``visitor`` the visitor's id. ``offered_to``
    names the colleague or department that it waits for, while its operator keeps it.
    """

    id: str
    state: ChatState
    visitor: str
    visitor_name: str | None
    department: str | None
    operator: str | None
    operator_name: str | None
    offered_to: str | None
    on_hold_since: Time | None
    started_at: Time
    waiting_since: Time | None
    first_answered_at: Time | None
    closed_at: Time | None
    close_reason: str | None
    missed_at: Time | None
    rating: str | None
    tags: list[str]
    last_message: int


class ChatList(msgspec.Struct, frozen=True):
    """A page of chats, the newest first."""

    data: list[ChatBody]
    next_cursor: str | None


class ChatMessageBody(msgspec.Struct, frozen=True, rename={"sender": "from"}):
    """A message; ``id`` counts within its chat. ``code`` names what a line of the system tells."""

    id: int
    sender: str
    name: str
    text: str
    code: str | None
    at: Time


class ChatMessageList(msgspec.Struct, frozen=True):
    """A page of messages in their order."""

    data: list[ChatMessageBody]
    next_cursor: str | None


class WriteBody(msgspec.Struct, forbid_unknown_fields=True):
    """Words of the operator who has the chat. The same ``client_id`` again is the same message."""

    text: str
    client_id: Key | None = None


class AssignBody(msgspec.Struct, forbid_unknown_fields=True):
    """Whose chat it shall be, by e-mail address."""

    operator: Email


class OfferBody(msgspec.Struct, forbid_unknown_fields=True):
    """Whom the chat shall be offered: an e-mail address or a department's alias. No visitor reads the note."""

    operator: Email | None = None
    department: Key | None = None
    note: str = ""


class EndBody(msgspec.Struct, forbid_unknown_fields=True):
    """Why the chat ends: one of the reasons that the site offers."""

    reason: Key | None = None


@operation(
    "GET",
    "/chats",
    role=Role.OPERATOR,
    answer=ChatList,
    parameters=(*PAGING, QueryParameter("state", "Only chats in this state", {"type": "string", "enum": STATES})),
    errors=(422,),
)
def list_chats() -> ChatList:
    """Chats, the newest first."""
    demand_known(request.args, "limit", "cursor", "state")
    limit, state = read_limit(request.args), request.args.get("state")
    if state is not None and state not in STATES:
        raise InvalidInput(N_("state must be waiting, active or closed"), field="state", code="not_an_option")
    found = chats_before(read_cursor(request.args), limit + 1, ChatState(state) if state else None)
    page = found[:limit]
    return ChatList(_bodies(page), cursor_after(page[-1].id) if len(found) > limit else None)


@operation("GET", "/chats/<key>", role=Role.OPERATOR, answer=ChatBody, errors=(404,))
def get_chat(key: str) -> ChatBody:
    """One chat."""
    demand_known(request.args)
    return _body(access.chat_for_operator(key, _actor()))


@operation(
    "GET", "/chats/<key>/messages", role=Role.OPERATOR, answer=ChatMessageList, parameters=PAGING, errors=(404, 422)
)
def list_chat_messages(key: str) -> ChatMessageList:
    """The messages of a chat, the first first."""
    demand_known(request.args, "limit", "cursor")
    chat = access.chat_for_operator(key, _actor())
    found, more = messages_after(chat.id, read_cursor(request.args) or 0, read_limit(request.args))
    return ChatMessageList([_message(each) for each in found], cursor_after(found[-1].id) if more else None)


@operation(
    "POST",
    "/chats/<key>/messages",
    role=Role.SUPERVISOR,
    answer=ChatMessageBody,
    takes=WriteBody,
    errors=(404, 409, 422),
    status=201,
)
def write_chat_message(key: str) -> ChatMessageBody:
    """Write in the name of the operator who has the chat."""
    said = strict_json.decode(request.get_data(), WriteBody)
    owner = _owner(key)
    return _message(service.post_operator_message(key, owner, said.client_id or new_key(), said.text, clock.now()))


@operation(
    "POST", "/chats/<key>/assign", role=Role.SUPERVISOR, answer=ChatBody, takes=AssignBody, errors=(404, 409, 422)
)
def assign_chat(key: str) -> ChatBody:
    """Give a chat to an operator, whether or not somebody has it."""
    said = strict_json.decode(request.get_data(), AssignBody)
    return _body(taking_over.assign(key, _actor(), _operator(said.operator).id, clock.now()))


@operation(
    "POST", "/chats/<key>/transfer", role=Role.SUPERVISOR, answer=ChatBody, takes=OfferBody, errors=(404, 409, 422)
)
def transfer_chat(key: str) -> ChatBody:
    """Offer a chat in the name of its operator; it stays with them until somebody takes it."""
    said = strict_json.decode(request.get_data(), OfferBody)
    if (said.operator is None) == (said.department is None):
        raise InvalidInput(N_("name an operator or a department"), field="operator", code="missing")
    owner = _owner(key)
    if said.operator is not None:
        return _body(transferring.offer_to_colleague(key, owner, _operator(said.operator).id, said.note, clock.now()))
    department = department_by_alias(said.department or "")
    if department is None:
        raise InvalidInput(N_("there is no such department"), field="department", code="unknown_department")
    return _body(transferring.offer_to_department(key, owner, department.id, said.note, clock.now()))


@operation("POST", "/chats/<key>/close", role=Role.SUPERVISOR, answer=ChatBody, takes=EndBody, errors=(404, 409, 422))
def close_chat(key: str) -> ChatBody:
    """End a chat; ending it again changes nothing."""
    said = strict_json.decode(request.get_data() or b"{}", EndBody)
    return _body(closing.close_by_operator(key, _actor(), clock.now(), said.reason))


def _actor() -> OperatorSnapshot:
    token = g.api_token
    return OperatorSnapshot(id=0, email="", name=token.name, role=token.role, is_active=True)


def _owner(key: str) -> OperatorSnapshot:
    chat = access.chat_for_operator(key, _actor())
    owner = None if chat.operator_id is None else operator_by_id(chat.operator_id)
    if owner is None:
        raise still_waiting()
    return owner


def _operator(email: str) -> OperatorSnapshot:
    found = next((each for each in operators() if each.email.casefold() == email.strip().casefold()), None)
    if found is None or not found.is_active:
        raise InvalidInput(N_("there is no operator with this e-mail address"), field="operator")
    return found


def _body(chat: ChatSnapshot) -> ChatBody:
    return _bodies([chat])[0]


def _bodies(chats: list[ChatSnapshot] | tuple[ChatSnapshot, ...]) -> list[ChatBody]:
    aliases = {each.id: each.alias for each in all_departments()}
    emails = {each.id: each.email for each in operators()}
    return [
        ChatBody(
            id=each.key,
            state=each.state,
            visitor=each.visitor_key,
            visitor_name=each.visitor_name,
            department=aliases.get(each.department_id or 0),
            operator=emails.get(each.operator_id or 0),
            operator_name=each.operator_name,
            offered_to=(each.transfer.operator_name or each.transfer.department_name) if each.transfer else None,
            on_hold_since=timestamp(each.held_since),
            started_at=timestamp(each.started_at) or "",
            waiting_since=timestamp(each.waiting_since),
            first_answered_at=timestamp(each.first_answered_at),
            closed_at=timestamp(each.closed_at),
            close_reason=each.close_reason,
            missed_at=timestamp(each.missed_at),
            rating=each.rating,
            tags=list(each.tags),
            last_message=each.last_id,
        )
        for each in chats
    ]


def _message(message: MessageSnapshot) -> ChatMessageBody:
    return ChatMessageBody(
        id=message.id,
        sender=message.sender.value,
        name=message.sender_name,
        text=message.text,
        code=message.code,
        at=timestamp(message.at) or "",
    )

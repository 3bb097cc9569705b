"""Inviting a visitor by hand, in the name of an operator."""

from __future__ import annotations

from typing import Annotated

import msgspec
from flask import g, request

from app.api.bodies import Time
from app.api.operations import operation
from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.roles import Role
from app.domain.rules.finding import timestamp
from app.domain.snapshots import ManualSnapshot, OperatorSnapshot
from app.domain.translation import N_
from app.foundation import clock, strict_json
from app.invitations import manual
from app.invitations.manual_queries import manual_by_key, open_manual_key
from app.invitations.manual_vocabulary import DEFAULT_MINUTES, ManualDraft, ManualState, NotSent
from app.operators.queries import operators
from app.visitors.queries import visitor_by_key

_REFUSED = {
    NotSent.GONE: N_("the visitor has left the site"),
    NotSent.OPEN_CHAT: N_("the visitor is in a chat already"),
    NotSent.OTHER_DEPARTMENT: N_("the operator does not serve the visitor's department"),
}


class InviteBody(msgspec.Struct, forbid_unknown_fields=True):
    """``text`` is plain text or HTML. ``operator`` is the e-mail address of the one in whose name it is sent; with
    ``assign`` the chat is theirs when the visitor answers.
    """

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)]
    operator: Annotated[str, msgspec.Meta(max_length=254)]
    minutes: int = DEFAULT_MINUTES
    assign: bool = False


class ManualInvitationBody(msgspec.Struct, frozen=True):
    """An invitation by hand. ``state`` is sent, delivered, shown, seen or opened, and at its end answered, dismissed,
    expired, recalled, gone, replaced or overtaken.
    """

    id: str
    visitor: str
    state: ManualState
    sender: str
    text: str
    sent_at: Time
    expires_at: Time | None
    ended_at: Time | None


@operation(
    "POST",
    "/visitors/<key>/invite",
    role=Role.SUPERVISOR,
    answer=ManualInvitationBody,
    errors=(404, 409, 422),
    takes=InviteBody,
)
def invite_visitor(key: str) -> ManualInvitationBody:
    """Invite a visitor who is on the site; what was sent before and is still open is replaced."""
    said = strict_json.decode(request.get_data(), InviteBody)
    draft = ManualDraft(said.text, said.minutes, said.assign)
    sending = manual.send(draft, [key], _operator(said.operator), clock.now())
    if sending.sent:
        return _body(sending.sent[0])
    reason = sending.refused[0].reason
    if reason is NotSent.UNKNOWN:
        raise _unknown_visitor()
    raise Conflict(_REFUSED[reason], field="visitor", code=reason.value)


@operation("GET", "/visitors/<key>/invite", role=Role.OPERATOR, answer=ManualInvitationBody, errors=(404,))
def invitation_of_visitor(key: str) -> ManualInvitationBody:
    """The invitation by hand that waits for a visitor or is on their screen."""
    return _body(_open(key))


@operation("DELETE", "/visitors/<key>/invite", role=Role.SUPERVISOR, answer=ManualInvitationBody, errors=(404, 409))
def recall_invitation(key: str) -> ManualInvitationBody:
    """Take back what waits for a visitor or is on their screen."""
    token = g.api_token
    actor = OperatorSnapshot(id=0, email="", name=token.name, role=token.role, is_active=True)
    return _body(manual.recall(_open(key).key, actor, clock.now()))


def _open(visitor_key: str) -> ManualSnapshot:
    visitor = visitor_by_key(visitor_key)
    if visitor is None:
        raise _unknown_visitor()
    key = open_manual_key(visitor.id, clock.now())
    found = manual_by_key(key) if key else None
    if found is None:
        raise NotFound(N_("nothing waits for this visitor"), field="visitor", code="unknown_invitation")
    return found


def _operator(email: str) -> OperatorSnapshot:
    found = next((each for each in operators() if each.email.casefold() == email.strip().casefold()), None)
    if found is None or not found.is_active:
        raise InvalidInput(N_("there is no operator with this e-mail address"), field="operator")
    return found


def _unknown_visitor() -> NotFound:
    return NotFound(N_("there is no such visitor"), field="visitor", code="unknown_visitor")


def _body(found: ManualSnapshot) -> ManualInvitationBody:
    return ManualInvitationBody(
        id=found.key,
        visitor=found.visitor_key,
        state=ManualState(found.state),
        sender=found.sender_name,
        text=found.text,
        sent_at=timestamp(found.created_at) or "",
        expires_at=timestamp(found.expires_at),
        ended_at=timestamp(found.ended_at),
    )

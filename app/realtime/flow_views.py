"""What becomes of a chat, over HTTP: offer it to others, take it over, hold it, and whom it can be offered."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response

from app.chats import holding, taking_over, transferring
from app.chats.colleagues import targets
from app.chats.flow_settings import close_reasons
from app.domain.errors import InvalidInput
from app.domain.roles import Permission
from app.domain.snapshots import ChatSnapshot
from app.domain.translation import N_
from app.foundation import clock
from app.foundation.json_requests import NothingBody, Number, body_of, json_answer, keep_nothing
from app.foundation.login import allows, may, signed_in_operator
from app.realtime.desk_rows import desk_chat
from app.realtime.flow_rows import wire_targets

blueprint = Blueprint("flow", __name__, url_prefix="/desk")
blueprint.after_request(keep_nothing)


def flow_rights() -> dict[str, Any]:
    """What the page needs to offer: whether the reader may transfer and take over, and the reasons for closing."""
    operator = signed_in_operator()
    return {
        "transfer": may(operator, Permission.TRANSFER_CHATS),
        "take_over": may(operator, Permission.TAKE_OVER_CHATS),
        "close_reasons": close_reasons(),
    }


blueprint.add_app_template_global(flow_rights, "flow_rights")


class TransferBody(msgspec.Struct, forbid_unknown_fields=True):
    """Offer the chat to one colleague or to one department; the note is for operators alone."""

    operator: Number | None = None
    department: Number | None = None
    note: str = ""


class TakeOverBody(msgspec.Struct, forbid_unknown_fields=True):
    """``from_operator`` is who has the chat as far as one knows; 0 for whoever has it."""

    from_operator: Number = taking_over.ANYBODY


@blueprint.get("/transfer-targets")
def transfer_targets() -> Response:
    """Whom a chat can be offered."""
    return json_answer(wire_targets(targets(signed_in_operator(), clock.now())))


@blueprint.post("/chats/<key>/transfer")
@allows(Permission.TRANSFER_CHATS)
def transfer(key: str) -> Response:
    """Offer a chat; it stays with its owner until somebody takes it."""
    operator = signed_in_operator()
    body = body_of(TransferBody)
    if (body.operator is None) == (body.department is None):
        raise InvalidInput(N_("choose a colleague or a department"), field="operator", code="missing")
    if body.operator is not None:
        return _chat(transferring.offer_to_colleague(key, operator, body.operator, body.note, clock.now()))
    return _chat(transferring.offer_to_department(key, operator, body.department or 0, body.note, clock.now()))


@blueprint.post("/chats/<key>/transfer/accept")
def accept_transfer(key: str) -> Response:
    """Take a chat that is offered."""
    operator = signed_in_operator()
    body_of(NothingBody)
    return _chat(transferring.accept_transfer(key, operator, clock.now()))


@blueprint.post("/chats/<key>/transfer/decline")
def decline_transfer(key: str) -> Response:
    """Say no to a chat that is offered in person."""
    operator = signed_in_operator()
    body_of(NothingBody)
    return _chat(transferring.decline_transfer(key, operator, clock.now()))


@blueprint.post("/chats/<key>/transfer/withdraw")
def withdraw_transfer(key: str) -> Response:
    """Take an offer back."""
    operator = signed_in_operator()
    body_of(NothingBody)
    return _chat(transferring.withdraw_transfer(key, operator, clock.now()))


@blueprint.post("/chats/<key>/take-over")
@allows(Permission.TAKE_OVER_CHATS)
def take_over(key: str) -> Response:
    """Take a chat from the colleague who has it."""
    operator = signed_in_operator()
    return _chat(taking_over.take_over(key, operator, body_of(TakeOverBody).from_operator, clock.now()))


@blueprint.post("/chats/<key>/hold")
def hold(key: str) -> Response:
    """Put a chat on hold."""
    operator = signed_in_operator()
    body_of(NothingBody)
    return _chat(holding.hold(key, operator, clock.now()))


@blueprint.post("/chats/<key>/resume")
def resume(key: str) -> Response:
    """Go on with a chat that was on hold."""
    operator = signed_in_operator()
    body_of(NothingBody)
    return _chat(holding.resume(key, operator, clock.now()))


def _chat(chat: ChatSnapshot) -> Response:
    return json_answer({"chat": desk_chat(chat)})

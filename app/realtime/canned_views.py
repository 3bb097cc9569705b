"""What the desk asks about canned replies: those that fit the open chat, filled for it, and that one was used."""

from __future__ import annotations

from flask import Blueprint, Response, request

from app.canned_replies.service import count_use
from app.chats import access
from app.domain.errors import InvalidInput
from app.domain.roles import Permission
from app.domain.translation import N_
from app.foundation import clock
from app.foundation.json_requests import json_answer
from app.foundation.login import allows, signed_in_operator
from app.realtime.canned_rows import replies_for

blueprint = Blueprint("canned", __name__)


@blueprint.get("/desk/canned-replies")
@allows(Permission.OWN_CANNED_REPLIES)
def replies() -> Response:
    """Every reply that this operator can use in the chat ``?chat=``, the most used first."""
    operator, key = signed_in_operator(), request.args.get("chat", "")
    if not key:
        raise InvalidInput(N_("name the chat"), field="chat")
    return json_answer({"replies": replies_for(access.chat_for_operator(key, operator), operator)})


@blueprint.post("/desk/canned-replies/<key>/used")
@allows(Permission.OWN_CANNED_REPLIES)
def used(key: str) -> Response:
    """Count that a reply was taken into a message."""
    count_use(key, signed_in_operator(), clock.now())
    return json_answer({})

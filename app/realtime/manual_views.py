"""Inviting by hand from the desk and the visitors page: sending, taking back, and the texts to choose from."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import msgspec
from flask import Blueprint, Response

from app.domain.errors import BeckonError
from app.domain.roles import Permission
from app.foundation import clock
from app.foundation.json_requests import NothingBody, body_of, json_answer, keep_nothing, spoken_answer
from app.foundation.login import allows, signed_in_operator
from app.invitations import manual
from app.invitations.manual_queries import manuals_of_operator
from app.invitations.manual_vocabulary import DEFAULT_MINUTES, ManualDraft
from app.invitations.ready_texts import keep_text
from app.realtime.manual_rows import manual_row, sending_document
from app.visitors.queries import online_among

LATELY = timedelta(minutes=30)

blueprint = Blueprint("manual", __name__, url_prefix="/desk/invitations", template_folder="templates")
blueprint.errorhandler(BeckonError)(spoken_answer)
blueprint.after_request(keep_nothing)


class SendBody(msgspec.Struct, forbid_unknown_fields=True):
    """The operator invites visitors."""

    visitors: Annotated[list[Annotated[str, msgspec.Meta(max_length=64)]], msgspec.Meta(max_length=1000)]
    text: str
    minutes: int = DEFAULT_MINUTES
    assign: bool = False
    keep: bool = False


@blueprint.post("")
@allows(Permission.INVITE_VISITORS)
def send() -> Response:
    """Invite visitors; whoever cannot be invited is named with the reason."""
    body = body_of(SendBody)
    draft = ManualDraft(body.text, body.minutes, body.assign)
    operator, now = signed_in_operator(), clock.now()
    sending = manual.send(draft, body.visitors, operator, now)
    if body.keep:
        keep_text(body.text, operator, now)
    return json_answer(sending_document(sending))


@blueprint.get("")
@allows(Permission.INVITE_VISITORS)
def mine() -> Response:
    """What this operator sent lately, the latest first, and where it stands."""
    now = clock.now()
    found = manuals_of_operator(signed_in_operator().id, now - LATELY)
    here = online_among([each.visitor_id for each in found], now)
    return json_answer({"invitations": [manual_row(each, has_left=each.visitor_id not in here) for each in found]})


@blueprint.post("/<key>/recall")
@allows(Permission.INVITE_VISITORS)
def recall(key: str) -> Response:
    """Take one back."""
    body_of(NothingBody)
    return json_answer({"manual": manual_row(manual.recall(key, signed_in_operator(), clock.now()))})

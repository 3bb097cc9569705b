"""Inviting by hand from the desk and the visitors page: sending, taking back, and the texts to choose from."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import orjson
from flask import Blueprint, Response, request

from app.domain.errors import UnsupportedMedia
from app.domain.snapshots import Role
from app.foundation import clock, strict_json
from app.foundation.login import requires, signed_in_operator
from app.invitations import manual
from app.invitations.manual_vocabulary import DEFAULT_MINUTES, ManualDraft
from app.realtime.manual_rows import manual_row, sending_document

blueprint = Blueprint("manual", __name__, url_prefix="/desk/invitations", template_folder="templates")


class SendBody(msgspec.Struct, forbid_unknown_fields=True):
    """The operator invites visitors."""

    visitors: Annotated[list[Annotated[str, msgspec.Meta(max_length=64)]], msgspec.Meta(max_length=1000)]
    text: str
    minutes: int = DEFAULT_MINUTES
    assign: bool = False


class NothingBody(msgspec.Struct, forbid_unknown_fields=True):
    """An action that needs no words."""


@blueprint.post("")
@requires(Role.OPERATOR)
def send() -> Response:
    """Invite visitors; whoever cannot be invited is named with the reason."""
    body = _body(SendBody)
    draft = ManualDraft(body.text, body.minutes, body.assign)
    return _json(sending_document(manual.send(draft, body.visitors, signed_in_operator(), clock.now())))


@blueprint.post("/<key>/recall")
@requires(Role.OPERATOR)
def recall(key: str) -> Response:
    """Take one back."""
    _body(NothingBody)
    return _json({"manual": manual_row(manual.recall(key, signed_in_operator(), clock.now()))})


@blueprint.after_request
def _keep_nothing(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _body(kind: Any) -> Any:
    if request.mimetype != "application/json":
        raise UnsupportedMedia("the body must be application/json", field="Content-Type")
    return strict_json.decode(request.get_data() or b"{}", kind)


def _json(document: dict[str, Any]) -> Response:
    return Response(orjson.dumps(document), mimetype="application/json")

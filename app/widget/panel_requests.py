"""How the panel's calls are read and answered: JSON only, a visitor's token and the panel's secret in the headers."""

from __future__ import annotations

from typing import Any, TypeVar

import orjson
from flask import Response, request

from app.domain.errors import UnsupportedMedia
from app.foundation import strict_json
from app.widget import pace, panel_service
from app.widget.panel_service import PanelCaller

T = TypeVar("T")
BODY_LIMIT_BYTES = 256 * 1024


def caller_of_request() -> PanelCaller:
    """Who calls, at a pace that one panel may have."""
    headers = request.headers
    caller = panel_service.panel_caller(
        headers.get("Authorization", ""), headers.get("X-Beckon-Panel", ""), request.remote_addr
    )
    pace.PANEL_PACE.demand(caller.secret)
    return caller


def body_of(kind: type[T]) -> T:
    """The body; a plain-text one is refused, because every page of the web could send it."""
    if request.mimetype != "application/json":
        raise UnsupportedMedia("the body must be application/json", field="Content-Type")
    return strict_json.decode(request.get_data() or b"{}", kind, limit=BODY_LIMIT_BYTES)


def json_answer(document: dict[str, Any], status: int = 200) -> Response:
    """A document as an answer."""
    return Response(orjson.dumps(document), status, mimetype="application/json")


def keep_nothing(response: Response) -> Response:
    """No answer of the panel is kept by anybody."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response

"""How calls of our own scripts are read and answered: JSON only, kept by nobody."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

import msgspec
import orjson
from flask import Response, request

from app.domain.errors import BeckonError, UnsupportedMedia
from app.foundation import strict_json
from app.foundation.i18n import spoken

T = TypeVar("T")
Number = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
"""The number of something; JavaScript knows no greater one exactly."""


class NothingBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The body of an action that needs no words."""


def body_of(kind: type[T]) -> T:
    """The body of this request; what a form or a page of another site could send is refused."""
    if request.mimetype != "application/json":
        raise UnsupportedMedia("the body must be application/json", field="Content-Type")
    return strict_json.decode(request.get_data() or b"{}", kind)


def json_answer(document: object, status: int = 200) -> Response:
    """A document as an answer that nobody keeps."""
    headers = {"Cache-Control": "no-store"}
    return Response(orjson.dumps(document), status, mimetype="application/json", headers=headers)


def spoken_answer(error: BeckonError) -> Response:
    """An error as everywhere, but in the reader's language, for what is shown to them as it is."""
    inner: Any = error.as_document()["error"]
    return json_answer({"error": {**inner, "message": spoken(error)}}, error.status)


def keep_nothing(response: Response) -> Response:
    """For ``after_request``: no answer is kept, where it does not say otherwise."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response

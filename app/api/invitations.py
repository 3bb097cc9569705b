"""Invitations over the API: listed, read, written, launched and paused, all in the form of invitation files."""

from __future__ import annotations

import re
from typing import Any, NoReturn

import msgspec
from flask import Response, after_this_request, g, request

from app.api.invitation_bodies import InvitationBody, InvitationChanges, InvitationInput, InvitationList
from app.api.operations import QueryParameter, blueprint, json_response, operation
from app.api.pages import PAGING, cursor_after, demand_known, read_cursor, read_limit
from app.domain.errors import InvalidInput
from app.domain.roles import Role
from app.domain.rules.finding import timestamp
from app.domain.snapshots import InvitationState
from app.domain.translation import N_
from app.foundation import clock, strict_json
from app.invitations import authoring, queries
from app.invitations.document_saving import create_from_document, demand_details, patched, replace_from_document
from app.invitations.document_schema import file_schema
from app.invitations.documents import document_of, written_place
from app.invitations.launching import LaunchRefused, launch_if_sound
from app.invitations.lint_words import spoken_findings
from app.invitations.versions import Saving
from app.invitations.vocabulary import InvitationDetails
from app.plugin_host import host

ONLY_SERVER = ("version", "created_at", "updated_at", "launched_at")
_TAG = re.compile(r'\s*(?:W/)?"?(\d{1,9})"?\s*')
_STATE = QueryParameter(
    "state", "Only those in this state", {"type": "string", "enum": [each.value for each in InvitationState]}
)


class NeverShown(InvalidInput):
    """An invitation that could never show is not launched; ``findings`` say why."""

    def __init__(self, refused: LaunchRefused) -> None:
        field = written_place(refused.field or "") or None
        super().__init__(refused.template, field=field, code=refused.code, values=refused.values)
        self.findings = [
            {**each.as_document(), "path": written_place(each.path)} for each in spoken_findings(refused.findings)
        ]

    def as_document(self) -> dict[str, object]:
        """The one shape of errors, with the findings beside the message."""
        error = super().as_document()["error"]
        return {"error": {**error, "findings": self.findings}} if isinstance(error, dict) else {"error": error}


@operation(
    "GET",
    "/invitations",
    role=Role.SUPERVISOR,
    answer=InvitationList,
    parameters=(*PAGING, _STATE),
    errors=(422,),
)
def list_invitations() -> InvitationList:
    """Invitations, the oldest first."""
    demand_known(request.args, "limit", "cursor", "state")
    limit, state = read_limit(request.args), request.args.get("state")
    if state is not None and state not in set(InvitationState):
        raise InvalidInput(N_("state must be draft, live or paused"), field="state")
    found = queries.details_after(read_cursor(request.args), limit + 1, InvitationState(state) if state else None)
    page = found[:limit]
    return InvitationList(
        data=[_body(each) for each in page],
        next_cursor=cursor_after(page[-1].snapshot.id) if len(found) > limit else None,
    )


@operation("GET", "/invitations/<key>", role=Role.SUPERVISOR, answer=InvitationBody, errors=(404,))
def get_invitation(key: str) -> InvitationBody:
    """One invitation; the ETag is its version."""
    demand_known(request.args)
    return _answered(demand_details(key))


@operation(
    "POST",
    "/invitations",
    role=Role.SUPERVISOR,
    answer=InvitationBody,
    errors=(409,),
    takes=InvitationInput,
    status=201,
)
def create_invitation() -> InvitationBody:
    """Write a new invitation; with state live it is launched at once, or nothing is saved."""
    document, _version = _sent()
    try:
        return _answered(create_from_document(document, now=clock.now(), saving=_saving()))
    except LaunchRefused as error:
        _refuse(error)


@operation(
    "PUT",
    "/invitations/<key>",
    role=Role.SUPERVISOR,
    answer=InvitationBody,
    errors=(404, 409),
    takes=InvitationInput,
)
def replace_invitation(key: str) -> InvitationBody:
    """Save over an invitation; what is left out gets its default."""
    document, version = _sent()
    return _replaced(key, document, version)


@operation(
    "PATCH",
    "/invitations/<key>",
    role=Role.SUPERVISOR,
    answer=InvitationBody,
    errors=(404, 409),
    takes=InvitationChanges,
)
def change_invitation(key: str) -> InvitationBody:
    """Change some fields of an invitation."""
    changes, version = _sent()
    return _replaced(key, patched(key, changes), version)


@operation("DELETE", "/invitations/<key>", role=Role.SUPERVISOR, answer=None, errors=(404, 409))
def delete_invitation(key: str) -> None:
    """Forget an invitation with its numbers and its history; chats stay."""
    demand_known(request.args)
    demand_details(key)
    authoring.delete_invitation(key, operator_id=None, now=clock.now(), expected_version=_expected())


@operation("POST", "/invitations/<key>/launch", role=Role.SUPERVISOR, answer=InvitationBody, errors=(404, 409, 422))
def launch_invitation(key: str) -> InvitationBody:
    """Offer it to visitors from now on, unless it could never show."""
    demand_known(request.args)
    demand_details(key)
    try:
        launch_if_sound(key, operator_id=None, now=clock.now(), saving=_saving())
    except LaunchRefused as error:
        _refuse(error)
    return _answered(demand_details(key))


@operation("POST", "/invitations/<key>/pause", role=Role.SUPERVISOR, answer=InvitationBody, errors=(404, 409, 422))
def pause_invitation(key: str) -> InvitationBody:
    """Offer it to nobody until it is launched again; a draft cannot be paused."""
    demand_known(request.args)
    demand_details(key)
    authoring.pause(key, operator_id=None, now=clock.now(), saving=_saving())
    return _answered(demand_details(key))


@blueprint.get("/invitations/schema.json")
def invitation_schema() -> Response:
    """The JSON Schema of invitation files, for everybody."""
    return json_response(file_schema(host().registry))


def _replaced(key: str, document: dict[str, Any], version: int | None) -> InvitationBody:
    try:
        return _answered(
            replace_from_document(key, document, expected_version=version, now=clock.now(), saving=_saving())
        )
    except LaunchRefused as error:
        _refuse(error)


def _sent() -> tuple[dict[str, Any], int | None]:
    """The document in the body, and the version that it is about where one is named."""
    demand_known(request.args)
    document = strict_json.read(request.get_data())
    version = document.get("version")
    if version is not None and (not isinstance(version, int) or isinstance(version, bool)):
        raise InvalidInput(N_("version must be a number"), field="version")
    return {name: value for name, value in document.items() if name not in ONLY_SERVER}, _expected() or version


def _expected() -> int | None:
    """The version in If-Match; ``*`` stands for any."""
    written = request.headers.get("If-Match", "*").strip()
    found = _TAG.fullmatch(written)
    if found is None and written != "*":
        raise InvalidInput(N_("If-Match must be the ETag of an answer"), field="If-Match")
    return int(found[1]) if found else None


def _saving() -> Saving:
    return Saving(note=f"token {g.api_token.name}")


def _refuse(error: LaunchRefused) -> NoReturn:
    raise NeverShown(error) from error


def _answered(details: InvitationDetails) -> InvitationBody:
    body = _body(details)

    @after_this_request
    def tagged(response: Response) -> Response:
        response.headers["ETag"] = f'"{body.version}"'
        return response

    return body


def _body(details: InvitationDetails) -> InvitationBody:
    document = document_of(details.snapshot.key, details.snapshot.state, details.draft)
    known = {
        "version": details.version,
        "created_at": timestamp(details.created_at),
        "updated_at": timestamp(details.updated_at),
        "launched_at": timestamp(details.launched_at),
    }
    return msgspec.convert(document | known, InvitationBody)

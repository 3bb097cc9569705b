"""Canned replies over the API: those of departments and of everybody; what operators keep for themselves is theirs."""

from __future__ import annotations

from flask import request

from app.api.canned_bodies import CannedReplyBody, CannedReplyInput, CannedReplyList
from app.api.operations import QueryParameter, operation
from app.api.pages import demand_known
from app.canned_replies import queries, service
from app.canned_replies.vocabulary import CannedDraft, CannedSnapshot, Scope
from app.departments.queries import all_departments, department_by_alias
from app.domain.errors import InvalidInput, NotFound
from app.domain.roles import Role
from app.domain.rules.finding import timestamp
from app.domain.translation import N_
from app.foundation import clock, strict_json

_SEARCH = QueryParameter("q", "Only those that hold these words in title, tags or text", {"type": "string"})


@operation("GET", "/canned-replies", role=Role.OPERATOR, answer=CannedReplyList, parameters=(_SEARCH,), errors=(422,))
def list_canned_replies() -> CannedReplyList:
    """Canned replies of departments and of everybody, the most used first."""
    demand_known(request.args, "q")
    aliases = _aliases()
    found = queries.matching(queries.common_replies(), request.args.get("q", ""))
    return CannedReplyList(data=[_body(each, aliases) for each in found])


@operation("GET", "/canned-replies/<key>", role=Role.OPERATOR, answer=CannedReplyBody, errors=(404,))
def get_canned_reply(key: str) -> CannedReplyBody:
    """One canned reply."""
    demand_known(request.args)
    found = queries.reply_by_key(key)
    if found is None or found.scope is Scope.OWN:
        raise NotFound(N_("there is no such canned reply"), field="canned_reply", code="unknown_canned_reply")
    return _body(found, _aliases())


@operation(
    "POST",
    "/canned-replies",
    role=Role.SUPERVISOR,
    answer=CannedReplyBody,
    errors=(409,),
    takes=CannedReplyInput,
    status=201,
)
def create_canned_reply() -> CannedReplyBody:
    """Keep a new canned reply."""
    return _body(service.create_reply(_sent(), None, clock.now()), _aliases())


@operation(
    "PUT", "/canned-replies/<key>", role=Role.SUPERVISOR, answer=CannedReplyBody, errors=(404,), takes=CannedReplyInput
)
def replace_canned_reply(key: str) -> CannedReplyBody:
    """Save over a canned reply; how often it was used stays."""
    return _body(service.change_reply(key, _sent(), None, clock.now()), _aliases())


@operation("DELETE", "/canned-replies/<key>", role=Role.SUPERVISOR, answer=None, errors=(404,))
def delete_canned_reply(key: str) -> None:
    """Forget a canned reply; messages that were sent with it stay."""
    demand_known(request.args)
    service.delete_reply(key, None)


def _sent() -> CannedDraft:
    demand_known(request.args)
    given = strict_json.decode(request.get_data(), CannedReplyInput)
    department = None if given.department is None else department_by_alias(given.department)
    if given.department is not None and department is None:
        raise InvalidInput(N_("choose a department"), field="department", code="unknown_department")
    return CannedDraft(
        title=given.title,
        text=given.text,
        scope=Scope.SHARED if department is None else Scope.DEPARTMENT,
        department_id=department.id if department else None,
        texts=given.texts,
        tags=tuple(given.tags),
    )


def _aliases() -> dict[int, str]:
    return {each.id: each.alias for each in all_departments()}


def _body(reply: CannedSnapshot, aliases: dict[int, str]) -> CannedReplyBody:
    return CannedReplyBody(
        key=reply.key,
        title=reply.title,
        text=reply.text,
        texts=dict(reply.texts),
        tags=list(reply.tags),
        department=None if reply.department_id is None else aliases.get(reply.department_id),
        uses=reply.uses,
        last_used_at=timestamp(reply.last_used_at),
        updated_at=timestamp(reply.updated_at) or "",
    )

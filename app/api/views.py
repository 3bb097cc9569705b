"""The API's resources: visitors, and why an invitation shows to them or does not."""

from __future__ import annotations

from flask import Response, g, request

from app.api import canned_replies, chat_reports, chats, conversions, invitations, manual, reports, team
from app.api.bodies import ExplanationBody, VisitorDetailsBody, VisitorList
from app.api.openapi import openapi_document
from app.api.operations import QueryParameter, blueprint, json_response, operation
from app.api.pages import PAGING, cursor_after, demand_known, read_cursor, read_flag, read_limit
from app.api.wire import explanation_body, visitor_body, visitor_details
from app.chats.forgetting import forget_visitor
from app.domain.errors import NotFound
from app.domain.roles import Role
from app.domain.snapshots import VisitorSnapshot
from app.domain.translation import N_
from app.domain.visitor_attributes import for_operators
from app.foundation import clock, settings
from app.foundation.configuration import configuration
from app.invitations.explaining import explain_visitor
from app.invitations.what_if import PREFIX, demand_what_if
from app.plugin_host import host
from app.visitors import queries

__all__ = ["blueprint"]
RESOURCES = (canned_replies, chat_reports, chats, conversions, invitations, manual, reports, team)
"""Modules imported for the operations that they register."""

_TEXT = {"type": "string"}
_SUPPOSED = QueryParameter(
    "supposed",
    "What if: set.<fact>=value for any fact, such as set.page.url=/pricing or set.visitor.visits=3; set.event.<id>=n "
    "for an event recorded n times just now, set.now for another time, null for “there is none”. Nothing is stored.",
    {"type": "object", "additionalProperties": _TEXT},
)


@operation(
    "GET",
    "/visitors",
    role=Role.OPERATOR,
    answer=VisitorList,
    parameters=(
        *PAGING,
        QueryParameter("online", "Only those who are here now", {"type": "boolean", "default": False}),
    ),
    errors=(422,),
)
def list_visitors() -> VisitorList:
    """Visitors, the newest first."""
    demand_known(request.args, "limit", "cursor", "online")
    limit, now = read_limit(request.args), clock.now()
    only_online = read_flag(request.args, "online")
    found = queries.visitors_after(read_cursor(request.args), limit + 1, now if only_online else None)
    page = found[:limit]
    online = queries.online_among([visitor.id for visitor in page], now)
    return VisitorList(
        data=[visitor_body(visitor, is_online=visitor.id in online) for visitor in page],
        next_cursor=cursor_after(page[-1].id) if len(found) > limit else None,
    )


@operation("GET", "/visitors/<key>", role=Role.OPERATOR, answer=VisitorDetailsBody, errors=(404,))
def get_visitor(key: str) -> VisitorDetailsBody:
    """One visitor with everything that is known."""
    demand_known(request.args)
    visitor = _visitor(key)
    is_online = queries.is_visitor_online(visitor.id, clock.now())
    attributes = queries.attributes_of(visitor.id)
    if g.api_token.role is Role.OPERATOR:
        attributes = for_operators(attributes)
    return visitor_details(visitor, attributes, is_online=is_online)


@operation("DELETE", "/visitors/<key>", role=Role.ADMINISTRATOR, answer=None, errors=(404, 409))
def delete_visitor(key: str) -> None:
    """Forget a visitor with visits, chats and showings; the next page of that browser is somebody new."""
    demand_known(request.args)
    forget_visitor(_visitor(key).key, clock.now())


@operation(
    "GET",
    "/visitors/<key>/explain",
    role=Role.OPERATOR,
    answer=ExplanationBody,
    parameters=(
        QueryParameter("invitation", "Only the invitation with this key, whatever its state", _TEXT),
        _SUPPOSED,
    ),
    errors=(404, 422),
)
def explain_to_visitor(key: str) -> ExplanationBody:
    """Why each invitation shows to this visitor or does not, and what if it were otherwise."""
    demand_known(request.args, "invitation", prefix=PREFIX)
    changes = demand_what_if(request.args, host().registry.facts, settings.get("site.time_zone"))
    invitation = request.args.get("invitation") or None
    explanation = explain_visitor(_visitor(key), now=clock.now(), changes=changes, invitation=invitation)
    return explanation_body(explanation, invitation)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description of all this, for everybody."""
    return json_response(openapi_document(configuration().base_url))


def _visitor(key: str) -> VisitorSnapshot:
    visitor = queries.visitor_by_key(key)
    if visitor is None:
        raise NotFound(N_("there is no such visitor"), field="visitor", code="unknown_visitor")
    return visitor

"""Conversions that the site's own server reports, which nobody who only opens pages can forge."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from flask import request

from app.api.bodies import Time
from app.api.operations import QueryParameter, operation
from app.api.pages import PAGING, cursor_after, demand_known, read_cursor, read_limit
from app.conversions import service
from app.conversions.credited_queries import CreditedConversion, conversions_after
from app.conversions.vocabulary import ReportOutcome, worth_of
from app.domain.errors import InvalidInput, NotFound
from app.domain.roles import Role
from app.domain.rules.finding import timestamp
from app.domain.snapshots import VisitorSnapshot
from app.domain.translation import N_
from app.foundation import clock, strict_json
from app.foundation.database import transaction
from app.plugin_api.goals import SightingSource
from app.visitors.queries import visitor_by_key, visitor_of_user
from app.visitors.service import lock_visitor

_TEXT = {"type": "string"}
_FILTERS = ("impression", "invitation", "visitor")


class ConversionReportBody(msgspec.Struct, forbid_unknown_fields=True):
    """A goal is reached: ``id`` is its identifier.

    Who reached it is said with ``visitor`` (Beckon's id of the visitor) or ``user`` (the id that your site signs for
    people who are signed in). With a ``request_key`` of your own, such as the order's number, the report may be sent
    again until an answer comes; it counts once.
    """

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    visitor: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    user: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    value: float | int | Annotated[str, msgspec.Meta(max_length=40)] | None = None
    currency: Annotated[str, msgspec.Meta(max_length=3)] | None = None
    request_key: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] | None = None


class ConversionOutcomeBody(msgspec.Struct, frozen=True):
    """What became of the report; only ``counted`` is a conversion."""

    outcome: ReportOutcome


@operation(
    "POST",
    "/conversions",
    role=Role.OPERATOR,
    answer=ConversionOutcomeBody,
    errors=(404,),
    takes=ConversionReportBody,
)
def report_conversion() -> ConversionOutcomeBody:
    """Report that a visitor reached a goal."""
    said = strict_json.decode(request.get_data(), ConversionReportBody)
    worth = worth_of(said.value, said.currency)
    with transaction() as publish:
        visitor = _locked_visitor(said)
        outcome = service.record_report(
            publish, visitor, said.id, SightingSource.SERVER, worth, clock.now(), request_key=said.request_key
        )
    return ConversionOutcomeBody(outcome)


class ConversionBody(msgspec.Struct, frozen=True):
    """One showing that led to a goal.

    ``event`` is the reported identifier; ``is_own_goal`` says that the invitation names it itself. ``arm`` is
    ``withheld`` for somebody of the holdout, who was shown nothing: ``shown_at`` is when it would have been.
    """

    event: str | None
    is_own_goal: bool
    impression: str
    invitation: str | None
    visitor: str
    arm: Literal["shown", "withheld"]
    epoch: int
    variant: str | None
    shown_at: Time
    at: Time
    source: SightingSource
    value: str | None
    currency: str | None


class ConversionList(msgspec.Struct, frozen=True):
    """A page of conversions; ``next_cursor`` is null on the last one."""

    data: list[ConversionBody]
    next_cursor: str | None


@operation(
    "GET",
    "/conversions",
    role=Role.OPERATOR,
    answer=ConversionList,
    parameters=(
        *PAGING,
        QueryParameter("impression", "Only of the showing with this id", _TEXT),
        QueryParameter("invitation", "Only of the invitation with this key", _TEXT),
        QueryParameter("visitor", "Only of this visitor", _TEXT),
    ),
    errors=(422,),
)
def list_conversions() -> ConversionList:
    """What was credited to which showing, the newest first."""
    demand_known(request.args, "limit", "cursor", *_FILTERS)
    limit = read_limit(request.args)
    filters = {name: request.args[name] for name in _FILTERS if name in request.args}
    found = conversions_after(read_cursor(request.args), limit + 1, **filters)
    page = found[:limit]
    return ConversionList(
        data=[_conversion(each) for each in page],
        next_cursor=cursor_after(page[-1].id) if len(found) > limit else None,
    )


def _conversion(each: CreditedConversion) -> ConversionBody:
    return ConversionBody(
        event=each.event,
        is_own_goal=each.goal_key is None,
        impression=each.impression_key,
        invitation=each.invitation_key,
        visitor=each.visitor_key,
        arm="withheld" if each.is_withheld else "shown",
        epoch=each.epoch,
        variant=each.variant,
        shown_at=timestamp(each.shown_at) or "",
        at=timestamp(each.at) or "",
        source=each.source,
        value=None if each.value is None else f"{each.value:f}",
        currency=each.currency,
    )


def _locked_visitor(said: ConversionReportBody) -> VisitorSnapshot:
    if (said.visitor is None) == (said.user is None):
        raise InvalidInput(N_("name either visitor or user"), field="visitor", code="missing")
    named = visitor_by_key(said.visitor) if said.visitor is not None else visitor_of_user(said.user or "")
    found = lock_visitor(named.key) if named else None
    if found is None:
        field = "visitor" if said.visitor is not None else "user"
        raise NotFound(N_("there is no such visitor"), field=field, code="unknown_visitor")
    return found

"""Conversions that the site's own server reports, which nobody who only opens pages can forge."""

from __future__ import annotations

from typing import Annotated

import msgspec
from flask import request

from app.api.operations import operation
from app.conversions import service
from app.conversions.vocabulary import ReportOutcome, worth_of
from app.domain.errors import InvalidInput, NotFound
from app.domain.snapshots import Role, VisitorSnapshot
from app.domain.translation import N_
from app.foundation import clock, strict_json
from app.foundation.database import transaction
from app.plugin_api.goals import SightingSource
from app.visitors.queries import visitor_by_key, visitor_of_user
from app.visitors.service import lock_visitor


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


def _locked_visitor(said: ConversionReportBody) -> VisitorSnapshot:
    if (said.visitor is None) == (said.user is None):
        raise InvalidInput(N_("name either visitor or user"), field="visitor", code="missing")
    named = visitor_by_key(said.visitor) if said.visitor is not None else visitor_of_user(said.user or "")
    found = lock_visitor(named.key) if named else None
    if found is None:
        field = "visitor" if said.visitor is not None else "user"
        raise NotFound(N_("there is no such visitor"), field=field, code="unknown_visitor")
    return found

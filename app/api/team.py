"""The team over the API: departments, and the operators with what they say about being there."""

from __future__ import annotations

import msgspec
from flask import request

from app.api.operations import operation
from app.api.pages import demand_known
from app.departments.queries import all_departments
from app.domain.roles import Role
from app.foundation import clock
from app.operators.queries import operators, operators_present, team_is_online


class DepartmentBody(msgspec.Struct, frozen=True):
    """A department; ``alias`` is what embed codes carry, ``online`` whether its visitors find somebody now."""

    alias: str
    name: str
    online: bool


class DepartmentList(msgspec.Struct, frozen=True):
    """Every department by name."""

    data: list[DepartmentBody]


class OperatorBody(msgspec.Struct, frozen=True):
    """A colleague. Without ``departments`` (aliases) they serve all; ``presence`` is offline when no desk is open."""

    id: int
    email: str
    name: str
    role: str
    active: bool
    departments: list[str]
    presence: str


class OperatorList(msgspec.Struct, frozen=True):
    """Every operator by name."""

    data: list[OperatorBody]


@operation("GET", "/departments", role=Role.OPERATOR, answer=DepartmentList)
def list_departments() -> DepartmentList:
    """Departments, with whether somebody is there for their visitors."""
    demand_known(request.args)
    now = clock.now()
    return DepartmentList(
        data=[DepartmentBody(each.alias, each.name, team_is_online([each.id], now)) for each in all_departments()]
    )


@operation("GET", "/operators", role=Role.OPERATOR, answer=OperatorList)
def list_operators() -> OperatorList:
    """Operators, with what they say about being there."""
    demand_known(request.args)
    aliases = {each.id: each.alias for each in all_departments()}
    present = {who.id: state.value for who, state in operators_present(clock.now())}
    return OperatorList(
        data=[
            OperatorBody(
                id=each.id,
                email=each.email,
                name=each.name,
                role=each.role.value,
                active=each.is_active,
                departments=[aliases[number] for number in each.departments if number in aliases],
                presence=present.get(each.id, "offline"),
            )
            for each in operators()
        ]
    )

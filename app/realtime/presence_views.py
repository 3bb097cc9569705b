"""Presence over HTTP: what the menu shows, what supervisors say for others, and departments left alone for now."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response

from app.departments.queries import all_departments
from app.domain.errors import InvalidInput, NotFound
from app.domain.roles import Permission
from app.domain.snapshots import PresenceState
from app.foundation import clock
from app.foundation.json_requests import Number, body_of, json_answer
from app.foundation.login import allows, may, signed_in_operator
from app.operators import presence
from app.operators.queries import operator_by_id
from app.realtime.answers import IdleBody
from app.realtime.presence_rows import presence_page
from app.realtime.pulse import desk_pulse

blueprint = Blueprint("desk_presence", __name__)


class StateBody(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody is online, away or invisible."""

    state: str
    reason: str | None = None


class PauseBody(msgspec.Struct, forbid_unknown_fields=True):
    """A department is left alone for now, or served again."""

    department: Number
    is_paused: bool


@blueprint.get("/desk/presence")
def show() -> Response:
    """Oneself, the departments one serves, the colleagues, and the site's reasons for being away."""
    return _page()


@blueprint.post("/desk/presence/<int:operator_id>")
@allows(Permission.SET_PRESENCE)
def set_for(operator_id: int) -> Response:
    """Say it for a colleague."""
    body = body_of(StateBody)
    if operator_by_id(operator_id) is None:
        raise NotFound("there is no such operator", code="unknown_operator")
    presence.set_presence_of(operator_id, state_of(body.state), signed_in_operator(), clock.now(), body.reason)
    return _page()


@blueprint.get("/desk/pulse")
def pulse() -> Response:
    """Which chats wait and which are one's own, so that a desk notices when a push was lost."""
    return json_answer(desk_pulse(signed_in_operator()))


@blueprint.post("/desk/presence/idle")
def idle() -> Response:
    """Only a desk's own line can be idle; without one nobody is there anyway."""
    signed_in_operator()
    body_of(IdleBody)
    return json_answer({})


@blueprint.post("/desk/presence/departments")
def pause() -> Response:
    """Leave a department alone for now, or serve it again."""
    operator, body = signed_in_operator(), body_of(PauseBody)
    served = {each.id for each in all_departments() if not operator.departments or each.id in operator.departments}
    if body.department not in served:
        raise NotFound("you do not serve such a department", field="department", code="unknown_department")
    presence.pause_department(operator.id, body.department, clock.now(), is_paused=body.is_paused)
    return _page()


@blueprint.app_template_global("may_see_archive")
def may_see_archive() -> bool:
    """Whether the count of missed chats can lead to them."""
    return may(signed_in_operator(), Permission.SEE_ARCHIVE)


def state_of(word: str) -> PresenceState:
    """A state as browsers write it; raises InvalidInput."""
    if word not in {each.value for each in PresenceState}:
        raise InvalidInput("say online, away or invisible", field="state")
    return PresenceState(word)


def _page() -> Response:
    return json_answer(presence_page(signed_in_operator(), clock.now()))

"""What the rule editor's script asks for while somebody writes: values to pick, and what an address would do."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from app.domain.errors import InvalidInput
from app.domain.roles import Permission
from app.domain.translation import N_
from app.foundation import clock
from app.foundation.login import allows
from app.invitations.address_tests import LONGEST_URL, address_test_of
from app.invitations.pickers import suggestions as fitting
from app.invitations.rule_posting import rule_form_from
from app.plugin_host import host

blueprint = Blueprint("rule_tools", __name__, url_prefix="/invitations")


@blueprint.get("/suggestions/<kind>")
@allows(Permission.MANAGE_INVITATIONS)
def suggestions(kind: str) -> Response:
    """Values of a kind that fit what was typed (``q``)."""
    found = fitting(kind, request.args.get("q", "")[:200], clock.now())
    return jsonify({"suggestions": [each.as_document() for each in found]})


@blueprint.post("/address-test")
@allows(Permission.MANAGE_INVITATIONS)
def address_test() -> Response:
    """What the first row of the form says about the address ``url`` and about the pages of the last 30 days."""
    rows = rule_form_from(request.form).rows()
    if not rows:
        raise InvalidInput(N_("there is no condition to try"), field="part")
    url = request.form.get("url", "")[:LONGEST_URL]
    return jsonify(address_test_of(rows[0], url, host().registry.facts, clock.now()).as_document())

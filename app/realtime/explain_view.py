"""The page that answers "why no invitation?" for one visitor, with the what-if beside it."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from app.domain.roles import Permission
from app.domain.snapshots import VisitorSnapshot
from app.foundation import clock, settings
from app.foundation.login import may, signed_in_operator
from app.invitations.explain_pages import explain_page
from app.invitations.explaining import Explanation, Outlook, explain_visitor
from app.invitations.explaining_log import timeline
from app.invitations.queries import invitation_names
from app.invitations.what_if import PREFIX, WhatIf, read_what_if
from app.invitations.what_if_fields import what_if_bar
from app.plugin_host import host
from app.realtime.visitor_lines import visitor_lines

MOST_DIGITS = 6


def explain_view(visitor: VisitorSnapshot) -> str:
    """The page as the address asks for it: ``invitation``, ``show`` (an outlook), ``from`` and ``set.<fact>``."""
    now, registry = clock.now(), host().registry.facts
    names = invitation_names()
    chosen = next((key for key, _name in names if key == request.args.get("invitation")), None)
    time_zone = settings.get("site.time_zone")
    what_if = read_what_if(request.args, registry, time_zone)
    explanation = explain_visitor(visitor, now=now, changes=what_if.changes, invitation=chosen)
    without = explain_visitor(visitor, now=now, invitation=chosen) if what_if.changes else None
    only = request.args.get("show", "") if request.args.get("show") in set(Outlook) else ""
    return render_template(
        "realtime/explain.html",
        visitor=visitor,
        line=visitor_lines([visitor], {visitor.key} if explanation.is_here else ())[0],
        page_since=explanation.page_since,
        explained=explain_page(explanation, without, only=only, start=_start()),
        bar=what_if_bar(explanation, what_if, registry),
        only=only,
        invitations=names,
        chosen=chosen,
        timeline=timeline(visitor.id, time_zone, chosen),
        time_zone=time_zone,
        may_edit=may(signed_in_operator(), Permission.MANAGE_INVITATIONS),
        **_addresses(explanation, what_if, chosen, only),
    )


def _addresses(explanation: Explanation, what_if: WhatIf, chosen: str | None, only: str) -> dict[str, Any]:
    typed = {PREFIX + name: text for name, text in what_if.typed.items()}
    here: dict[str, Any] = {"key": explanation.visitor.key, "invitation": chosen, "show": only or None, **typed}

    def address_with(start: int | None = None, **changed: str | None) -> str:
        return url_for("visitors.explain", **(here | changed | {"from": start}))

    return {
        "link": url_for("visitors.explain", **here, _external=True),
        "as_it_is": url_for("visitors.explain", key=explanation.visitor.key),
        "address_with": address_with,
    }


def _start() -> int:
    text = request.args.get("from", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0

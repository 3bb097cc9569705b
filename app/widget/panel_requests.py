"""Who calls from a panel: a visitor's token and the panel's secret stand in the headers."""

from __future__ import annotations

from flask import request

from app.widget import pace, panel_service
from app.widget.panel_service import PanelCaller


def caller_of_request() -> PanelCaller:
    """Who calls, at a pace that one panel may have."""
    headers = request.headers
    caller = panel_service.panel_caller(
        headers.get("Authorization", ""), headers.get("X-Beckon-Panel", ""), request.remote_addr
    )
    pace.PANEL_PACE.demand(caller.secret)
    return caller

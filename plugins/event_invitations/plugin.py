"""Registers the invitation type that waits for events which pages report."""

from __future__ import annotations

from collections.abc import Iterable

from app.plugin_api import N_, InvitationType, hookimpl


@hookimpl
def register_invitation_types() -> Iterable[InvitationType]:
    """The invitation that appears when an event was recorded often enough."""
    return (
        InvitationType(
            id="event",
            label=N_("After an event"),
            help=N_("Appears when your pages have reported an event often enough, such as five failed logins."),
            facts=("event.count", "page.seconds", "visit.page_views"),
            required_facts=("event.count",),
        ),
    )

"""Registers the invitation type that waits for a moment, and the moments that come with Beckon."""

from __future__ import annotations

from collections.abc import Iterable

from app.plugin_api import EVERY_MOMENT, N_, InvitationType, Moment, hookimpl
from plugins.dynamic_invitations.moments import MOMENTS


@hookimpl
def register_moments() -> Iterable[Moment]:
    """About to leave, idle, scrolled far enough."""
    return MOMENTS


@hookimpl
def register_invitation_types() -> Iterable[InvitationType]:
    """The invitation that appears at a moment."""
    return (
        InvitationType(
            id="dynamic",
            label=N_("At a moment"),
            help=N_("Appears when the visitor does something on the page, such as moving to leave it."),
            facts=("page.seconds", "visit.page_views"),
            moments=EVERY_MOMENT,
            excluded_facts=("event.count",),
        ),
    )

"""Registers the facts about addresses and the invitation type that is bound to pages."""

from __future__ import annotations

from collections.abc import Iterable

from app.plugin_api import N_, Fact, InvitationType, hookimpl
from plugins.url_targeting.conditions import FACTS


@hookimpl
def register_conditions() -> Iterable[Fact]:
    """Page address, page title, referrer and landing page."""
    return FACTS


@hookimpl
def register_invitation_types() -> Iterable[InvitationType]:
    """The invitation that appears on certain pages."""
    return (
        InvitationType(
            id="url",
            label=N_("On certain pages"),
            help=N_("Appears when the visitor is on one of the pages that you name."),
            facts=("page.url", "page.seconds", "visit.page_views"),
        ),
    )

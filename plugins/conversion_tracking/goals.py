"""Recognises an order, a sign-up or whatever an invitation was written for, when the page or the shop tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.plugin_api import N_, GoalKind, GoalSetting, Judge, Sighting, SightingSource
from app.plugin_api.comparing import Spelling, Texts, check_glob, fold, fold_pattern, glob, parse


def named(identifier: str, _settings: Mapping[str, Any]) -> Judge:
    """Reached when the goal's own identifier is reported."""
    wanted = fold(identifier)
    return lambda sighting: sighting.identifier is not None and fold(sighting.identifier) == wanted


def on_page(_identifier: str, settings: Mapping[str, Any]) -> Judge:
    """Reached when a page is opened whose address fits the pattern; an asterisk stands for anything."""
    pattern: str = settings["page"]
    spelling, fits = Spelling.of(pattern), glob(fold_pattern(pattern))

    def reached(sighting: Sighting) -> bool:
        return sighting.url is not None and any(fits(form) for form in spelling.forms(parse(sighting.url)))

    return reached


GOAL_KINDS = (
    GoalKind(
        id="event",
        label=N_("The page or your server reports it"),
        help=N_(
            "The page calls Beckon with the goal's identifier, by script or in its embed code; your server may report "
            "it too. Whoever can open the page can send that, so use the third way where money depends on it."
        ),
        sources=(SightingSource.SCRIPT, SightingSource.SERVER),
        prepare=named,
    ),
    GoalKind(
        id="page",
        label=N_("The visitor reaches a page"),
        help=N_("A page that is only seen after the goal, such as the one that says thank you."),
        sources=(SightingSource.PAGE,),
        prepare=on_page,
        settings=(
            GoalSetting(
                name="page",
                label=N_("Page"),
                help=N_(
                    "/thank-you for this page on any of your sites; an asterisk stands for anything: /orders/*/done."
                ),
                schema=Texts(limit=500, check=check_glob),
            ),
        ),
    ),
    GoalKind(
        id="server",
        label=N_("Only your server reports it"),
        help=N_("A call to the API with a token. A visitor cannot forge it."),
        sources=(SightingSource.SERVER,),
        prepare=named,
    ),
)

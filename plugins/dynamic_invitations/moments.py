"""The three moments; the browser notices them in ``widget``, where a file of the same name belongs to each."""

from __future__ import annotations

from app.plugin_api import N_, Moment, MomentParameter
from app.plugin_api.comparing import Number

LONGEST_IDLE_SECONDS = 24 * 60 * 60

EXIT_INTENT = Moment(
    id="exit_intent",
    label=N_("the visitor is about to leave the window"),
    help=N_(
        "The pointer leaves the window through its top, moving up, after the first second of the page."
        " Phones and tablets have no pointer, so it never comes there."
    ),
    explain=N_(
        "Comes each time the pointer leaves the window through its top. Phones and tablets have no pointer,"
        " so it never comes there."
    ),
    module="exit_intent",
)

IDLE = Moment(
    id="idle",
    label=N_("the visitor has been idle for a while"),
    phrase=N_("the visitor has been idle for %(seconds)s"),
    help=N_("No pointer, key, touch or scroll for that long on the page. It ends with the next activity."),
    explain=N_("Comes when nothing is moved, pressed, touched or scrolled for that long; any activity begins it anew."),
    module="idle",
    parameters=(
        MomentParameter(
            name="seconds",
            label=N_("Idle for"),
            schema=Number(least=1, most=LONGEST_IDLE_SECONDS),
            default=30,
            unit=N_("seconds"),
        ),
    ),
    samples=({"seconds": 30}, {"seconds": 2.5}),
)

SCROLL = Moment(
    id="scroll",
    label=N_("the visitor has scrolled far enough"),
    phrase=N_("the visitor has scrolled through %(percent)s%% of the page"),
    help=N_("The deepest point that the visitor has reached on this page counts; each page begins at 0."),
    explain=N_("Comes when that much of the page has been scrolled through; it counts anew on every page."),
    module="scroll",
    parameters=(
        MomentParameter(
            name="percent",
            label=N_("Scrolled through"),
            schema=Number(least=1, most=100),
            default=50,
            unit=N_("percent"),
        ),
    ),
    samples=({"percent": 60},),
)

MOMENTS = (EXIT_INTENT, IDLE, SCROLL)

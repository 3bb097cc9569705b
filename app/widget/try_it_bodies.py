"""The document that a try-it's page sends: the made-up visitor, whom the browser keeps and the server does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

import msgspec

from app.widget.bodies import EmbedBody, HintsBody, ScreenBody, Short, WhoBody

MOST_SHIFT = timedelta(days=366)
_SHIFT_MS = int(MOST_SHIFT.total_seconds() * 1000)

Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=10**9)]


class TriedEvent(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A visitor event that the try-it has sent, and how long ago on its own clock."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    seconds_ago: Seconds = 0.0


class TryItBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Everything about one try-it at one moment.

    ``shift_ms`` is how far its clock is from the real one, ``pretend`` what is to be supposed, as typed, and ``facts``
    the fast facts of the page.
    """

    trial: Annotated[str, msgspec.Meta(max_length=300)]
    url: str
    title: str = ""
    page_language: str = ""
    referrer: str = ""
    landing_url: str = ""
    languages: Annotated[list[str], msgspec.Meta(max_length=50)] = []
    time_zone: str = ""
    screen: ScreenBody = ScreenBody()
    hints: HintsBody = HintsBody()
    embed: EmbedBody = EmbedBody()
    theme: Short | None = None
    visits: Count = 1
    page_views: Count = 1
    visit_seconds: Seconds = 0.0
    tags: Annotated[list[Short], msgspec.Meta(max_length=50)] = []
    visitor: WhoBody | None = None
    events: Annotated[list[TriedEvent], msgspec.Meta(max_length=200)] = []
    times_shown: Count = 0
    has_dismissed: bool = False
    pretend: dict[str, Annotated[str, msgspec.Meta(max_length=2000)]] = {}
    shift_ms: Annotated[int, msgspec.Meta(ge=-_SHIFT_MS, le=_SHIFT_MS)] = 0
    facts: dict[str, Any] = {}

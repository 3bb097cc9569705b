"""What a page says about itself and its browser when it is opened, before anything of it is cleaned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import available_timezones

from app.domain.snapshots import EmbedSnapshot
from app.visitors.agents import NO_HINTS, Hints

LONGEST_LANGUAGE = 35
NO_EMBED = EmbedSnapshot()
_ZONES = frozenset(available_timezones())


@dataclass(frozen=True, slots=True)
class PageReport:
    """One page view as the browser (or an access log) tells it.

    ``page_key`` names the page view and ``tab_key`` the tab, both made by the browser. ``address`` is the visitor's
    network address: it is used for the look-up of the place and never stored. ``page_language`` is what the page says
    of itself; ``is_lasting`` is false where the browser may not remember the visitor beyond this visit. Without
    ``keeps_user_agent`` only its labels are stored.
    """

    url: str
    page_key: str
    title: str = ""
    referrer: str = ""
    tab_key: str | None = None
    languages: Sequence[str] = ()
    time_zone: str | None = None
    user_agent: str = ""
    hints: Hints = NO_HINTS
    address: str | None = None
    embed: EmbedSnapshot = NO_EMBED
    page_language: str = ""
    is_lasting: bool = True
    keeps_user_agent: bool = True


def first_language(languages: Sequence[str]) -> str | None:
    """The first preferred language in the usual writing (``en-GB``, ``zh-Hans-CN``), if there is a valid one."""
    for language in languages:
        parts = language.strip().replace("_", "-").split("-")
        if len(language) <= LONGEST_LANGUAGE and all(_is_subtag(part) for part in parts) and len(parts[0]) in (2, 3):
            return "-".join([parts[0].lower(), *(_written(part) for part in parts[1:])])
    return None


def known_time_zone(name: str | None) -> str | None:
    """The time zone when it is one of the IANA database, else None."""
    return name if name in _ZONES else None


def _is_subtag(part: str) -> bool:
    return 1 <= len(part) <= 8 and part.isascii() and part.isalnum()


def _written(part: str) -> str:
    if len(part) == 2:
        return part.upper()
    return part.title() if len(part) == 4 and part.isalpha() else part

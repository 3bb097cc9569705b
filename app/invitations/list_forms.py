"""What the list's page asks with: the filter in its address, the ticked invitations, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.domain.snapshots import InvitationState
from app.invitations.list_queries import LONGEST_SEARCH, ListFilter, ListPage
from app.invitations.pages import type_label


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What can be chosen in the selects above the list, as value and label; the first one of each is everything."""

    states: tuple[tuple[str, str], ...]
    types: tuple[tuple[str, str], ...]
    campaigns: tuple[tuple[str, str], ...]


def filter_from(given: Mapping[str, str]) -> ListFilter:
    """The filter that an address carries; what makes no sense does not narrow the list."""
    page = given.get("page", "")
    state = given.get("state", "")
    return ListFilter(
        text=given.get("q", "")[:LONGEST_SEARCH],
        state=state if state in set(InvitationState) else "",
        type=given.get("type", "")[:LONGEST_SEARCH],
        campaign=given.get("campaign", "")[:LONGEST_SEARCH],
        page=int(page) if page.isdecimal() and len(page) < 7 else 1,
    )


def filter_choices(found: ListPage) -> FilterChoices:
    """The choices for the invitations that there are."""
    states = (("draft", _("Drafts")), ("live", _("Live")), ("paused", _("Paused")))
    return FilterChoices(
        states=(("", str(_("Every state"))), *((value, str(label)) for value, label in states)),
        types=(("", str(_("Every type"))), *((each, type_label(each)) for each in found.types)),
        campaigns=(("", str(_("Every campaign"))), *((each, each) for each in found.campaigns)),
    )


def way_back(given: str, otherwise: str) -> str:
    """The address of the list as it was; anything but a filter of the list itself leads to the whole list."""
    return given if given == otherwise or given.startswith(f"{otherwise}?") else otherwise


def ticked(keys: Sequence[str]) -> tuple[str, ...]:
    """The keys of the ticked invitations, each once."""
    return tuple(dict.fromkeys(key[:LONGEST_SEARCH] for key in keys))

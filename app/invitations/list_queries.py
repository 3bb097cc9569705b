"""Finds invitations for the list: by words, state, type and campaign, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from app.domain.rules import Scope
from app.domain.rules.text import fold
from app.foundation.database import db
from app.invitations.models import Invitation
from app.invitations.queries import invitation_snapshot
from app.invitations.vocabulary import InvitationListing

PAGE_SIZE = 100
LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What the list is narrowed to; empty texts do not narrow it. ``page`` begins at 1."""

    text: str = ""
    state: str = ""
    type: str = ""
    campaign: str = ""
    page: int = 1

    @property
    def is_set(self) -> bool:
        """Whether anything is left out of the list."""
        return bool(self.text.strip() or self.state or self.type or self.campaign)


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of the list: the invitations, how many were found of how many, and what else can be chosen.

    ``ahead`` is the key of the last invitation before this page, ``behind`` are the next two after it: what moving over
    the border of a page needs.
    """

    listings: tuple[InvitationListing, ...]
    found: int
    total: int
    pages: int
    campaigns: tuple[str, ...]
    types: tuple[str, ...]
    ahead: str | None = None
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Headline:
    id: int
    key: str
    name: str
    state: str
    type: str
    campaign: str


def list_page(wanted: ListFilter, size: int = PAGE_SIZE) -> ListPage:
    """What fits the filter, in the order in which invitations are considered."""
    headlines = [*_headlines()]
    found = [each for each in headlines if _fits(each, wanted)]
    pages = max(1, -(-len(found) // size))
    start = size * (min(max(1, wanted.page), pages) - 1)
    shown = found[start : start + size]
    return ListPage(
        listings=_listings([each.id for each in shown]),
        found=len(found),
        total=len(headlines),
        pages=pages,
        campaigns=tuple(sorted({each.campaign for each in headlines if each.campaign})),
        types=tuple(sorted({each.type for each in headlines})),
        ahead=found[start - 1].key if start else None,
        behind=tuple(each.key for each in found[start + size : start + size + 2]),
    )


def _headlines() -> Iterable[_Headline]:
    columns = (
        Invitation.id,
        Invitation.key,
        Invitation.name,
        Invitation.state,
        Invitation.type,
        Invitation.campaign,
    )
    for row in db.session.execute(select(*columns).order_by(Invitation.position, Invitation.id)):
        yield _Headline(row.id, row.key, row.name, row.state, row.type, row.campaign or "")


def _fits(each: _Headline, wanted: ListFilter) -> bool:
    if wanted.state and each.state != wanted.state:
        return False
    if wanted.type and each.type != wanted.type:
        return False
    if wanted.campaign and each.campaign != wanted.campaign:
        return False
    words = fold(wanted.text).split()
    text = fold(f"{each.name} {each.key} {each.campaign}")
    return all(word in text for word in words)


def _listings(ids: list[int]) -> tuple[InvitationListing, ...]:
    rows = {row.id: row for row in db.session.execute(select(Invitation).where(Invitation.id.in_(ids))).scalars()}
    return tuple(
        InvitationListing(
            snapshot=invitation_snapshot(row),
            conditions=row.conditions,
            moment=row.moment,
            scope=Scope(identifier=row.identifier, departments=tuple(row.departments), language=row.language),
            campaign=row.campaign,
        )
        for row in (rows[each] for each in ids if each in rows)
    )

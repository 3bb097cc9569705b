"""Puts an invitation before another one, changing as few positions as possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.domain.errors import NotFound
from app.domain.translation import N_
from app.foundation.database import db, transaction
from app.invitations.authoring import reposition
from app.invitations.checked_limits import POSITION_LIMIT
from app.invitations.models import Invitation

STEP = 10
"""The distance between positions where they have to be given anew, so that later moves find room."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an invitation stands: the lower position goes first, among equals the lower (older) id."""

    id: int
    position: int

    @property
    def order(self) -> tuple[int, int]:
        """What places are sorted by."""
        return self.position, self.id


def move_invitation(key: str, before: str | None, *, operator_id: int | None, now: datetime) -> dict[str, int]:
    """Put the invitation directly before another one, or behind all (``before`` None); others keep their order.

    Gives the positions that have changed, by key. Raises NotFound where one of the two does not exist (any more).
    """
    with transaction() as publish:
        found = select(Invitation.id, Invitation.position, Invitation.key).with_for_update()
        rows = {row.key: Place(row.id, row.position) for row in db.session.execute(found)}
        if key not in rows or (before is not None and before not in rows):
            raise NotFound(N_("there is no such invitation"))
        standing = sorted(rows.values(), key=lambda place: place.order)
        target = rows[before].id if before is not None else None
        changed = positions_after_move(standing, rows[key].id, target)
        reposition(publish, changed, operator_id, now)
    return {each: changed[place.id] for each, place in rows.items() if place.id in changed}


def positions_after_move(standing: Sequence[Place], moved: int, before: int | None) -> dict[int, int]:
    """The positions that have to change so that ``moved`` stands directly before ``before`` (None: at the end).

    ``standing`` is in order. Where there is a number between its new neighbours only the moved one changes; where there
    is none, everything is numbered anew in steps of ten.
    """
    if before == moved:
        return {}
    others = [place for place in standing if place.id != moved]
    index = next((number for number, place in enumerate(others) if place.id == before), len(others))
    wanted = [place.id for place in others]
    wanted.insert(index, moved)
    if wanted == [place.id for place in standing]:
        return {}
    fitting = _number_between(others, index, moved)
    if fitting is not None:
        return {moved: fitting}
    before_that = {place.id: place.position for place in standing}
    renumbered = {each: STEP * number for number, each in enumerate(wanted, start=1)}
    return {each: position for each, position in renumbered.items() if before_that[each] != position}


def _number_between(others: Sequence[Place], index: int, moved: int) -> int | None:
    """A position that puts ``moved`` between its new neighbours, in the middle where there is room."""
    ahead = others[index - 1] if index else None
    behind = others[index] if index < len(others) else None
    if behind is None:
        last = 0 if ahead is None else ahead.position + STEP
        return last if last <= POSITION_LIMIT else None
    low = 0 if ahead is None else ahead.position
    candidates = ((low + behind.position) // 2, low, behind.position)
    for position in candidates:
        order = (position, moved)
        if order < behind.order and (ahead is None or order > ahead.order):
            return position
    return None

"""Checks how often, to whom and when an invitation shows, when it is saved."""

from __future__ import annotations

from app.domain.errors import InvalidInput
from app.domain.schedule_reading import moment_text, weekly_document, yearly_text
from app.domain.translation import N_
from app.invitations.draft_parts import Schedule, stored
from app.invitations.open_hours import schedule_of
from app.invitations.vocabulary import InvitationDraft

POSITION_LIMIT = 1_000_000
SHOWS_LIMIT = 1_000
EXPIRY_LIMIT_SECONDS = 7 * 86_400


def limit_columns(draft: InvitationDraft) -> dict[str, object]:
    """The columns of limits and schedule; raises InvalidInput naming the first field that cannot be kept."""
    _within("position", draft.position, 0, POSITION_LIMIT)
    _within("max_shows", draft.max_shows, 0, SHOWS_LIMIT)
    if draft.expires_after is not None:
        _within("expires_after", draft.expires_after, 1, EXPIRY_LIMIT_SECONDS)
    return {
        "position": draft.position,
        "max_shows": draft.max_shows,
        "once_per_visitor": draft.once_per_visitor,
        "expires_after": draft.expires_after,
        "audience": draft.audience.value,
        "frequency": stored(draft.frequency),
        "schedule": stored(checked_schedule(draft.schedule)),
    }


def checked_schedule(part: Schedule | None) -> Schedule | None:
    """The schedule in the one form in which it is kept, None for none; raises InvalidInput naming the first fault."""
    read = schedule_of(part)
    if read is None:
        return None
    return Schedule(
        start=moment_text(read.start) if read.start else None,
        until=moment_text(read.until) if read.until else None,
        weekly=weekly_document(read.weekly),
        yearly=yearly_text(read.yearly) if read.yearly else None,
    )


def _within(field: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise InvalidInput(N_("must be from %(least)s to %(most)s"), field=field, values={"least": least, "most": most})

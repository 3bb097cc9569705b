"""What holds an automatic invitation back although its rule holds: audience, hours, chats, closings, limits, budget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.chats.queries import ChatStanding
from app.domain import rules
from app.domain.translation import N_
from app.foundation import settings
from app.invitations.after_closing import objections_after_closing
from app.invitations.contact_budget import (
    BUDGET_SETTINGS,
    NO_BUDGET,
    ContactBudget,
    budget_from,
    objections_of_budget,
)
from app.invitations.draft_parts import Audience
from app.invitations.live_set import LiveInvitation
from app.invitations.log_details import kept
from app.invitations.open_hours import OpenHours
from app.invitations.past_showings import NO_PAST, Past
from app.invitations.vocabulary import Refusal, Refused

TIME_ZONE = "site.time_zone"
PAUSE_AFTER_CHAT = "invitations.pause_after_chat_hours"
PAUSE_AFTER_MANUAL = "invitations.pause_after_manual_close_hours"
LONGEST_PAUSE_HOURS = 8_760
RESTRAINT_SETTINGS = (TIME_ZONE, PAUSE_AFTER_CHAT, PAUSE_AFTER_MANUAL, *BUDGET_SETTINGS)

settings.declare(PAUSE_AFTER_CHAT, 24, settings.whole_number(PAUSE_AFTER_CHAT, 0, LONGEST_PAUSE_HOURS))
settings.declare(PAUSE_AFTER_MANUAL, 24, settings.whole_number(PAUSE_AFTER_MANUAL, 0, LONGEST_PAUSE_HOURS))


@dataclass(frozen=True, slots=True)
class Restraint:
    """What decides about holding back, for one visitor on one page. ``zone`` is the site's."""

    zone: str
    pause_after_chat: timedelta
    pause_after_manual: timedelta
    budget: ContactBudget = NO_BUDGET
    has_open_chat: bool = False
    last_chat_at: datetime | None = None
    past: Past = NO_PAST


def restraint_from(values: Mapping[str, Any], standing: ChatStanding) -> Restraint:
    """The site's settings (``RESTRAINT_SETTINGS``) and the visitor's chats; nothing of what was shown yet."""
    return Restraint(
        zone=values[TIME_ZONE],
        pause_after_chat=timedelta(hours=values[PAUSE_AFTER_CHAT]),
        pause_after_manual=timedelta(hours=values[PAUSE_AFTER_MANUAL]),
        budget=budget_from(values),
        has_open_chat=standing.has_open,
        last_chat_at=standing.last_activity_at,
    )


def restraint_objections(
    live: LiveInvitation, held: Restraint, now: datetime, *, is_identified: bool, hours: OpenHours
) -> Iterator[Refused]:
    """Everything that holds this invitation back, the most telling first."""
    yield from _of_the_hours(live, held, now, hours)
    if not _is_meant(live.audience, is_identified=is_identified):
        yield Refused(Refusal.AUDIENCE, _kept(_ONLY_FOR[live.audience]))
    yield from _of_chats(live, held, now)
    yield from _of_closed_by_hand(held, now)
    yield from objections_after_closing(live.id, held.past.closings)
    yield from _of_own_limits(live, held.past)
    yield from objections_of_budget(live.id, held.past.contacts, held.budget, now)


_ONLY_FOR = {
    Audience.VISITORS: N_("It is for visitors without a signed user id."),
    Audience.IDENTIFIED: N_("It is for visitors with a signed user id."),
}


def _is_meant(audience: Audience, *, is_identified: bool) -> bool:
    return audience is Audience.EVERYONE or (audience is Audience.IDENTIFIED) is is_identified


def _of_the_hours(live: LiveInvitation, held: Restraint, now: datetime, hours: OpenHours) -> Iterator[Refused]:
    if live.schedule is None:
        return
    state = hours.opening(live.schedule, now, held.zone)
    if state.is_open:
        return
    if state.until is None:
        yield Refused(Refusal.SCHEDULE, _kept(N_("Its time is over for good.")))
    else:
        at = f"{state.until:%Y-%m-%d %H:%M}"
        yield Refused(Refusal.SCHEDULE, _kept(N_("It opens at %(at)s UTC."), at=at), state.until)


def _of_chats(live: LiveInvitation, held: Restraint, now: datetime) -> Iterator[Refused]:
    last_chat_at = held.last_chat_at
    if held.has_open_chat:
        if not live.is_for_open_chats:
            yield Refused(Refusal.OPEN_CHAT)
    elif last_chat_at is not None and now - last_chat_at < held.pause_after_chat:
        told = _kept(N_("The last chat was at %(at)s UTC."), at=f"{last_chat_at:%Y-%m-%d %H:%M}")
        yield Refused(Refusal.RECENT_CHAT, told, last_chat_at + held.pause_after_chat)


def _of_closed_by_hand(held: Restraint, now: datetime) -> Iterator[Refused]:
    """The visitor closed what an operator sent: the machine is silent for a while."""
    closed_at = held.past.manual_closed_at
    if closed_at is not None and now - closed_at < held.pause_after_manual:
        told = _kept(N_("It was closed at %(at)s UTC."), at=f"{closed_at:%Y-%m-%d %H:%M}")
        yield Refused(Refusal.RECENT_MANUAL, told, closed_at + held.pause_after_manual)


def _of_own_limits(live: LiveInvitation, past: Past) -> Iterator[Refused]:
    shown = past.shown.get(live.id, 0)
    if live.once_per_visitor and past.shown_to_person.get(live.id, shown):
        yield Refused(Refusal.ONCE_PER_VISITOR)
    elif live.max_shows and shown >= live.max_shows:
        yield Refused(Refusal.MAX_SHOWS, _kept(N_("Times shown: %(number)s."), number=shown))


def _kept(sentence: str, **values: object) -> str:
    return kept(rules.Reason("", sentence, values))

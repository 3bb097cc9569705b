"""Pages that wait for an operator's invitation: told within an instant, and without a socket.

The page that is in front of the visitor holds one request open for up to 25 s; it is answered as soon as what waits for
the visitor is another thing than the page knows. Such a request passes every proxy and needs no more of a page's
content policy than page views do, keeps no page out of the back/forward cache, and costs one of the six connections
that a browser opens to one host. It is a hint: the answers to page views and signals carry the same key.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Annotated, Any

import msgspec

from app.domain import events
from app.foundation import briefly, clock, jobs
from app.foundation.database import db, transaction
from app.foundation.events import listen
from app.foundation.farewells import before_leaving
from app.foundation.text import clean_line
from app.invitations.manual_claim import ManualClaim, claim_manual, release_manual
from app.invitations.manual_queries import (
    OPEN_TOPIC,
    open_manual_key,
    open_manual_keys,
    recent_manual_keys,
    visitor_with_open_manual,
)
from app.invitations.vocabulary import Granted, Refusal
from app.operators.teams import was_somebody_there
from app.visitors.addresses import clean_url
from app.visitors.tokens import visitor_key_from
from app.widget import pace
from app.widget.assets import panel_file_address
from app.widget.bodies import Key, Short, Token
from app.widget.callers import Caller

MODULE = "listen.js"
LONGEST_SECONDS = 25
PAGES_PER_VISITOR = 6
MOST_PAGES = 8_000
MOST_DEPARTMENTS = 20
MOST_TEAMS = 200
"""So many different lists of departments are looked after; pages name them, so anybody may bring new ones."""

LATER_SECONDS = 30


class ListenBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A page asks to be told; ``known`` is the key that it has heard of already.

    ``online`` is what the page knows of the team of its ``departments``, which it is told when that changes.
    ``leaving``: the page is out of sight, and another tab may show what this one did.
    """

    page_id: Key
    tab_id: Key
    token: Token | None = None
    known: Short | None = None
    departments: Annotated[tuple[Short, ...], msgspec.Meta(max_length=MOST_DEPARTMENTS)] = ()
    online: bool | None = None
    leaving: bool = False
    seconds: Annotated[float, msgspec.Meta(ge=0, le=LONGEST_SECONDS)] = LONGEST_SECONDS


class ManualClaimBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A page has heard of an operator's invitation and asks for its words."""

    page_id: Key
    tab_id: Key
    key: Short
    url: str
    token: Token | None = None


class Waited(Enum):
    """How waiting ended."""

    WOKEN = "woken"
    IN_VAIN = "in vain"
    NO_ROOM = "no room"


@dataclass(slots=True)
class _Waiting:
    visitor_id: int
    tab_key: str
    known: str | None
    team: tuple[str, ...] = ()
    online: bool | None = None
    woken: threading.Event = field(default_factory=threading.Event)


class WaitingPages:
    """The pages of this process that wait. A tab waits once; of a visitor's too many tabs the oldest is sent away."""

    def __init__(self) -> None:
        self._waiting: dict[int, OrderedDict[str, _Waiting]] = {}
        self._number = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many pages wait."""
        return self._number

    def wait(
        self,
        visitor_id: int,
        tab_key: str,
        known: str | None,
        seconds: float,
        team: tuple[str, ...] = (),
        online: bool | None = None,
    ) -> Waited:
        """Wait until somebody calls ``wake``, or the time is up; ``online`` is what is known of the team."""
        mine = _Waiting(visitor_id, tab_key, known, team, online)
        with self._lock:
            if self._number >= MOST_PAGES:
                return Waited.NO_ROOM
            tabs = self._waiting.setdefault(visitor_id, OrderedDict())
            sent_away = [tabs.pop(tab_key, None)]
            if len(tabs) >= PAGES_PER_VISITOR:
                sent_away.append(tabs.popitem(last=False)[1])
            tabs[tab_key] = mine
            gone = [each for each in sent_away if each is not None]
            self._number += 1 - len(gone)
        for each in gone:
            each.woken.set()
        is_woken = mine.woken.wait(seconds)
        self._leave(mine)
        return Waited.WOKEN if is_woken else Waited.IN_VAIN

    def wake(self, visitor_id: int) -> None:
        """Something changed for this visitor."""
        with self._lock:
            waiting = list(self._waiting.get(visitor_id, {}).values())
        for each in waiting:
            each.woken.set()

    def wake_outdated(self, keys: dict[int, str]) -> None:
        """Wake all who know something else than what waits for them; ``keys`` by visitor id."""
        with self._lock:
            waiting = [each for tabs in self._waiting.values() for each in tabs.values()]
        for each in waiting:
            if keys.get(each.visitor_id) != each.known:
                each.woken.set()

    def wake_misled(self, is_online: Callable[[tuple[str, ...]], bool]) -> None:
        """Wake all who know another thing about their team than what is the case."""
        with self._lock:
            waiting = [each for tabs in self._waiting.values() for each in tabs.values() if each.online is not None]
        teams = {team: is_online(team) for team in list(dict.fromkeys(each.team for each in waiting))[:MOST_TEAMS]}
        for each in waiting:
            if teams.get(each.team, each.online) is not each.online:
                each.woken.set()

    def wake_all(self) -> None:
        """Let everybody go, because the server goes away."""
        with self._lock:
            waiting = [each for tabs in self._waiting.values() for each in tabs.values()]
        for each in waiting:
            each.woken.set()

    def _leave(self, mine: _Waiting) -> None:
        with self._lock:
            tabs = self._waiting.get(mine.visitor_id)
            if tabs is None or tabs.get(mine.tab_key) is not mine:
                return
            del tabs[mine.tab_key]
            self._number -= 1
            if not tabs:
                del self._waiting[mine.visitor_id]


waiting_pages = WaitingPages()
before_leaving(waiting_pages.wake_all)


def push_document(visitor_id: int, now: datetime) -> dict[str, Any]:
    """What the answer to a page view says: where the listening code lies, and what waits for the visitor already."""
    return {"module": panel_file_address(MODULE), **waiting_document(visitor_id, now)}


def waiting_document(visitor_id: int, now: datetime) -> dict[str, Any]:
    """What the answer to signals says: the key of what waits for the visitor or is on their screen."""
    return {"manual": recent_manual_keys(now).get(visitor_id)}


def listen_for_page(body: ListenBody, caller: Caller, now: datetime) -> dict[str, Any]:
    """Answer what waits for the visitor as soon as it is not what the page knows, or after the time it gives.

    ``again_in`` is in how many seconds to ask again; None: not at all, because this visitor is not tracked.
    """
    visitor_key = visitor_key_from(body.token) if caller.untracked is None else None
    found = visitor_with_open_manual(visitor_key, now) if visitor_key else None
    if found is None or visitor_key is None:
        return {"manual": None, "again_in": None}
    pace.LISTEN_PACE.demand(visitor_key)
    visitor_id, key = found
    if body.leaving:
        with transaction():
            release_manual(visitor_id, body.tab_id, now)
        return {"manual": None, "again_in": None}
    if key != body.known or body.seconds == 0:
        return {"manual": key, "again_in": 0}
    if body.online is not None and was_somebody_there(body.departments, now) is not body.online:
        return {"manual": key, "again_in": 0, "team": {"online": not body.online}}
    db.session.rollback()  # who waits holds no connection to the database
    outcome = waiting_pages.wait(
        visitor_id, body.tab_id, body.known, body.seconds, team=body.departments, online=body.online
    )
    team = {}
    if outcome is Waited.WOKEN:
        now = clock.now()
        key = open_manual_key(visitor_id, now)
        team = {"team": {"online": was_somebody_there(body.departments, now)}} if body.online is not None else {}
    return {"manual": key, "again_in": LATER_SECONDS if outcome is Waited.NO_ROOM else 0, **team}


def claim_for_page(body: ManualClaimBody, caller: Caller, now: datetime) -> Granted | Refusal:
    """Decide whether the operator's invitation is shown in this tab now."""
    visitor_key = visitor_key_from(body.token)
    if visitor_key is None or caller.untracked is not None:
        return Refusal.NOT_TRACKED
    pace.SIGNAL_PACE.demand(visitor_key)
    request = ManualClaim(visitor_key, clean_line(body.key, 64), body.tab_id, clean_url(body.url))
    decision = claim_manual(request, now)
    return decision if isinstance(decision, Granted) else decision.reason


@jobs.every(0.5, "widget.listening")
def tell_waiting_pages() -> None:
    """Wake the pages of this process for what another process wrote."""
    if len(waiting_pages):
        now = clock.now()
        waiting_pages.wake_outdated(open_manual_keys(now))
        waiting_pages.wake_misled(lambda team: was_somebody_there(team, now))


def _on_manual_changed(event: events.ManualInvitationChanged) -> None:
    briefly.forget(OPEN_TOPIC)
    waiting_pages.wake(event.manual.visitor_id)


listen(events.ManualInvitationChanged, _on_manual_changed)

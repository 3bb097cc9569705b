"""The live invitations, compiled: every worker holds them ready and reads them anew only when one has changed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import Row, Table, bindparam, select

from app.domain.rules import Candidate, CandidateIndex, EventNeed, Scope, decode_stored, event_needs
from app.domain.schedule import Schedule
from app.domain.snapshots import InvitationState
from app.foundation import clock
from app.foundation.database import db
from app.invitations.clock_watch import ClockWatch
from app.invitations.draft_parts import Audience, Frequency, restored
from app.invitations.models import Invitation, InvitationSet
from app.invitations.moments import live_moment
from app.invitations.needs import NOTHING, Needs, is_for_open_chats, needs_of
from app.invitations.open_hours import OpenHours, stored_schedule
from app.invitations.vocabulary import LiveMoment, Refusal, WhenTeam
from app.plugin_host import host

logger = logging.getLogger(__name__)
CHECK_SECONDS = 1.0
ROWS_AT_ONCE = 50
_INVITATIONS = cast(Table, Invitation.__table__)
_NEXT_LIVE = (
    select(_INVITATIONS)
    .where(_INVITATIONS.c.state == InvitationState.LIVE.value, _INVITATIONS.c.id > bindparam("last_id"))
    .order_by(_INVITATIONS.c.id)
    .limit(ROWS_AT_ONCE)
)
EXTENSION = "beckon.live_set"
NO_CLOCKS = ClockWatch(())
ALWAYS_THE_SAME = Frequency()


@dataclass(frozen=True, slots=True)
class LiveInvitation:
    """What arming and claiming need to know of an invitation without asking the database."""

    id: int
    key: str
    version: int
    when_team: WhenTeam
    candidate: Candidate
    is_for_open_chats: bool = False
    moment: LiveMoment | None = None
    audience: Audience = Audience.EVERYONE
    schedule: Schedule | None = None
    frequency: Frequency = ALWAYS_THE_SAME
    max_shows: int = 0
    once_per_visitor: bool = False


@dataclass(frozen=True, slots=True)
class LiveSet:
    """All live invitations of one set version, with the index that finds the possible ones for a page.

    ``event_needs`` is what their rules have to know of recorded events, ``needs`` what else has to be looked up.
    ``for_open_chats`` can only show inside a chat, ``clock_watch`` knows when a time of day changes what they
    say, ``open_hours`` what their schedules say.
    """

    version: int
    by_key: Mapping[str, LiveInvitation]
    index: CandidateIndex
    event_needs: Mapping[str, EventNeed]
    needs: Needs = NOTHING
    for_open_chats: frozenset[str] = frozenset()
    clock_watch: ClockWatch = NO_CLOCKS
    open_hours: OpenHours = field(default_factory=OpenHours)


class LiveSetHolder:
    """Keeps the newest compiled set; a change by another process is noticed within a second, beside the requests."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._set: LiveSet | None = None
        self._checked_at = 0.0
        self._compiling = threading.Lock()

    def current(self) -> LiveSet:
        """The set to use now; only the very first call compiles while somebody waits."""
        held = self._set
        if held is None:
            return self.refresh()
        if clock.monotonic() - self._checked_at >= CHECK_SECONDS:
            self._checked_at = clock.monotonic()
            if stored_version() != held.version and not self._compiling.locked():
                threading.Thread(target=self._refresh_beside, daemon=True).start()
        return held

    def refresh(self) -> LiveSet:
        """Compile the set from the database, unless somebody else just has, and swap it in."""
        with self._compiling:
            held = self._set
            if held is None or held.version != stored_version():
                held = self._set = compile_live_set()
            self._checked_at = clock.monotonic()
            return held

    def _refresh_beside(self) -> None:
        try:
            with self._app.app_context():
                self.refresh()
        except Exception:
            logger.exception("the live invitations could not be compiled; the earlier ones stay in force")


def live_set() -> LiveSet:
    """The live invitations of the running application."""
    return holder().current()


def holder() -> LiveSetHolder:
    """The running application's holder of the live set."""
    found: LiveSetHolder = current_app.extensions[EXTENSION]
    return found


def stored_version() -> int:
    """The number that grows with every change of any invitation; 0 before the first."""
    return db.session.execute(select(InvitationSet.version).where(InvitationSet.id == 1)).scalar_one_or_none() or 0


def compile_live_set() -> LiveSet:
    """Read every live invitation and build the index over their rules, letting other requests go on in between."""
    version = stored_version()
    live = [compiled(row) for row in _live_rows()]
    return LiveSet(
        version=version,
        by_key={each.key: each for each in live},
        index=CandidateIndex([each.candidate for each in live], _let_others_work),
        event_needs=event_needs(each.candidate.rule for each in live),
        needs=needs_of(each.candidate.rule for each in live),
        for_open_chats=frozenset(each.key for each in live if each.is_for_open_chats),
        clock_watch=ClockWatch(each.candidate for each in live),
    )


def _live_rows() -> Iterator[Row[Any]]:
    last_id = 0
    while rows := db.session.execute(_NEXT_LIVE, {"last_id": last_id}).all():
        yield from rows
        last_id = rows[-1].id
        _let_others_work()


def _let_others_work() -> None:
    clock.sleep(0)


def compiled(row: Row[Any] | Invitation) -> LiveInvitation:
    """An invitation made ready for judging, whatever its state."""
    moment = live_moment(row.moment)
    never_comes = moment is not None and moment.module is None
    candidate = Candidate(
        key=row.key,
        position=row.position,
        created_order=row.id,
        rule=decode_stored(row.conditions, host().registry.facts),
        scope=Scope(identifier=row.identifier, departments=tuple(row.departments), language=row.language),
        held_back=Refusal.MOMENT.value if never_comes else None,
    )
    return LiveInvitation(
        id=row.id,
        key=row.key,
        version=row.version,
        when_team=WhenTeam(row.when_team),
        candidate=candidate,
        is_for_open_chats=is_for_open_chats(candidate.rule),
        moment=moment,
        audience=Audience(row.audience),
        schedule=stored_schedule(row.schedule),
        frequency=restored(row.frequency, Frequency),
        max_shows=row.max_shows,
        once_per_visitor=row.once_per_visitor,
    )

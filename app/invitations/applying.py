"""Makes the invitations of this installation those of a file: all of it or nothing, and a second time changes nothing.

Planning is applying, looked at and taken back, so that a plan cannot promise what applying would refuse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.domain.errors import BeckonError, Conflict, InvalidInput
from app.domain.rules.lint import LintFinding, blocking
from app.domain.snapshots import InvitationState
from app.domain.translation import N_
from app.foundation.database import db, transaction
from app.invitations import authoring
from app.invitations.applying_events import EventChange, apply_event
from app.invitations.document_faults import fault_at
from app.invitations.documents import ReadInvitation, read_document, written_place
from app.invitations.file_texts import FileShape, shape_of
from app.invitations.lint_words import written_path
from app.invitations.linting import findings_for, surroundings
from app.invitations.live_set import LiveInvitation, compiled, live_set
from app.invitations.models import Invitation
from app.invitations.queries import draft_of
from app.invitations.versions import SaveAction, Saving, document_of_row
from app.invitations.vocabulary import InvitationDraft

FROM_FILE = Saving(SaveAction.APPLIED, "file")
TURNED_BY_FILE = Saving(None, "file")
_EVERY = select(Invitation).order_by(Invitation.id)
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('beckon.invitation_files'))")


@dataclass(frozen=True, slots=True)
class InvitationChange:
    """What becomes of one invitation; ``before`` is None for a new one, ``after`` for one that is deleted.

    ``draft`` is what was written, as it is afterwards.
    """

    key: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    findings: tuple[LintFinding, ...] = ()
    draft: InvitationDraft | None = None

    @property
    def is_change(self) -> bool:
        """Whether anything differs."""
        return self.before != self.after

    @property
    def is_live(self) -> bool:
        """Whether it is live afterwards."""
        return self.after is not None and self.after["state"] == InvitationState.LIVE.value


@dataclass(frozen=True, slots=True)
class Refusal:
    """What cannot be: ``error.field`` is the place in the file, ``findings`` say why one could never show."""

    error: BeckonError
    findings: tuple[LintFinding, ...] = ()


@dataclass(slots=True)
class Outcome:
    """Everything that a file changes (or would change), and everything in it that is refused."""

    events: list[EventChange] = field(default_factory=list)
    invitations: list[InvitationChange] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def has_changes(self) -> bool:
        """Whether applying would change, or has changed, anything at all."""
        return any(each.is_change for each in self.events) or any(each.is_change for each in self.invitations)


class FileRefused(InvalidInput):
    """Nothing was applied; ``outcome.refusals`` say why, and the message is that of the first."""

    def __init__(self, outcome: Outcome) -> None:
        first = outcome.refusals[0].error
        super().__init__(first.template, field=first.field, code=first.code, values=first.values)
        self.outcome = outcome


class _TakenBackError(Exception):
    """Ends the transaction of a plan."""


def plan_file(document: object, *, now: datetime, prune: bool = False) -> Outcome:
    """What applying would do; nothing is changed. Raises only where the file as a whole cannot be read."""
    outcome, standing = Outcome(), live_set().by_key
    with suppress(_TakenBackError), transaction():
        _carry_out(document, outcome, standing, None, now, prune=prune)
        _take_back()
    return outcome


def apply_file(document: object, *, operator_id: int | None = None, now: datetime, prune: bool = False) -> Outcome:
    """Change everything that the file says, or raise ``FileRefused`` and change nothing.

    ``prune`` also deletes the invitations that the file does not name; events are never deleted.
    """
    outcome, standing = Outcome(), live_set().by_key
    try:
        with transaction():
            _carry_out(document, outcome, standing, operator_id, now, prune=prune)
            if outcome.refusals:
                raise FileRefused(outcome)
    except IntegrityError as error:
        raise Conflict(
            N_("somebody else saved an invitation at this moment; nothing was applied, try again")
        ) from error
    return outcome


def _take_back() -> NoReturn:
    raise _TakenBackError


def _carry_out(
    document: object,
    outcome: Outcome,
    standing: Mapping[str, LiveInvitation],
    operator_id: int | None,
    now: datetime,
    *,
    prune: bool,
) -> None:
    """``standing`` are the live invitations as they are before anything is written."""
    shape = shape_of(document)
    _wait_for_others()
    _write_events(shape, outcome, now)
    rows = {row.key: row for row in db.session.execute(_EVERY.with_for_update()).scalars()}
    before = {key: document_of_row(row) for key, row in rows.items()}
    places: dict[str, str] = {}
    for number, written in enumerate(shape.invitations):
        place = f"invitations[{number}]"
        try:
            read = _read(written, place, rows, places)
            _write(read, rows.get(read.key), before.get(read.key), operator_id, now)
        except BeckonError as error:
            outcome.refusals.append(Refusal(_placed(error, place)))
    for key in before:
        if prune and key not in places:
            authoring.delete_invitation(key, operator_id=operator_id, now=now)
    outcome.invitations += _changes(before, places, standing, now)
    outcome.refusals += _never_shown(outcome.invitations, places)


def _write_events(shape: FileShape, outcome: Outcome, now: datetime) -> None:
    for number, written in enumerate(shape.events):
        try:
            outcome.events.append(apply_event(written, f"events[{number}]", now))
        except BeckonError as error:
            outcome.refusals.append(Refusal(error))


def _never_shown(changes: Sequence[InvitationChange], places: Mapping[str, str]) -> list[Refusal]:
    """What would be live and could never show."""
    return [
        Refusal(_never_shows(change, places[change.key]), blocking(change.findings))
        for change in changes
        if change.is_change and change.is_live and blocking(change.findings)
    ]


def _wait_for_others() -> None:
    """Only one file is applied at a time; on SQLite the transaction itself sees to that."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(_ONE_AT_A_TIME)


def _read(written: object, place: str, rows: Mapping[str, Invitation], places: dict[str, str]) -> ReadInvitation:
    key = written.get("key") if isinstance(written, Mapping) else None
    if isinstance(key, str):
        if key in places:
            raise InvalidInput(
                N_("“%(key)s” stands twice in this file, also at %(place)s"),
                field="key",
                code="twice",
                values={"key": key[:100], "place": places[key]},
            )
        places[key] = place
    kept = rows[key].conditions if isinstance(key, str) and key in rows else None
    return read_document(written, kept=kept)


def _write(
    read: ReadInvitation,
    row: Invitation | None,
    before: Mapping[str, Any] | None,
    operator_id: int | None,
    now: datetime,
) -> None:
    if row is None:
        authoring.create_invitation(
            read.draft, operator_id=operator_id, now=now, key=read.key, is_key_exact=True, saving=FROM_FILE
        )
    elif not authoring.is_as_stored(row, read.draft):
        authoring.change_invitation(
            read.key, read.draft, expected_version=row.version, operator_id=operator_id, now=now, saving=FROM_FILE
        )
    state = before["state"] if before else InvitationState.DRAFT.value
    if state != read.state.value:
        authoring.put_state(read.key, read.state, operator_id=operator_id, now=now, saving=TURNED_BY_FILE)


def _changes(
    before: Mapping[str, Mapping[str, Any]],
    places: Mapping[str, str],
    standing: Mapping[str, LiveInvitation],
    now: datetime,
) -> list[InvitationChange]:
    """What was written, read back; judged beside all the others as they are now."""
    rows = {row.key: row for row in db.session.execute(_EVERY).scalars()}
    seen = surroundings(now, {**standing, **{key: compiled(rows[key]) for key in places if key in rows}})
    found = []
    for key in dict.fromkeys([*places, *before]):
        if key not in places and key in rows:
            continue
        row = rows.get(key)
        if row is None and key not in before:
            continue
        after = document_of_row(row) if row else None
        draft = draft_of(row) if row else None
        findings = findings_for(draft, now=now, key=key, seen=seen) if draft else ()
        found.append(InvitationChange(key, before.get(key), after, tuple(findings), draft))
    return found


def _never_shows(change: InvitationChange, place: str) -> InvalidInput:
    first = blocking(change.findings)[0]
    field = written_place(written_path(first.path)) or "state"
    error = InvalidInput(
        N_("“%(key)s” could never show, so it cannot be live"), field=field, code="findings", values={"key": change.key}
    )
    return fault_at(error, place)


def _placed(error: BeckonError, place: str) -> BeckonError:
    if not isinstance(error, InvalidInput):
        return error
    mapped = InvalidInput(error.template, field=written_place(error.field or ""), code=error.code, values=error.values)
    return fault_at(mapped, place)

"""Writing invitations: create, change, launch, pause; whatever is saved has been read and understood first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select, update

from app.departments.queries import departments_by_alias
from app.domain import events, rules
from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.snapshots import InvitationSnapshot, InvitationState
from app.domain.translation import N_
from app.foundation.database import Publish, db, insert_if_new, transaction
from app.foundation.text import clean_line
from app.invitations import queries
from app.invitations.checked_aftermath import aftermath_columns
from app.invitations.checked_experiment import experiment_columns
from app.invitations.checked_limits import limit_columns
from app.invitations.checked_message import message_columns
from app.invitations.checked_sender import sender_columns
from app.invitations.document_order import plain
from app.invitations.draft_parts import Channel
from app.invitations.epochs import follow_epoch
from app.invitations.models import Invitation, InvitationSet
from app.invitations.moments import read_moment
from app.invitations.type_rules import check_type
from app.invitations.versions import BY_HAND, SaveAction, Saving, begin_history, remember
from app.invitations.vocabulary import InvitationDraft
from app.operators.audit import Action, record_by
from app.plugin_host import host

RESERVED_KEYS = frozenset({"new", "sentence", "bulk", "address-test", "suggestions"})
"""Keys that would hide a page under ``/invitations/``."""

_AUDITED = {InvitationState.LIVE: Action.INVITATION_LAUNCHED, InvitationState.PAUSED: Action.INVITATION_PAUSED}


def create_invitation(
    draft: InvitationDraft,
    *,
    operator_id: int | None,
    now: datetime,
    key: str | None = None,
    is_key_exact: bool = False,
    saving: Saving = BY_HAND,
) -> InvitationSnapshot:
    """Save a new invitation as a draft; its key is made from its name unless one is given.

    A key that is taken gets a number behind it; with ``is_key_exact`` it is refused, and so is a reserved one.
    """
    values = _checked(draft)
    with transaction() as publish:
        row = Invitation(
            key=_own_key(key) if key and is_key_exact else free_key(key or str(values["name"])),
            state="draft",
            version=1,
            created_at=now,
            updated_at=now,
            **values,
        )
        db.session.add(row)
        return _saved(publish, row, operator_id, now, _done(saving, SaveAction.CREATED))


def change_invitation(
    key: str,
    draft: InvitationDraft,
    *,
    expected_version: int,
    operator_id: int | None,
    now: datetime,
    saving: Saving = BY_HAND,
) -> InvitationSnapshot:
    """Save over an invitation; whoever saved in between is not overwritten but reported."""
    values = _checked(draft)
    with transaction() as publish:
        row = _row(key)
        if row.version != expected_version:
            raise _changed()
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.updated_at = now
        return _saved(publish, row, operator_id, now, _done(saving, SaveAction.SAVED))


def launch(key: str, *, operator_id: int | None, now: datetime, saving: Saving = BY_HAND) -> InvitationSnapshot:
    """Offer it to visitors from now on."""
    return _turn(key, InvitationState.LIVE, operator_id, now, _done(saving, SaveAction.LAUNCHED))


def pause(key: str, *, operator_id: int | None, now: datetime, saving: Saving = BY_HAND) -> InvitationSnapshot:
    """Offer it to nobody until it is launched again."""
    return _turn(key, InvitationState.PAUSED, operator_id, now, _done(saving, SaveAction.PAUSED))


def put_state(
    key: str, state: InvitationState, *, operator_id: int | None, now: datetime, saving: Saving = BY_HAND
) -> InvitationSnapshot:
    """Put it into any state, also from a draft to paused, as a file may say that comes from another installation."""
    words = {InvitationState.LIVE: SaveAction.LAUNCHED, InvitationState.PAUSED: SaveAction.PAUSED}
    done = _done(saving, words.get(state, SaveAction.SAVED))
    return _turn(key, state, operator_id, now, done, is_any_allowed=True)


def delete_invitation(
    key: str, *, operator_id: int | None, now: datetime, expected_version: int | None = None
) -> InvitationSnapshot:
    """Forget an invitation with its showings, its log, its conversions and its history; chats stay."""
    with transaction() as publish:
        row = _row(key)
        if expected_version is not None and row.version != expected_version:
            raise _changed()
        snapshot = queries.invitation_snapshot(row)
        db.session.execute(delete(Invitation).where(Invitation.id == row.id))
        db.session.expunge(row)
        record_by(operator_id, Action.INVITATION_DELETED, snapshot.name, now=now)
        _count_change()
        publish(events.InvitationsChanged(at=now, invitation=snapshot, operator_id=operator_id))
        return snapshot


def is_as_stored(row: Invitation, draft: InvitationDraft) -> bool:
    """Whether saving the draft would change nothing; raises InvalidInput where it could not be saved."""
    return all(plain(getattr(row, name)) == plain(value) for name, value in _checked(draft).items())


def reposition(publish: Publish, positions: Mapping[int, int], operator_id: int | None, now: datetime) -> None:
    """Give the invitations with these ids other positions, inside the caller's transaction."""
    for row in db.session.execute(
        select(Invitation).where(Invitation.id.in_(positions)).order_by(Invitation.id)
    ).scalars():
        begin_history(row)
        row.position = positions[row.id]
        row.version += 1
        row.updated_at = now
        _saved(publish, row, operator_id, now, Saving(SaveAction.MOVED))


def _turn(
    key: str,
    state: InvitationState,
    operator_id: int | None,
    now: datetime,
    saving: Saving,
    *,
    is_any_allowed: bool = False,
) -> InvitationSnapshot:
    with transaction() as publish:
        row = _row(key)
        never_launched = state is InvitationState.PAUSED and row.state == InvitationState.DRAFT.value
        if never_launched and not is_any_allowed:
            raise Conflict(N_("a draft was never launched, so it cannot be paused"), code="not_live")
        if state is InvitationState.LIVE and row.state != state.value:
            row.launched_at, row.launched_by = now, operator_id
        if state in _AUDITED and row.state != state.value:
            record_by(operator_id, _AUDITED[state], row.name, now=now)
        row.state = state.value
        row.updated_at = now
        return _saved(publish, row, operator_id, now, saving)


def _done(saving: Saving, action: SaveAction) -> Saving:
    return saving if saving.action else replace(saving, action=action)


def _saved(
    publish: Publish, row: Invitation, operator_id: int | None, now: datetime, saving: Saving
) -> InvitationSnapshot:
    db.session.flush()
    follow_epoch(row, now)
    remember(row, saving, operator_id, now)
    _count_change()
    snapshot = queries.invitation_snapshot(row)
    publish(events.InvitationsChanged(at=now, invitation=snapshot, operator_id=operator_id))
    return snapshot


def _count_change() -> None:
    db.session.execute(insert_if_new(InvitationSet).values(id=1, version=0))
    db.session.execute(update(InvitationSet).values(version=InvitationSet.version + 1))


def _changed() -> Conflict:
    return Conflict(N_("somebody else has saved this invitation meanwhile; load it again"), code="changed")


def _row(key: str) -> Invitation:
    row = db.session.execute(select(Invitation).where(Invitation.key == key).with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound(N_("there is no such invitation"))
    begin_history(row)
    return row


def _checked(draft: InvitationDraft) -> dict[str, object]:
    """The draft's values as columns; raises InvalidInput naming the first field that cannot be kept."""
    registry = host().registry
    name = clean_line(draft.name, 200)
    if not name:
        raise InvalidInput(N_("give it a name; visitors do not see it"), field="name")
    if draft.channel is not Channel.PROACTIVE:
        raise InvalidInput(
            N_("the channel “%(channel)s” arrives with a later version; choose proactive"),
            field="channel",
            code="not_an_option",
            values={"channel": draft.channel.value},
        )
    kind = registry.invitation_types.get(draft.type)
    if kind is None:
        raise InvalidInput(
            N_("no enabled plugin offers the type “%(type)s”"), field="type", values={"type": draft.type}
        )
    rule = rules.decode(draft.conditions, registry.facts)
    moment = read_moment(draft.moment)
    check_type(kind, moment, rule)
    departments = _known_departments(draft.departments)
    return {
        "name": name,
        "type": draft.type,
        "channel": draft.channel.value,
        "campaign": _short(draft.campaign, 100),
        "identifier": _short(draft.identifier, 50),
        "departments": departments,
        "language": _short(draft.language, 20),
        "when_team": draft.when_team.value,
        "conditions": rules.encode(rule),
        "moment": moment.document if moment else None,
        **limit_columns(draft),
        **message_columns(draft),
        **sender_columns(draft),
        **aftermath_columns(draft),
        **experiment_columns(draft),
    }


def _known_departments(aliases: Sequence[str]) -> list[str]:
    known = {each.alias for each in departments_by_alias(aliases)}
    unknown = [alias for alias in aliases if alias not in known]
    if unknown:
        names = "”, “".join(unknown)
        raise InvalidInput(N_("there is no department “%(alias)s”"), field="departments", values={"alias": names})
    return sorted(known)


def _short(text: str | None, limit: int) -> str | None:
    return clean_line(text or "", limit) or None


def _own_key(key: str) -> str:
    if key in RESERVED_KEYS:
        raise InvalidInput(N_("“%(key)s” is the name of a page; choose another key"), field="key", values={"key": key})
    if db.session.execute(select(Invitation.id).where(Invitation.key == key)).first() is not None:
        raise Conflict(N_("there is an invitation “%(key)s” already"), field="key", values={"key": key})
    return key


def free_key(wanted: str) -> str:
    """A key that nobody has, made from a name."""
    plain = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:70] or "invitation"
    taken = RESERVED_KEYS | set(
        db.session.execute(select(Invitation.key).where(Invitation.key.startswith(base))).scalars()
    )
    return next(key for key in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)

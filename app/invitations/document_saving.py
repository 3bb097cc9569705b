"""Saves one invitation from its document, as programs send it: everything that it says, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.domain.errors import InvalidInput, NotFound
from app.domain.rules.lint import blocking
from app.domain.snapshots import InvitationState
from app.domain.translation import N_
from app.foundation.database import db, transaction
from app.invitations import authoring, queries
from app.invitations.documents import ReadInvitation, document_of, read_document, written_place
from app.invitations.launching import LaunchRefused
from app.invitations.linting import findings_for, surroundings
from app.invitations.live_set import LiveInvitation, compiled, live_set
from app.invitations.models import Invitation
from app.invitations.versions import Saving
from app.invitations.vocabulary import InvitationDetails


def create_from_document(document: Mapping[str, Any], *, now: datetime, saving: Saving) -> InvitationDetails:
    """Save a new invitation in the state that its document names; without a key one is made from its name.

    Raises ``InvalidInput`` naming the place, ``Conflict`` for a key that is taken, and ``LaunchRefused``.
    """
    standing = live_set().by_key
    with transaction():
        name = document.get("name")
        key = document.get("key") or authoring.free_key(name if isinstance(name, str) else "")
        read = _read({**document, "key": key}, None)
        try:
            authoring.create_invitation(
                read.draft, operator_id=None, now=now, key=read.key, is_key_exact=True, saving=saving
            )
        except InvalidInput as error:
            raise _placed(error) from error
        return _turned(read, InvitationState.DRAFT, standing, now, saving)


def replace_from_document(
    key: str, document: Mapping[str, Any], *, expected_version: int | None, now: datetime, saving: Saving
) -> InvitationDetails:
    """Save over an invitation; what the document leaves out gets its default. Without ``expected_version`` over any.

    Raises ``NotFound``, ``Conflict`` where somebody saved meanwhile, ``InvalidInput`` and ``LaunchRefused``.
    """
    standing = live_set().by_key
    with transaction():
        details = demand_details(key)
        if document.get("key", key) != key:
            raise InvalidInput(N_("the key of an invitation stays as it is"), field="key")
        read = _read({**document, "key": key}, details)
        try:
            authoring.change_invitation(
                key,
                read.draft,
                expected_version=details.version if expected_version is None else expected_version,
                operator_id=None,
                now=now,
                saving=saving,
            )
        except InvalidInput as error:
            raise _placed(error) from error
        return _turned(read, details.snapshot.state, standing, now, saving)


def patched(key: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The document of an invitation with some fields changed (JSON merge patch, RFC 7396); null gives the default."""
    details = demand_details(key)
    merged: dict[str, Any] = _merged(document_of(key, details.snapshot.state, details.draft), changes)
    return merged


def demand_details(key: str) -> InvitationDetails:
    """The invitation; raises ``NotFound``."""
    details = queries.invitation_details(key)
    if details is None:
        raise NotFound(N_("there is no such invitation"), field="key", code="unknown_invitation")
    return details


def _read(document: Mapping[str, Any], details: InvitationDetails | None) -> ReadInvitation:
    return read_document(document, kept=details.draft.conditions if details else None)


def _turned(
    read: ReadInvitation,
    state: InvitationState,
    standing: Mapping[str, LiveInvitation],
    now: datetime,
    saving: Saving,
) -> InvitationDetails:
    if state is not read.state:
        authoring.put_state(read.key, read.state, operator_id=None, now=now, saving=saving)
    details = demand_details(read.key)
    if read.state is InvitationState.LIVE:
        row = db.session.execute(select(Invitation).where(Invitation.key == read.key)).scalar_one()
        seen = surroundings(now, {**standing, read.key: compiled(row)})
        found = blocking(findings_for(details.draft, now=now, key=read.key, seen=seen))
        if found:
            raise LaunchRefused(read.key, found)
    return details


def _placed(error: InvalidInput) -> InvalidInput:
    return InvalidInput(error.template, field=written_place(error.field or ""), code=error.code, values=error.values)


def _merged(target: Any, changes: Any) -> Any:
    if not isinstance(changes, Mapping):
        return changes
    merged = dict(target) if isinstance(target, Mapping) else {}
    for name, value in changes.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = _merged(merged.get(name), value)
    return merged

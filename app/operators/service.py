"""Accounts: creating operators, passwords, one-time links, signing in and out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select, update

from app.domain import events
from app.domain.errors import BadRequest, Conflict, Forbidden, InvalidInput
from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot
from app.domain.translation import N_
from app.foundation.database import Publish, db, transaction
from app.foundation.secrets import hash_secret, new_secret
from app.foundation.text import clean_line
from app.operators import queries
from app.operators.models import OneTimeLink, Operator, OperatorDepartment, OperatorSession

LINK_LIFETIME = timedelta(days=7)
RESET_LIFETIME = timedelta(hours=1)
SESSION_LIFETIME = timedelta(days=14)
MAXIMUM_EMAIL = 254
MINIMUM_PASSWORD = 10
MAXIMUM_PASSWORD = 1024
EMAIL = re.compile(r"[^@\s\x00-\x20\x7f\"'<>,;:\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188}[A-Za-z0-9])?")

_hasher = PasswordHasher()
_HASH_OF_NOTHING = _hasher.hash(new_secret())


def create_operator(
    *, email: str, name: str, role: Role, department_ids: Sequence[int], now: datetime
) -> OperatorSnapshot:
    """Create an account without a password; ``issue_link`` lets its owner set one."""
    address = normal_email(email)
    if not EMAIL.fullmatch(address):
        raise InvalidInput("this is not an e-mail address", field="email")
    shown_name = clean_line(name, 120)
    if not shown_name:
        raise InvalidInput("an operator needs a name", field="name")
    with transaction():
        if db.session.execute(select(Operator.id).where(Operator.email == address)).first():
            raise Conflict("there is an operator with this e-mail address already", field="email")
        row = Operator(email=address, name=shown_name, role=role.value, created_at=now, chosen_state="online")
        db.session.add(row)
        db.session.flush()
        db.session.add_all(OperatorDepartment(operator_id=row.id, department_id=d) for d in set(department_ids))
        db.session.flush()
        return queries.snapshot(row)


def normal_email(email: str) -> str:
    """An e-mail address as accounts are stored under it; what no address holds, like NUL, is taken out."""
    return clean_line(email, MAXIMUM_EMAIL).lower()


def issue_link(operator_id: int, now: datetime, lifetime: timedelta = LINK_LIFETIME) -> str:
    """A secret for one use with which the account's password can be set; earlier ones end."""
    secret = new_secret()
    with transaction():
        db.session.execute(delete(OneTimeLink).where(OneTimeLink.operator_id == operator_id))
        db.session.add(OneTimeLink(token_hash=hash_secret(secret), operator_id=operator_id, expires_at=now + lifetime))
    return secret


def link_owner(secret: str, now: datetime) -> OperatorSnapshot | None:
    """Whose link this is, while it is good."""
    row = db.session.execute(
        select(Operator)
        .join(OneTimeLink, OneTimeLink.operator_id == Operator.id)
        .where(
            OneTimeLink.token_hash == hash_secret(secret),
            OneTimeLink.expires_at > now,
            Operator.is_active.is_(True),
        )
    ).scalar_one_or_none()
    return None if row is None else queries.snapshot(row)


def set_password_by_link(secret: str, password: str, now: datetime) -> OperatorSnapshot:
    """Use a link up: set the password, end every session and every other link of the account."""
    owner = link_owner(secret, now)
    if owner is None:
        raise BadRequest(N_("this link has been used or has expired; ask for a new one"), code="link_expired")
    hashed = _hashed(password)
    with transaction() as publish:
        taken = delete(OneTimeLink).where(OneTimeLink.token_hash == hash_secret(secret))
        if db.session.execute(taken.returning(OneTimeLink.operator_id)).first() is None:
            raise BadRequest(N_("this link has been used or has expired; ask for a new one"), code="link_expired")
        _store_password(publish, owner.id, hashed, now)
    return owner


def set_password(operator_id: int, password: str, now: datetime) -> None:
    """Set a password directly; for the command line."""
    hashed = _hashed(password)
    with transaction() as publish:
        _store_password(publish, operator_id, hashed, now)


def sign_in(email: str, password: str, now: datetime) -> str:
    """Check the password and open a session; returns its secret key for the cookie.

    Unknown addresses, wrong passwords and switched-off accounts fail alike and take the same time.
    """
    row = db.session.execute(select(Operator).where(Operator.email == normal_email(email))).scalar_one_or_none()
    known = row.password_hash if row is not None and row.is_active and row.password_hash else None
    try:
        _hasher.verify(known or _HASH_OF_NOTHING, password[: MAXIMUM_PASSWORD + 1])
    except (VerificationError, InvalidHashError):
        known = None
    if row is None or known is None:
        raise Forbidden("the e-mail address or the password is wrong", code="wrong_credentials")
    operator_id, secret = row.id, new_secret()
    with transaction():
        db.session.execute(delete(OperatorSession).where(OperatorSession.expires_at <= now))
        db.session.add(
            OperatorSession(
                key_hash=hash_secret(secret), operator_id=operator_id, created_at=now, expires_at=now + SESSION_LIFETIME
            )
        )
    return secret


def sign_out(operator_id: int, session_key: str, now: datetime) -> None:
    """End one session; its sockets are told."""
    with transaction() as publish:
        db.session.execute(delete(OperatorSession).where(OperatorSession.key_hash == hash_secret(session_key)))
        publish(events.OperatorSignedOut(at=now, operator_id=operator_id, session_key=session_key))


def _hashed(password: str) -> str:
    if len(password) < MINIMUM_PASSWORD:
        raise InvalidInput(
            N_("use at least %(least)s characters"), field="password", values={"least": MINIMUM_PASSWORD}
        )
    if len(password) > MAXIMUM_PASSWORD:
        raise InvalidInput(N_("use at most %(most)s characters"), field="password", values={"most": MAXIMUM_PASSWORD})
    return _hasher.hash(password)


def _store_password(publish: Publish, operator_id: int, hashed: str, now: datetime) -> None:
    db.session.execute(update(Operator).where(Operator.id == operator_id).values(password_hash=hashed))
    db.session.execute(delete(OperatorSession).where(OperatorSession.operator_id == operator_id))
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.operator_id == operator_id))
    publish(events.OperatorSignedOut(at=now, operator_id=operator_id, session_key=None))

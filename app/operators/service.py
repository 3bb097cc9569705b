"""Accounts: creating operators, passwords, one-time links, signing in and out."""

from __future__ import annotations

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
from app.foundation.database import Publish, db, locked, transaction
from app.foundation.mail_addresses import LONGEST_ADDRESS, checked_address, is_address
from app.foundation.real_threads import beside
from app.foundation.secrets import hash_secret, new_secret
from app.foundation.text import clean_line
from app.operators import queries, two_factor
from app.operators.audit import Action, record
from app.operators.models import OneTimeLink, Operator, OperatorDepartment, OperatorSession
from app.operators.sessions import drop_sessions, open_session

LINK_LIFETIME = timedelta(days=7)
RESET_LIFETIME = timedelta(hours=1)
MINIMUM_PASSWORD = 10
MAXIMUM_PASSWORD = 1024

_hasher = PasswordHasher()
_HASH_OF_NOTHING = _hasher.hash(new_secret())


def create_operator(
    *, email: str, name: str, role: Role, department_ids: Sequence[int], now: datetime
) -> OperatorSnapshot:
    """Create an account without a password; ``issue_link`` lets its owner set one."""
    address, shown_name = _checked_email(email), _checked_name(name)
    with transaction():
        _demand_unused(address)
        row = Operator(email=address, name=shown_name, role=role.value, created_at=now, chosen_state="online")
        db.session.add(row)
        db.session.flush()
        db.session.add_all(OperatorDepartment(operator_id=row.id, department_id=d) for d in set(department_ids))
        db.session.flush()
        return queries.snapshot(row)


def normal_email(email: str) -> str:
    """An e-mail address as accounts are stored under it: in small letters, its domain as mail servers read it.

    What no address holds, like NUL, is taken out; what is none stays what it is otherwise.
    """
    cleaned = clean_line(email, LONGEST_ADDRESS + 1).lower()
    return checked_address(cleaned) if is_address(cleaned) else cleaned


def issue_link(
    operator_id: int, now: datetime, lifetime: timedelta = LINK_LIFETIME, *, ends_earlier: bool = True
) -> str:
    """A secret for one use with which the account's password can be set; earlier ones end, unless asked otherwise."""
    secret = new_secret()
    with transaction():
        if ends_earlier:
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
        word = Action.PASSWORD_CHANGED if queries.has_password(owner.id) else Action.OPERATOR_JOINED
        record(owner, word, owner.name, now=now)
        _store_password(publish, owner.id, hashed, now)
    return owner


def set_password(operator_id: int, password: str, now: datetime) -> None:
    """Set a password directly; for the command line."""
    hashed = _hashed(password)
    with transaction() as publish:
        _store_password(publish, operator_id, hashed, now)


def change_password(operator: OperatorSnapshot, present: str, wanted: str, session_key: str, now: datetime) -> None:
    """Set one's own password anew, knowing the present one; every other session ends."""
    demand_password(operator, present)
    hashed = _hashed(wanted)
    with transaction() as publish:
        _store_password(publish, operator.id, hashed, now, keep_key=session_key)
        record(operator, Action.PASSWORD_CHANGED, operator.name, now=now)


def change_own_details(
    operator: OperatorSnapshot, *, name: str, email: str, password: str, language: str | None, now: datetime
) -> OperatorSnapshot:
    """Change one's own name, language and, knowing the password, e-mail address."""
    address, shown_name = _checked_email(email), _checked_name(name)
    if address != operator.email:
        demand_password(operator, password)
    with transaction() as publish:
        row = db.session.execute(locked(select(Operator).where(Operator.id == operator.id))).scalar_one()
        if address != row.email:
            _demand_unused(address)
            record(operator, Action.EMAIL_CHANGED, shown_name, {"before": row.email, "after": address}, now=now)
        row.email, row.name, row.language = address, shown_name, language
        db.session.flush()
        publish(events.OperatorChanged(at=now, operator_id=operator.id))
        return queries.snapshot(row)


def demand_password(operator: OperatorSnapshot, password: str) -> None:
    """Ask again who somebody is; raises InvalidInput for a wrong password."""
    try:
        check_password(operator.email, password)
    except Forbidden as error:
        raise InvalidInput(N_("this is not your present password"), field="present", code="wrong_password") from error


def check_password(email: str, password: str) -> OperatorSnapshot:
    """Whose address and password these are; raises Forbidden.

    Unknown addresses, wrong passwords and switched-off accounts fail alike and take the same time. No transaction is
    open while the password is compared, which takes long and happens in a real thread.
    """
    row = db.session.execute(select(Operator).where(Operator.email == normal_email(email))).scalar_one_or_none()
    known = row.password_hash if row is not None and row.is_active and row.password_hash else None
    found = None if row is None else queries.snapshot(row)
    db.session.rollback()
    try:
        beside(_hasher.verify, known or _HASH_OF_NOTHING, password[: MAXIMUM_PASSWORD + 1])
    except (VerificationError, InvalidHashError):
        known = None
    if found is None or known is None:
        raise Forbidden("the e-mail address or the password is wrong", code="wrong_credentials")
    return found


def sign_in(email: str, password: str, now: datetime) -> str:
    """Check the password and open a session; returns its secret key for the cookie.

    Raises Forbidden, also where a second step is needed: that one begins with ``check_password``.
    """
    operator = check_password(email, password)
    if two_factor.state_of(operator.id).is_on:
        raise Forbidden("a code is needed besides", code="second_step")
    return open_session(operator.id, now)


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
    return beside(_hasher.hash, password)


def _store_password(
    publish: Publish, operator_id: int, hashed: str, now: datetime, *, keep_key: str | None = None
) -> None:
    db.session.execute(update(Operator).where(Operator.id == operator_id).values(password_hash=hashed))
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.operator_id == operator_id))
    drop_sessions(publish, operator_id, now, keep_key=keep_key)


def _checked_email(email: str) -> str:
    address = normal_email(email)
    if not is_address(address):
        raise InvalidInput(N_("this is not an e-mail address"), field="email")
    return address


def _checked_name(name: str) -> str:
    shown_name = clean_line(name, 120)
    if not shown_name:
        raise InvalidInput(N_("an operator needs a name"), field="name")
    return shown_name


def _demand_unused(address: str) -> None:
    if db.session.execute(select(Operator.id).where(Operator.email == address)).first():
        raise Conflict(N_("there is an operator with this e-mail address already"), field="email")

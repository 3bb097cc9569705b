"""The steps of signing in as this browser's cookie remembers them, and what the audit log keeps of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import request, session
from flask_login import login_user
from limits import parse

from app.domain.errors import TooManyRequests
from app.domain.snapshots import OperatorSnapshot
from app.foundation.database import transaction
from app.foundation.limits import address_key, is_allowed
from app.foundation.login import SignedIn
from app.operators import queries, two_factor
from app.operators.audit import Action, record
from app.operators.devices import this_device
from app.operators.sessions import open_session

TRIES_PER_ACCOUNT = parse("10 per 15 minutes")
TRIES_PER_ADDRESS = parse("60 per 15 minutes")
CODES_PER_ACCOUNT = parse("10 per 15 minutes")
LETTERS_PER_ACCOUNT = parse("3 per hour")
LETTERS_PER_ADDRESS = parse("10 per hour")
FAILURES_KEPT = parse("5 per 15 minutes")
SECOND_STEP = "second_step"
SECOND_STEP_LASTS = timedelta(minutes=10)


def count_try(email: str) -> None:
    """An address that has used up its tries cannot use up those of an account."""
    if not is_allowed(TRIES_PER_ADDRESS, "login-address", address_key(request.remote_addr)):
        raise TooManyRequests("too many tries")
    if not is_allowed(TRIES_PER_ACCOUNT, "login-account", email):
        raise TooManyRequests("too many tries")


def count_code(operator_id: int) -> None:
    """Codes have six digits, so nobody may try many."""
    if not is_allowed(CODES_PER_ACCOUNT, "login-code", str(operator_id)):
        raise TooManyRequests("too many tries")


def count_letter(email: str) -> bool:
    """Whether a letter may go to this address; raises TooManyRequests for who asks for many, whoever it is about."""
    if not is_allowed(LETTERS_PER_ADDRESS, "reset-address", address_key(request.remote_addr)):
        raise TooManyRequests("too many tries")
    return is_allowed(LETTERS_PER_ACCOUNT, "reset-account", email)


def is_code_needed(operator: OperatorSnapshot, now: datetime) -> bool:
    """Remember that the password was right, where a code has to follow; False where the password is enough."""
    if not two_factor.state_of(operator.id).is_on:
        return False
    session.clear()
    until = int((now + SECOND_STEP_LASTS).timestamp())
    session[SECOND_STEP] = [operator.id, until, queries.password_mark(operator.id)]
    return True


def who_owes_a_code(now: datetime) -> OperatorSnapshot | None:
    """Who entered the right password in this browser a moment ago, and has not changed it since."""
    remembered = session.get(SECOND_STEP)
    if not isinstance(remembered, list) or len(remembered) != 3:
        return None
    operator_id, until, mark = remembered
    operator = queries.operator_by_id(operator_id)
    if operator is None or not operator.is_active or until <= now.timestamp():
        return None
    return operator if mark is not None and mark == queries.password_mark(operator_id) else None


def admit(operator: OperatorSnapshot, now: datetime) -> None:
    """Open a session for this browser; what a stranger may have put into its cookie before does not outlive that."""
    with transaction():
        key = open_session(operator.id, now, this_device())
        record(operator, Action.SIGNED_IN, operator.name, now=now)
    session.clear()
    login_user(SignedIn(operator, key), remember=False)


def note_failure(email: str, now: datetime) -> None:
    """Keep a failed sign-in, some of many; an address that nobody has is not kept, because it may be a password."""
    if not is_allowed(FAILURES_KEPT, "audit-sign-in", address_key(request.remote_addr)):
        return
    operator = queries.operator_by_email(email)
    with transaction():
        record(None, Action.SIGN_IN_FAILED, operator.name if operator else "", now=now)

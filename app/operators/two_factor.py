"""The second step of signing in: a code of an authenticator app, or one of a few recovery codes."""

from __future__ import annotations

import base64
import re
import secrets as chance
from dataclasses import dataclass
from datetime import datetime

from pyotp import TOTP
from sqlalchemy import delete, func, select, update

from app.domain.errors import Conflict, Forbidden, InvalidInput
from app.domain.roles import Permission, Role
from app.domain.snapshots import OperatorSnapshot
from app.domain.translation import N_
from app.foundation import settings
from app.foundation.database import db, transaction
from app.foundation.login import permissions_of
from app.foundation.secrets import derived, hash_secret, new_key, same, sign, unsign
from app.operators.audit import Action, record
from app.operators.models import RecoveryCode, SecondFactor

REQUIRED = "operators.two_factor_required"
NOBODY, ADMINISTRATORS, EVERYBODY = "nobody", "administrators", "everybody"
STEP_SECONDS = 30
DRIFT_STEPS = 1
RECOVERY_CODES = 10
SECRET_DIGITS = 40
_PURPOSE = "two-factor-setup"
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def _check_required(value: object) -> None:
    if value not in (NOBODY, ADMINISTRATORS, EVERYBODY):
        raise InvalidInput(N_("choose one of the list"), field=REQUIRED, code="not_an_option")


settings.declare(REQUIRED, NOBODY, _check_required)


@dataclass(frozen=True, slots=True)
class TwoFactorState:
    """Whether it is on, since when, and how many recovery codes are left."""

    is_on: bool
    since: datetime | None = None
    codes_left: int = 0


@dataclass(frozen=True, slots=True)
class Setup:
    """What an authenticator app is told once: as an address for the picture, and as text to type. ``token`` comes back
    with the first code and carries no secret."""

    token: str
    secret: str
    address: str


def state_of(operator_id: int) -> TwoFactorState:
    """How an account stands."""
    since = db.session.execute(
        select(SecondFactor.confirmed_at).where(SecondFactor.operator_id == operator_id)
    ).scalar_one_or_none()
    left = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.operator_id == operator_id)
    return TwoFactorState(since is not None, since, db.session.execute(left).scalar_one() if since else 0)


def with_two_factor() -> frozenset[int]:
    """The ids of everybody who has it."""
    return frozenset(db.session.execute(select(SecondFactor.operator_id)).scalars())


def is_required_of(operator: OperatorSnapshot) -> bool:
    """Whether this site demands it of the operator; whoever manages operators or settings counts as administrator."""
    wanted = settings.recent(REQUIRED)
    if wanted == EVERYBODY:
        return True
    powerful = {Permission.MANAGE_OPERATORS, Permission.MANAGE_SETTINGS, Permission.MANAGE_PLUGINS}
    is_administrator = operator.role is Role.ADMINISTRATOR or bool(powerful & permissions_of(operator))
    return bool(wanted == ADMINISTRATORS and is_administrator)


def setup(operator: OperatorSnapshot, site: str, token: str | None = None) -> Setup:
    """What to show for setting it up; with the ``token`` of an earlier showing the same secret again."""
    nonce = _nonce_of(operator.id, token) if token else None
    if nonce is None:
        nonce = new_key()
    secret = _secret(operator.id, nonce)
    address = TOTP(secret).provisioning_uri(name=operator.email, issuer_name=site)
    return Setup(sign(_PURPOSE, f"{operator.id}.{nonce}"), secret, address)


def switch_on(operator: OperatorSnapshot, token: str, code: str, now: datetime) -> tuple[str, ...]:
    """Begin to ask for codes, once the first one shows that the app is set up; returns the recovery codes.

    Raises InvalidInput for a wrong code, and Conflict where it is on already.
    """
    nonce = _nonce_of(operator.id, token)
    step = None if nonce is None else _step_of(_secret(operator.id, nonce), code, now)
    if nonce is None or step is None:
        raise InvalidInput(N_("this code is wrong or too old; wait for the next one"), field="code", code="wrong_code")
    with transaction():
        if db.session.get(SecondFactor, operator.id) is not None:
            raise Conflict(N_("two-factor sign-in is on already"), field="code")
        db.session.add(SecondFactor(operator_id=operator.id, nonce=nonce, confirmed_at=now, last_step=step))
        db.session.flush()
        record(operator, Action.TWO_FACTOR_ON, operator.name, now=now)
        return _renewed_codes(operator.id)


def check(operator: OperatorSnapshot, code: str, now: datetime) -> None:
    """Accept a code of the app, or a recovery code, once; raises Forbidden for every other."""
    written = re.sub(r"[\s-]", "", code).lower()
    factor = db.session.execute(
        select(SecondFactor.nonce).where(SecondFactor.operator_id == operator.id)
    ).scalar_one_or_none()
    step = None if factor is None else _step_of(_secret(operator.id, factor), written, now)
    with transaction():
        if step is not None and _use_step(operator.id, step):
            return
        gone = delete(RecoveryCode).where(
            RecoveryCode.operator_id == operator.id, RecoveryCode.code_hash == _hashed(operator.id, written)
        )
        if factor is None or db.session.execute(gone.returning(RecoveryCode.code_hash)).first() is None:
            raise Forbidden(N_("this code is wrong, too old or was used before"), field="code", code="wrong_code")
        record(operator, Action.RECOVERY_CODE_USED, operator.name, now=now)


def switch_off(operator: OperatorSnapshot, now: datetime) -> None:
    """Ask for codes no more; not where the site demands them."""
    if is_required_of(operator):
        raise Conflict(N_("this site requires two-factor sign-in of you, so it stays on"))
    with transaction():
        db.session.execute(delete(SecondFactor).where(SecondFactor.operator_id == operator.id))
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.operator_id == operator.id))
        record(operator, Action.TWO_FACTOR_OFF, operator.name, now=now)


def new_recovery_codes(operator: OperatorSnapshot, now: datetime) -> tuple[str, ...]:
    """Fresh recovery codes; the earlier ones are good no longer."""
    with transaction():
        if db.session.get(SecondFactor, operator.id) is None:
            raise Conflict(N_("two-factor sign-in is off"))
        record(operator, Action.RECOVERY_CODES_MADE, operator.name, now=now)
        return _renewed_codes(operator.id)


def _renewed_codes(operator_id: int) -> tuple[str, ...]:
    codes = tuple("".join(chance.choice(_ALPHABET) for _place in range(16)) for _code in range(RECOVERY_CODES))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.operator_id == operator_id))
    db.session.add_all(RecoveryCode(code_hash=_hashed(operator_id, each), operator_id=operator_id) for each in codes)
    db.session.flush()
    return tuple("-".join(each[at : at + 4] for at in range(0, 16, 4)) for each in codes)


def _hashed(operator_id: int, code: str) -> str:
    return hash_secret(f"{operator_id}.{code}")


def _secret(operator_id: int, nonce: str) -> str:
    """Computed and never stored: whoever steals the database alone cannot make codes."""
    return base64.b32encode(bytes.fromhex(derived("two-factor", f"{operator_id}.{nonce}")[:SECRET_DIGITS])).decode()


def _nonce_of(operator_id: int, token: str) -> str | None:
    owner, _dot, nonce = (unsign(_PURPOSE, token) or "").partition(".")
    return nonce if owner == str(operator_id) and nonce else None


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is: the present one, or a neighbour, because clocks differ a little."""
    code = "".join(code.split())
    present = int(now.timestamp()) // STEP_SECONDS
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        if same(TOTP(secret).generate_otp(step), code):
            return step
    return None


def _use_step(operator_id: int, step: int) -> bool:
    """Whether nobody has used this code or a later one; one statement, so that only one of two can."""
    used = (
        update(SecondFactor)
        .where(SecondFactor.operator_id == operator_id, SecondFactor.last_step < step)
        .values(last_step=step)
        .returning(SecondFactor.operator_id)
    )
    return db.session.execute(used).first() is not None

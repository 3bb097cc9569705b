"""Tokens for programs: made once, shown once, kept as a hash, revoked at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.api.models import ApiToken
from app.domain.errors import Conflict, InvalidInput, NotFound, NotSignedIn
from app.domain.roles import Role
from app.domain.translation import N_
from app.foundation.database import db, transaction
from app.foundation.secrets import hash_secret, new_secret
from app.foundation.text import clean_line
from app.operators.audit import Action, record

LONGEST_NAME = 100
LONGEST_TOKEN = 200
PREFIX = "beckon_"
"""How every token begins, so that programs that look for leaked secrets find ours."""


@dataclass(frozen=True, slots=True)
class TokenSnapshot:
    """A token as lists show it and as requests are judged by it; never its secret."""

    id: int
    name: str
    role: Role
    created_at: datetime
    revoked_at: datetime | None


def create_token(name: str, role: Role, now: datetime) -> str:
    """Make a token and return it; nobody can see it again. Raises InvalidInput and, for a name in use, Conflict."""
    cleaned = clean_line(name, LONGEST_NAME + 1)
    if not cleaned or len(cleaned) > LONGEST_NAME:
        raise InvalidInput(
            N_("a token's name has 1 to %(limit)s characters"), field="name", values={"limit": LONGEST_NAME}
        )
    secret = PREFIX + new_secret()
    with transaction():
        if db.session.execute(select(ApiToken.id).where(ApiToken.name == cleaned)).first() is not None:
            raise Conflict(
                N_("there is a token with the name “%(name)s” already"), field="name", values={"name": cleaned}
            )
        db.session.add(ApiToken(name=cleaned, secret_hash=hash_secret(secret), role=role.value, created_at=now))
        record(None, Action.TOKEN_MADE, cleaned, {"role": role.value}, now=now)
    return secret


def revoke_token(name: str, now: datetime) -> None:
    """Refuse a token from now on; revoking it twice changes nothing. Raises NotFound."""
    with transaction():
        row = db.session.execute(select(ApiToken).where(ApiToken.name == name)).scalar_one_or_none()
        if row is None:
            raise NotFound(N_("there is no token with the name “%(name)s”"), field="name", values={"name": name})
        if row.revoked_at is None:
            record(None, Action.TOKEN_REVOKED, name, now=now)
        row.revoked_at = row.revoked_at or now


def tokens() -> tuple[TokenSnapshot, ...]:
    """Every token, the oldest first."""
    rows = db.session.execute(select(ApiToken).order_by(ApiToken.id)).scalars()
    return tuple(_snapshot(row) for row in rows)


def token_of(authorization: str | None) -> TokenSnapshot:
    """The token that an ``Authorization`` header shows; raises NotSignedIn for a missing, unknown or revoked one."""
    scheme, _blank, secret = (authorization or "").partition(" ")
    secret = secret.strip()
    if scheme.casefold() != "bearer" or not secret.startswith(PREFIX) or len(secret) > LONGEST_TOKEN:
        raise NotSignedIn(N_("show a token: Authorization: Bearer …"), field="Authorization", code="token_missing")
    row = db.session.execute(
        select(ApiToken).where(ApiToken.secret_hash == hash_secret(secret), ApiToken.revoked_at.is_(None))
    ).scalar_one_or_none()
    if row is None:
        raise NotSignedIn(N_("this token is unknown or was revoked"), field="Authorization", code="token_unknown")
    return _snapshot(row)


def _snapshot(row: ApiToken) -> TokenSnapshot:
    return TokenSnapshot(row.id, row.name, Role(row.role), row.created_at, row.revoked_at)

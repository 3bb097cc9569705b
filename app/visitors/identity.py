"""Signed identities: the customer's server vouches for who a visitor is, and nobody else can.

The signature is HMAC-SHA256 over the user id, in hexadecimal, with a secret that the customer's server shares with this
installation. The secret is derived from the installation's own key and a number; making a new one raises the number, so
it is nowhere stored and the one before is worth nothing from then on.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from app.domain import events
from app.domain.errors import NotFound
from app.foundation import secrets, settings
from app.foundation.database import Publish
from app.visitors.models import LONGEST_USER_ID
from app.visitors.recording import change_visit, locked_state, state_snapshot

SETTING = "identity.secret_number"
settings.declare(SETTING, 0)
_PURPOSE = "identity"


def make_secret() -> str:
    """A new secret, to be shown once; signatures made with the one before are no longer accepted."""
    number = int(settings.get(SETTING)) + 1
    settings.change(SETTING, number)
    return _secret(number)


def has_secret() -> bool:
    """Whether an administrator has ever made one; without it nobody can be identified."""
    return int(settings.get(SETTING)) > 0


def signature_of(user_id: str, secret: str) -> str:
    """What the customer's server computes for one of its users."""
    return hmac.new(secret.encode("ascii"), user_id.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def is_genuine(user_id: str, signature: str) -> bool:
    """Whether this installation's secret signed exactly this id."""
    number = int(settings.recent(SETTING))
    if number < 1 or not 1 <= len(user_id) <= LONGEST_USER_ID:
        return False
    return secrets.same(signature_of(user_id, _secret(number)), signature.strip().lower())


def vouch(publish: Publish, visitor_key: str, user_id: str, signature: str | None, now: datetime) -> bool:
    """The page says who the visitor is; without a good signature they are anonymous, whoever they were before.

    It holds for the present visit, and where the page is left alone and used again, for the next one.
    """
    state = locked_state(visitor_key)
    if state is None:
        raise NotFound("there is no such visitor")
    is_known = signature is not None and is_genuine(user_id, signature)
    vouched_for = user_id if is_known else None
    if state["visit_id"] is not None and state["visit__user_id"] != vouched_for:
        change_visit(state, user_id=vouched_for)
        publish(events.VisitorChanged(now, state_snapshot(state)))
    return is_known


def _secret(number: int) -> str:
    return secrets.derived(_PURPOSE, str(number))

"""Keeping what operators want to hear of, and the browsers that take push messages for them."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import delete, func, select, update

from app.alerts.models import AlertWishes, PushSubscription
from app.alerts.wishes import check_wishes, wishes_document
from app.domain.alerts import AlertPreferences
from app.domain.errors import Conflict, InvalidInput
from app.domain.translation import N_
from app.foundation import settings
from app.foundation.database import db, transaction
from app.foundation.outgoing import PRIVATE_HOSTS
from app.foundation.secrets import hash_secret
from app.foundation.text import clean_line

LONGEST_ENDPOINT = 2000
MOST_BROWSERS = 20
KEY_BYTES, SECRET_BYTES = 65, 16
MOST_FAILURES = 50
"""So often a browser may be out of reach in a row before it is forgotten."""


def save_wishes(operator_id: int, preferences: AlertPreferences) -> None:
    """Keep what an operator wants; raises InvalidInput."""
    check_wishes(preferences)
    with transaction():
        db.session.merge(AlertWishes(operator_id=operator_id, document=wishes_document(preferences)))


def subscribe(operator_id: int, endpoint: str, public_key: str, secret: str, browser: str, now: datetime) -> None:
    """A browser takes push messages for this operator from now on; it takes them for one operator only."""
    parts = urlsplit(endpoint)
    is_sealed = parts.scheme == "https" or parts.hostname in settings.get(PRIVATE_HOSTS)
    if len(endpoint) > LONGEST_ENDPOINT or not is_sealed or not parts.hostname or not endpoint.isascii():
        raise InvalidInput(N_("this is no address of a push service"), field="endpoint")
    _check_key(public_key, KEY_BYTES, "p256dh")
    _check_key(secret, SECRET_BYTES, "auth")
    mark = hash_secret(endpoint)
    with transaction():
        db.session.execute(delete(PushSubscription).where(PushSubscription.endpoint_hash == mark))
        number = select(func.count(PushSubscription.id)).where(PushSubscription.operator_id == operator_id)
        if db.session.execute(number).scalar_one() >= MOST_BROWSERS:
            raise Conflict(N_("at most %(most)s browsers; take one out first"), values={"most": MOST_BROWSERS})
        db.session.add(
            PushSubscription(
                operator_id=operator_id,
                endpoint_hash=mark,
                endpoint=endpoint,
                public_key=public_key,
                secret=secret,
                browser=clean_line(browser, 80),
                created_at=now,
            )
        )


def unsubscribe(operator_id: int, endpoint: str) -> None:
    """The operator's browser takes no more push messages; one that is unknown is no error."""
    with transaction():
        mine = (PushSubscription.operator_id == operator_id, PushSubscription.endpoint_hash == hash_secret(endpoint))
        db.session.execute(delete(PushSubscription).where(*mine))


def drop_browser(operator_id: int, subscription_id: int) -> None:
    """Take one of the operator's browsers out of the list."""
    with transaction():
        mine = (PushSubscription.operator_id == operator_id, PushSubscription.id == subscription_id)
        db.session.execute(delete(PushSubscription).where(*mine))


def note_outcome(subscription_id: int, *, was_taken: bool, is_gone: bool) -> None:
    """Forget a browser that is gone, or that was out of reach very often in a row."""
    with transaction():
        this = PushSubscription.id == subscription_id
        if was_taken:
            db.session.execute(update(PushSubscription).where(this, PushSubscription.failures > 0).values(failures=0))
        elif is_gone:
            db.session.execute(delete(PushSubscription).where(this))
        else:
            more = PushSubscription.failures + 1
            db.session.execute(update(PushSubscription).where(this).values(failures=more))
            db.session.execute(delete(PushSubscription).where(this, PushSubscription.failures >= MOST_FAILURES))


def _check_key(written: str, size: int, field: str) -> None:
    try:
        is_good = len(base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))) == size
    except (binascii.Error, ValueError):
        is_good = False
    if not is_good or len(written) > 100:
        raise InvalidInput(N_("this is no key of a browser"), field=field)

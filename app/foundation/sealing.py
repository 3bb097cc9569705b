"""Keeps secrets that Beckon has to read again, such as the mail server's password: sealed with the site's key."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken

from app.foundation.secrets import derived


def seal(purpose: str, secret: str) -> str:
    """The secret as it may lie in the database: unreadable without the installation's secret key."""
    return _box(purpose).encrypt(secret.encode("utf-8", "surrogatepass")).decode("ascii")


def unseal(purpose: str, sealed: str) -> str | None:
    """What was sealed; None when it was altered, or sealed with another key or for another purpose."""
    try:
        return _box(purpose).decrypt(sealed.encode("ascii")).decode("utf-8", "surrogatepass")
    except (InvalidToken, UnicodeError):
        return None


def _box(purpose: str) -> Fernet:
    return Fernet(urlsafe_b64encode(bytes.fromhex(derived("sealed", purpose))))

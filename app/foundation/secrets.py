"""Random keys, hashes of secrets and signatures; nothing here can be guessed."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from itsdangerous import BadSignature, Signer

from app.foundation.configuration import configuration

KEY_LENGTH = 22


def new_key() -> str:
    """A random public key: 22 URL-safe characters, 128 bits and a little more.

    It never begins with a hyphen, which command lines and spreadsheets take for more than a letter.
    """
    key = secrets.token_urlsafe(17)[:KEY_LENGTH]
    return key if key[0] != "-" else new_key()


def new_secret() -> str:
    """A random secret of 256 bits, to be shown once and stored hashed."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """SHA-256 in hexadecimal; enough for secrets that are random already."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare without telling, by the time it takes, how much agreed."""
    return hmac.compare_digest(left.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass"))


def derived(purpose: str, name: str) -> str:
    """A secret of 256 bits in hexadecimal that only this installation can find again, good for one purpose and name."""
    text = f"beckon.{purpose}.{name}".encode()
    return hmac.new(configuration().secret_key.encode(), text, hashlib.sha256).hexdigest()


def sign(purpose: str, value: str) -> str:
    """``value`` with a signature that is good for this purpose only."""
    return _signer(purpose).sign(value).decode("ascii")


def unsign(purpose: str, token: str) -> str | None:
    """The signed value, or None when the token was made up, altered, or signed for something else.

    Base64 has several spellings of one signature; only the one that ``sign`` gives is accepted.
    """
    signer = _signer(purpose)
    try:
        value = signer.unsign(token.encode("ascii"))
    except (BadSignature, UnicodeError):
        return None
    return value.decode("ascii") if same(signer.sign(value).decode("ascii"), token) else None


def _signer(purpose: str) -> Signer:
    return Signer(configuration().secret_key, salt=f"beckon.{purpose}", digest_method=hashlib.sha256)

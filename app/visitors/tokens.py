"""The visitor's token: a random key with our signature, so that nobody can make up or guess another visitor."""

from __future__ import annotations

from app.foundation import secrets

_PURPOSE = "visitor"
LONGEST_TOKEN = 200


def token_for(visitor_key: str) -> str:
    """The token that the visitor's browser keeps and sends."""
    return secrets.sign(_PURPOSE, visitor_key)


def visitor_key_from(token: str | None) -> str | None:
    """The visitor's key; None when the token is missing, made up, altered or cut."""
    if not token or len(token) > LONGEST_TOKEN:
        return None
    return secrets.unsign(_PURPOSE, token)

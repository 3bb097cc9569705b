"""E-mail addresses as people write them: checked before anything is sent to them."""

from __future__ import annotations

import re
from email.headerregistry import Address

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.foundation.text import clean_line

LONGEST_ADDRESS = 254
LONGEST_LOCAL_PART = 64
LONGEST_NAME = 120

_LOCAL = re.compile(r"[^\s@<>()\[\]\\,;:\"\x00-\x20\x7f]+")
_DOMAIN = re.compile(r"(?=.{1,253}$)[^\W_](?:[\w-]{0,61}[^\W_])?(?:\.[^\W_](?:[\w-]{0,61}[^\W_])?)*")


def checked_address(text: str, field: str = "email") -> str:
    """One e-mail address, its domain in the form that mail servers read; raises InvalidInput with this field."""
    bare = clean_line(text, LONGEST_ADDRESS + 1)
    local, _, domain = bare.rpartition("@")
    written = _ascii_domain(domain)
    is_local = bool(_LOCAL.fullmatch(local)) and len(local) <= LONGEST_LOCAL_PART
    is_dotted = not (local.startswith(".") or local.endswith(".") or ".." in local)
    if written is None or not is_local or not is_dotted or len(f"{local}@{written}") > LONGEST_ADDRESS:
        raise InvalidInput(
            N_("“%(address)s” is no e-mail address such as name@example.com"),
            field=field,
            code="not_an_address",
            values={"address": bare[:80]},
        )
    return f"{local}@{written}"


def is_address(text: str) -> bool:
    """Whether letters could be sent there."""
    try:
        checked_address(text)
    except InvalidInput:
        return False
    return True


def named(name: str, address: str) -> Address:
    """An address with the name beside it; a name with anything in it is written so that it stays a name."""
    return Address(display_name=clean_line(name, LONGEST_NAME), addr_spec=address)


def host_of(address: str) -> str:
    """The domain of an address, in small letters."""
    return address.rpartition("@")[2].lower()


def _ascii_domain(domain: str) -> str | None:
    if not _DOMAIN.fullmatch(domain):
        return None
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None

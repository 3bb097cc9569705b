"""Page addresses as they may be stored: without user names, secrets and fragments, and what can be read from them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from urllib.parse import SplitResult, parse_qsl, unquote_plus, urlsplit

from app.foundation.text import clean_line

LONGEST_URL = 2000
LONGEST_UTM = 200
UTM_NAMES = ("source", "medium", "campaign", "content", "term")

_PRIVATE_WORDS = """
    token accesstoken auth authtoken authorization
    password passwd pass pwd secret key api_key apikey access_key
    code otp pin session sessionid session_id sid jsessionid phpsessid csrf csrftoken
    signature sig jwt samlresponse
    email e-mail mail phone iban card ssn credential credentials bearer private_key
    magic_link verification_code username
"""
_SECRET_NAMES = frozenset(_PRIVATE_WORDS.split())
_SECRET_ENDING = re.compile(r"[_.-](token|password|passwd|secret|api_?key|session_?id|email)$")
_LIST_PART = re.compile(r"\[(\w*)\]")
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/;?]*", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f]")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_secret_parameter(name: str) -> bool:
    """True when a query parameter of this name is never stored; the browser follows the same list.

    ``user[email]`` and ``user.email`` are the e-mail of a user.
    """
    lowered = _LIST_PART.sub(r".\1", unquote_plus(name).strip().lower()).rstrip(".")
    is_listed = lowered in _SECRET_NAMES or lowered.replace("-", "_") in _SECRET_NAMES
    return is_listed or _SECRET_ENDING.search(lowered) is not None


def clean_url(address: str) -> str:
    """The address as it may be stored, at most 2,000 characters; anything that is not http or https gives ``""``.

    User information, fragments and secret parameters are cut. Only the route of a hash router (``#/…``, ``#!…``)
    stays, cleaned like a query.
    """
    parts = _web_address(address)
    if parts is None:
        return ""
    path = _SESSION_IN_PATH.sub("", parts.path) or "/"
    url = f"{parts.scheme}://{_host_and_port(parts)}{path}{_clean_query(parts.query)}{_clean_route(parts.fragment)}"
    return _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", url)[:LONGEST_URL]


def utm_from(url: str) -> dict[str, str]:
    """The UTM values of an address by short name (``source``, ``medium`` …).

    Names are read without regard to case, of duplicates the first counts, and an empty value is no value.
    """
    found: dict[str, str] = {}
    seen: set[str] = set()
    for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True, errors="replace"):
        short = name.strip().lower().removeprefix("utm_")
        if short not in UTM_NAMES or not name.strip().lower().startswith("utm_") or short in seen:
            continue
        seen.add(short)
        if cleaned := clean_line(value, LONGEST_UTM):
            found[short] = cleaned
    return found


def host_of(url: str) -> str:
    """The lower-case host name without ``www.``; ``""`` when the address has none."""
    parts = _web_address(url)
    return (parts.hostname or "").removeprefix("www.") if parts else ""


def external_referrer(referrer: str, page_url: str, own_hosts: Sequence[str] = ()) -> str | None:
    """The cleaned referrer when it is a page of somebody else; the site's own domains never count.

    Own are the page's host, hosts above or below it (``example.org`` and ``blog.example.org``), and ``own_hosts``.
    """
    cleaned = clean_url(referrer)
    host = host_of(cleaned)
    if not host:
        return None
    own = [host_of(page_url), *(name.strip().lower().removeprefix("www.") for name in own_hosts)]
    if any(name and (host == name or host.endswith("." + name) or name.endswith("." + host)) for name in own):
        return None
    return cleaned


def merge_utm(present: Mapping[str, str], url: str) -> dict[str, str]:
    """The UTM values that hold after this page: new ones replace all five together, a page without any keeps them."""
    return utm_from(url) or dict(present)


def _web_address(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in _DEFAULT_PORTS or not parts.hostname or port == 0:
        return None
    return parts


def _host_and_port(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower()
    if not host.isascii():
        with suppress(UnicodeError):
            host = host.encode("idna").decode("ascii")
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    return host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"


def _clean_query(query: str) -> str:
    kept = [pair for pair in query.split("&") if pair and not is_secret_parameter(pair.partition("=")[0])]
    return "?" + "&".join(kept) if kept else ""


def _clean_route(fragment: str) -> str:
    if not fragment.startswith(("/", "!")):
        return ""
    route, _, query = fragment.partition("?")
    return f"#{route}{_clean_query(query)}"

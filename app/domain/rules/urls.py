"""Web addresses as rules see them: two spellings of the same page are the same, and patterns may leave parts open.

The host is in lower case and without punycode, the default port is left out, percent-signs are decoded once, and (for
*equals*) a slash at the end, the fragment and tracking parameters do not count. A pattern that starts with ``/`` speaks
of path and query on any host; any other pattern speaks of the whole address, with or without its scheme. Case does not
matter anywhere.
The TypeScript twin is ``embed/src/rules/url.ts``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.domain.rules.punycode import unicode_host
from app.domain.rules.text import fold, trimmed

DEFAULT_PORTS = {"http": ":80", "https": ":443", "ws": ":80", "wss": ":443"}
TRACKING_NAMES = frozenset({"gclid", "fbclid", "msclkid"})
TRACKING_PREFIX = "utm_"

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?=//)")
_PERCENT_RUN = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its parts, each folded and percent-decoded once.

    ``scheme`` and ``host`` (with a port that is not the default) may be empty; ``path`` starts with ``/`` or is empty;
    ``query`` and ``fragment`` come without their ``?`` and ``#``, ``bare_query`` without tracking parameters.
    """

    scheme: str
    host: str
    path: str
    query: str
    bare_query: str
    fragment: str

    @property
    def bare_path(self) -> str:
        """The path without a slash at its end; the root is the empty text."""
        return self.path.rstrip("/")

    def tail(self, *, bare: bool = False, closed: bool = False, fragment: bool = False) -> str:
        """Path, query and perhaps fragment as one text.

        ``bare`` leaves out the slash at the end and the tracking parameters; ``closed`` puts exactly one slash there.
        """
        path = self.bare_path if bare or closed else self.path or "/"
        query = self.bare_query if bare else self.query
        text = path + "/" * closed + (f"?{query}" if query else "")
        return f"{text}#{self.fragment}" if fragment and self.fragment else text


@lru_cache(maxsize=4096)
def parse(url: str) -> Address:
    """The parts of a whole address, or of one without a scheme (``example.com/shop``), or of a path; never raises."""
    text = trimmed(url).replace("\\", "/")
    scheme_found = _SCHEME.match(text)
    scheme = scheme_found.group(1).lower() if scheme_found else ""
    text = text[scheme_found.end() :] if scheme_found else text
    has_host = text.startswith("//") or not text.startswith("/")
    text = text.removeprefix("//")
    text, _, fragment = text.partition("#")
    text, _, query = text.partition("?")
    host = ""
    if has_host:
        host, slash, rest = text.partition("/")
        text = slash + rest
    return Address(
        scheme=scheme,
        host=fold_host(host, scheme),
        path=fold(decoded(text)),
        query=fold(decoded(query)),
        bare_query=fold(decoded(without_tracking(query))),
        fragment=fold(decoded(fragment)),
    )


def fold_host(host: str, scheme: str) -> str:
    """The host without user name, closing dot and default port (of ``scheme``; of any where it is empty).

    International names are taken as people write them (``münchen.de``).
    """
    host = fold(unicode_host(host.rpartition("@")[2]))
    ports = (DEFAULT_PORTS[scheme],) if scheme in DEFAULT_PORTS else () if scheme else (":80", ":443")
    for port in ports:
        host = host.removesuffix(port)
    return host.removesuffix(".")


def decoded(text: str) -> str:
    """The text with percent-signs decoded exactly once; runs that are not UTF-8 are kept, with capital digits."""
    if "%" not in text:
        return text
    return _PERCENT_RUN.sub(_decoded_run, text)


def _decoded_run(found: re.Match[str]) -> str:
    run = found.group()
    try:
        return bytes.fromhex(run.replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return run.upper()


def without_tracking(query: str) -> str:
    """The query without the parameters that only say where a visitor came from."""
    if not query:
        return query
    return "&".join(part for part in query.split("&") if part and not _is_tracking(part))


def _is_tracking(part: str) -> bool:
    name = decoded(part.partition("=")[0]).lower()
    return name.startswith(TRACKING_PREFIX) or name in TRACKING_NAMES


def host_without_www(host: str) -> str:
    """The host as people say it: without its port and a leading ``www.``."""
    name = host if host.endswith("]") else re.sub(r":\d+$", "", host)
    return name.removeprefix("www.")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How much of an address a pattern speaks of: the path on any host, the host with it, or also the scheme."""

    with_scheme: bool
    with_host: bool
    with_fragment: bool

    @classmethod
    def of(cls, pattern: str) -> Spelling:
        """Reads it off the beginning of the pattern."""
        text = trimmed(pattern).replace("\\", "/")
        with_scheme = _SCHEME.match(text) is not None
        with_host = with_scheme or text.startswith("//") or not text.startswith("/")
        return cls(with_scheme, with_host, "#" in text)

    def before_path(self, address: Address) -> str:
        """Scheme and host of an address, as far as the pattern speaks of them."""
        if not self.with_host:
            return ""
        return f"{address.scheme}://{address.host}" if self.with_scheme else address.host

    def bare(self, address: Address) -> str:
        """The address for *equals*."""
        return self.before_path(address) + address.tail(bare=True, fragment=self.with_fragment)

    def forms(self, address: Address) -> Iterator[str]:
        """The address for patterns with an open end: as it stands, bare, and with exactly one slash after its path."""
        before = self.before_path(address)
        yield before + address.tail(fragment=self.with_fragment)
        yield before + address.tail(bare=True, fragment=self.with_fragment)
        yield before + address.tail(closed=True, fragment=self.with_fragment)

    def whole(self, address: Address) -> str:
        """The address for *contains* and *regex*: as it stands, with its scheme unless the pattern speaks of a path."""
        if not self.with_host:
            return address.tail(fragment=self.with_fragment)
        before = f"{address.scheme}://" if address.scheme else ""
        return before + address.host + address.tail(fragment=self.with_fragment)


def fold_pattern(pattern: str) -> str:
    """A pattern with an open end as a text to compare with the ``forms`` of an address.

    Host and default port are treated as in an address; nothing else is left out, so a closing slash still counts.
    """
    spelling = Spelling.of(pattern)
    address = parse(pattern)
    path = address.path
    if not path and address.query and not address.host.endswith("*"):
        path = "/"
    text = spelling.before_path(address) + path
    text += f"?{address.query}" if address.query else ""
    return f"{text}#{address.fragment}" if address.fragment else text

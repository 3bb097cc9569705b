"""Which patterns of addresses can fit the same page, and which fit wherever another one does.

What is said here must be true of every address, also of one with a tail of tracking parameters or a slash more. Where
that is not certain, nothing is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from app.domain.rules.lint.atoms import Atom, Vocabulary
from app.domain.rules.text import fold
from app.domain.rules.urls import Address, Spelling, decoded, fold_pattern, host_without_www, parse

SCHEMES = ("https", "http")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as it is compared. ``host`` and ``scheme`` are ``None`` where every one will do.

    ``begin`` is what the path (with its query) begins with, ``text`` the letters to be found for *contains*; ``exact``
    is set for *equals*: the path without a slash at its end, and the query.
    """

    word: str
    is_path: bool
    host: str | None = None
    scheme: str | None = None
    begin: str | None = None
    text: str = ""
    exact: Address | None = None

    @property
    def is_on_every_page(self) -> bool:
        """Whether there is no address that it does not fit."""
        if self.word == "contains":
            return self.text == "" or (self.is_path and self.text == "/")
        return self.word == "starts" and (self.text == "" or (self.is_path and self.text == "/"))


@lru_cache(maxsize=4096)
def read(word: str, pattern: str) -> Pattern | None:
    """The pattern, or nothing for one that is left alone: regular expressions, and what speaks of a fragment."""
    if word == "domain":
        address = parse(pattern)
        return Pattern(word, False, text=host_without_www(address.host) or address.path.strip("/"))
    spelling = Spelling.of(pattern)
    if spelling.with_fragment:
        return None
    if word == "contains":
        return Pattern(word, not spelling.with_host, text=fold(decoded(pattern.rstrip("*"))))
    if word == "starts" or (word == "equals" and pattern.endswith("*")):
        return _beginning("starts", spelling, fold_pattern(pattern).rstrip("*"))
    if word == "glob":
        head, star, tail = fold_pattern(pattern).partition("*")
        fits_all = bool(star) and not tail.strip("*")
        return _beginning("starts" if fits_all else "glob", spelling, head)
    if word == "equals":
        address = parse(pattern)
        host = address.host if spelling.with_host else None
        scheme = address.scheme if spelling.with_scheme else None
        return Pattern(word, not spelling.with_host, host, scheme, exact=address)
    return None


def _beginning(word: str, spelling: Spelling, text: str) -> Pattern | None:
    """Where the host is not complete (``shop``, ``https://shop.``), only the letters as a whole are known."""
    if not spelling.with_host:
        return Pattern(word, True, begin=text, text=text)
    scheme = None
    rest = text
    if spelling.with_scheme:
        scheme, _, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    if not slash or "?" in host:
        return Pattern(word, False, scheme=scheme, text=text)
    return Pattern(word, False, host, scheme, "/" + path, text)


def _patterns(first: Atom, second: Atom) -> tuple[Pattern, Pattern] | None:
    one = read(first.word, str(first.value))
    other = read(second.word, str(second.value))
    return None if one is None or other is None else (one, other)


def implies(first: Atom, second: Atom) -> bool:
    """Whether the second fits every address that the first fits; no where that is not certain."""
    both = _patterns(first, second)
    if both is None:
        return False
    one, other = both
    if other.is_on_every_page:
        return True
    if other.word == "domain":
        return _is_on_domain(one, other.text) is True
    if other.word == "contains":
        return _contains_for_sure(one, other)
    if other.word == "equals":
        return one.exact is not None and _same_place(one, other, one.exact, other.exact)
    return other.word == "starts" and _begins_for_sure(one, other)


def _same_place(one: Pattern, other: Pattern, exact: Address, wanted: Address | None) -> bool:
    if wanted is None or exact.tail(bare=True) != wanted.tail(bare=True):
        return False
    return other.host in (None, one.host) and other.scheme in (None, one.scheme)


def _contains_for_sure(one: Pattern, other: Pattern) -> bool:
    """Letters that stand in the path itself stay there, whatever hangs behind it."""
    wanted = other.text
    if one.word == "contains":
        return wanted in one.text and (one.is_path or not other.is_path)
    if one.word == "domain":
        return not other.is_path and wanted in one.text
    if "?" in wanted or "&" in wanted or wanted.endswith("/"):
        return False
    if one.exact is not None:
        places = [one.exact.bare_path, one.exact.bare_query]
        if not other.is_path and one.host is not None:
            places.append((f"{one.scheme}://" if one.scheme else "") + one.host + one.exact.bare_path)
        return any(wanted in place for place in places)
    text = one.begin if other.is_path else one.text
    return text is not None and wanted in text.partition("?")[0].rstrip("/")


def _begins_for_sure(one: Pattern, other: Pattern) -> bool:
    if one.exact is not None:
        if other.begin is None or other.host not in (None, one.host) or other.scheme not in (None, one.scheme):
            return False
        return one.exact.tail(bare=True).startswith(other.begin) or f"{one.exact.bare_path}/".startswith(other.begin)
    if one.word not in ("starts", "glob"):
        return False
    if (one.is_path, one.scheme is None) == (other.is_path, other.scheme is None) and one.text.startswith(other.text):
        return True
    if one.begin is None or other.begin is None or not one.begin.startswith(other.begin):
        return False
    return other.host in (None, one.host) and other.scheme in (None, one.scheme)


def excludes(first: Atom, second: Atom) -> bool:
    """Whether no address fits both; no where that is not certain."""
    both = _patterns(first, second)
    if both is None:
        return False
    one, other = both
    if None not in (one.host, other.host) and one.host != other.host:
        return True
    if None not in (one.scheme, other.scheme) and one.scheme != other.scheme:
        return True
    if other.word == "domain":
        return _is_on_domain(one, other.text) is False
    if one.word == "domain":
        return _is_on_domain(other, one.text) is False
    return _paths_differ(one, other)


def _paths_differ(one: Pattern, other: Pattern) -> bool:
    if one.exact is not None and other.exact is not None:
        return one.exact.tail(bare=True) != other.exact.tail(bare=True)
    if other.exact is not None:
        one, other = other, one
    if other.begin is None:
        return False
    if one.exact is not None:
        return _cannot_begin(one.exact.bare_path, other.begin)
    if one.begin is None or "?" in one.begin + other.begin:
        return False
    return not (one.begin.startswith(other.begin) or other.begin.startswith(one.begin))


def _cannot_begin(bare_path: str, begin: str) -> bool:
    """Whether an address with this path, and any number of slashes and any query behind it, cannot begin so."""
    if "?" in bare_path:
        return False
    path, question, _ = begin.partition("?")
    slashed = bare_path + "/" * max(1, len(path))
    if question:
        return not (path.startswith(bare_path) and set(path[len(bare_path) :]) <= {"/"})
    return not slashed.startswith(path)


def _is_on_domain(pattern: Pattern, domain: str) -> bool | None:
    """Whether pages that fit are on the domain; ``None`` where some may be and some may not."""
    if pattern.word == "domain":
        return _domains(pattern.text, domain)
    if pattern.host is None:
        return None
    host = host_without_www(pattern.host)
    if "." in domain:
        return host == domain or host.endswith(f".{domain}")
    return domain in host.split(".")


def _domains(one: str, other: str) -> bool | None:
    if "." not in one:
        return True if one == other else None
    if "." not in other:
        return True if other in one.split(".") else None
    if one == other or one.endswith(f".{other}"):
        return True
    return None if other.endswith(f".{one}") else False


def excludes_plainly(first: Atom, second: Atom) -> bool:
    """The same for addresses that carry nothing behind their path but what the pattern says."""
    if excludes(first, second):
        return True
    both = _patterns(first, second)
    if both is None:
        return False
    one, other = both if both[0].exact is not None else both[::-1]
    if one.exact is None or other.word != "contains":
        return False
    if not other.is_path and one.host is None:
        return False
    return not any(other.text in text for text in _spellings(one, one.exact, other))


def _spellings(one: Pattern, exact: Address, other: Pattern) -> list[str]:
    tails = [exact.tail(bare=True), exact.tail(closed=True)]
    if other.is_path:
        return [tail or "/" for tail in tails]
    schemes = SCHEMES if one.scheme is None else (one.scheme,)
    return [f"{scheme}://{one.host}{tail}" for scheme in schemes for tail in tails]


def always(atom: Atom) -> bool:
    """Whether the pattern fits every address."""
    pattern = read(atom.word, str(atom.value))
    return pattern is not None and pattern.is_on_every_page


ADDRESS_ATOMS = Vocabulary("address", implies, excludes, always)
"""What is certain of every address."""

PLAIN_ADDRESS_ATOMS = Vocabulary("address", implies, excludes_plainly, always)
"""What is certain of addresses without anything behind the path that a pattern does not name."""

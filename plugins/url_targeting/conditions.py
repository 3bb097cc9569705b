"""The page the visitor is on and the page that led here, compared the way people write addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from app.plugin_api import N_, ON_SERVER, Comparison, Fact, ValueKind
from app.plugin_api.comparing import (
    TEXT,
    Address,
    Clues,
    Spelling,
    Test,
    Texts,
    as_tuple,
    check_glob,
    check_regex,
    decoded,
    fold,
    fold_pattern,
    glob,
    host_without_www,
    opposite,
    parse,
    read_text,
    regex,
    unicode_host,
)

Wanted = str | tuple[str, ...]
AddressTest = Callable[[Address], bool]

GRAM = 4
MAX_PREFIX = 60


def _any_of(prepare_one: Callable[[str], AddressTest]) -> Callable[[Wanted], Test]:
    """A comparison with one value becomes one with several: any of them suffices."""

    def prepare(wanted: Wanted) -> Test:
        tests = [prepare_one(pattern) for pattern in as_tuple(wanted)]

        def holds(actual: str) -> bool:
            address = parse(actual)
            return any(test(address) for test in tests)

        return holds

    return prepare


def equals(pattern: str) -> AddressTest:
    """The same page; with an asterisk at the end, every page that begins like this."""
    if pattern.endswith("*"):
        return starts(pattern)
    spelling = Spelling.of(pattern)
    wanted = spelling.bare(parse(pattern))
    return lambda address: spelling.bare(address) == wanted


def starts(pattern: str) -> AddressTest:
    """Every page that begins like this; an asterisk at the end says the same again."""
    spelling, wanted = Spelling.of(pattern), fold_pattern(pattern).rstrip("*")
    return lambda address: any(form.startswith(wanted) for form in spelling.forms(address))


def contains(pattern: str) -> AddressTest:
    """Every page with these letters in its address (in path and query only, if they begin with a slash)."""
    spelling, wanted = Spelling.of(pattern), _contained(pattern)
    return lambda address: wanted in spelling.whole(address)


def matches_glob(pattern: str) -> AddressTest:
    """Every page whose whole address fits, where each asterisk stands for anything."""
    spelling, test = Spelling.of(pattern), glob(fold_pattern(pattern))
    return lambda address: any(test(form) for form in spelling.forms(address))


def matches_regex(pattern: str) -> AddressTest:
    """Every page in whose address the expression is found, with or without the scheme in front."""
    spelling, test = Spelling.of(pattern.removeprefix("(?i)").removeprefix("^")), regex(pattern)
    if not spelling.with_host:
        return lambda address: test(spelling.whole(address))
    return lambda address: (
        test(spelling.whole(address)) or test(address.host + address.tail(fragment=spelling.with_fragment))
    )


def comes_from(domain: str) -> AddressTest:
    """Every page of a domain and its subdomains; a word without a dot is that name under any ending."""
    address = parse(domain)
    wanted = host_without_www(address.host) or address.path.strip("/")
    if "." in wanted:
        return lambda page: _is_within(host_without_www(page.host), wanted)
    return lambda page: wanted in host_without_www(page.host).split(".")


def _is_within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def _contained(pattern: str) -> str:
    return fold(unicode_host(decoded(pattern.rstrip("*"))))


def _grams(text: str) -> Iterator[str]:
    return (f"~{text[place : place + GRAM]}" for place in range(len(text) - GRAM + 1))


def _clues_of_each(clues_of_one: Callable[[str], tuple[str, ...]]) -> Callable[[Wanted], Clues]:
    return lambda wanted: tuple(clues_of_one(pattern) for pattern in as_tuple(wanted))


def _equals_clues(pattern: str) -> tuple[str, ...]:
    if pattern.endswith("*"):
        return _starts_clues(pattern)
    address = parse(pattern)
    return (f"={address.host if Spelling.of(pattern).with_host else ''}{address.bare_path}",)


def _starts_clues(pattern: str) -> tuple[str, ...]:
    begin = _before_query(fold_pattern(pattern).rstrip("*"))
    if Spelling.of(pattern).with_scheme:
        begin = begin.partition("://")[2]
    return (f"^{begin[:MAX_PREFIX]}",) if begin else ()


def _contains_clues(pattern: str) -> tuple[str, ...]:
    return tuple(_grams(_contained(pattern)))


def _glob_clues(pattern: str) -> tuple[str, ...]:
    pieces = fold_pattern(pattern).split("*")
    return tuple(gram for piece in pieces for gram in _grams(piece))


def _before_query(text: str) -> str:
    return text.partition("#")[0].partition("?")[0]


@lru_cache(maxsize=1024)
def page_clues(url: str) -> tuple[str, ...]:
    """What the index may look for on this page: the page itself, beginnings of its address, letters in it."""
    address = parse(url)
    clues = {f"={before}{address.bare_path}" for before in ("", address.host)}
    for path in {address.path, address.bare_path + "/"}:
        for text in (path, address.host + path):
            clues.update(f"^{text[:length]}" for length in range(1, min(len(text), MAX_PREFIX) + 1))
    for form in Spelling(with_scheme=True, with_host=True, with_fragment=True).forms(address):
        clues.update(_grams(form))
    return tuple(clues)


def _comparison(
    name: str,
    phrase: str,
    prepare: Callable[[Wanted], Test],
    takes: Texts | None = None,
    clues: Callable[[str], tuple[str, ...]] | None = None,
) -> Comparison:
    return Comparison(name, phrase, takes or Texts(), prepare, clues=_clues_of_each(clues) if clues else None)


ADDRESS = ValueKind(
    "address",
    (
        _comparison("equals", N_("is"), _any_of(equals), Texts(may_be_empty=True), _equals_clues),
        _comparison("is_not", N_("is not"), opposite(_any_of(equals)), Texts(may_be_empty=True)),
        _comparison("contains", N_("contains"), _any_of(contains), clues=_contains_clues),
        _comparison("not_contains", N_("does not contain"), opposite(_any_of(contains))),
        _comparison("starts", N_("starts with"), _any_of(starts), clues=_starts_clues),
        _comparison("glob", N_("fits the pattern"), _any_of(matches_glob), Texts(check=check_glob), _glob_clues),
        Comparison(
            "regex",
            N_("fits the regular expression"),
            Texts(check=check_regex),
            _any_of(matches_regex),
            evaluators=ON_SERVER,
        ),
        _comparison("domain", N_("is on the site"), _any_of(comes_from)),
    ),
    read_text,
    absent="",
    clues=page_clues,
)
"""A web address; nothing is the empty address."""

PAGE_URL = Fact(
    id="page.url",
    label=N_("page address"),
    help=N_("The page the visitor is on. Begin with / for any host; an asterisk at the end stands for anything."),
    kind=ADDRESS,
    comparisons=("equals", "contains", "is_not", "not_contains", "starts", "glob", "regex"),
    samples=("https://shop.example/pricing?plan=pro", "https://shop.example/"),
    suggest="pages",
)

PAGE_TITLE = Fact(
    id="page.title",
    label=N_("page title"),
    help=N_("The title of the page the visitor is on."),
    kind=TEXT,
    comparisons=("equals", "contains", "is_not", "not_contains"),
    samples=("Pricing", "Garden chairs – Shop"),
    suggest="titles",
    is_fast=True,
)

REFERRER = Fact(
    id="visit.referrer",
    label=N_("page that led here"),
    help=N_("The external page that led to this visit. “google” as site means every google domain."),
    kind=ADDRESS,
    comparisons=("domain", "equals", "contains", "is_not", "not_contains", "starts", "glob", "regex"),
    samples=("https://www.google.com/", None),
    suggest="referrers",
)

SOURCE_URL = Fact(
    id="visit.source_url",
    label=N_("landing page"),
    help=N_("The first page of this visit, with its query."),
    kind=ADDRESS,
    comparisons=("equals", "contains", "is_not", "not_contains", "starts", "glob", "regex"),
    samples=("https://shop.example/?utm_source=newsletter",),
    suggest="pages",
)

FACTS: tuple[Fact, ...] = (PAGE_URL, PAGE_TITLE, REFERRER, SOURCE_URL)

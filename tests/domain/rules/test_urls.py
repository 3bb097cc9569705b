"""The parts of an address, and that no text whatever is too much for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.rules.urls import Spelling, decoded, fold_pattern, host_without_www, parse
from tests.domain.rules.strategies import ADDRESSES, PATTERNS


def test_an_address_comes_apart_into_its_parts() -> None:
    address = parse("HTTPS://user:pw@Shop.Example:8443/A%20b/?Plan=Pro&utm_source=x#Faq")
    assert (address.scheme, address.host, address.path) == ("https", "shop.example:8443", "/a b/")
    assert (address.query, address.bare_query, address.fragment) == ("plan=pro&utm_source=x", "plan=pro", "faq")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("%41", "A"),
        ("%2541", "%41"),
        ("%C3%BC", "ü"),
        ("%c3", "%C3"),
        ("%zz%41", "%zzA"),
        ("%41%ff", "%41%FF"),
        ("100%", "100%"),
    ],
)
def test_percent_signs_are_decoded_exactly_once(text: str, expected: str) -> None:
    assert decoded(text) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [("www.shop.example:80", "shop.example"), ("[::1]:80", "[::1]"), ("[::1]", "[::1]"), ("www.", "")],
)
def test_a_host_as_people_say_it(host: str, expected: str) -> None:
    assert host_without_www(host) == expected


@given(st.text(max_size=60) | ADDRESSES | PATTERNS)
def test_no_text_is_too_much(text: str) -> None:
    address = parse(text)
    spelling = Spelling.of(text)
    assert spelling.bare(address) == spelling.bare(parse(text))
    assert all(
        isinstance(form, str) for form in (*spelling.forms(address), spelling.whole(address), fold_pattern(text))
    )


@given(ADDRESSES)
def test_two_spellings_of_a_page_are_the_same_page(url: str) -> None:
    spelling = Spelling(with_scheme=True, with_host=True, with_fragment=False)
    head, question, query = url.partition("#")[0].partition("?")
    slashed = head + "/" + question + query
    for other in (
        url.partition("#")[0] + "#elsewhere",
        f"{head}?{query}&gclid=1" if query else f"{head}?gclid=1",
        slashed,
    ):
        assert spelling.bare(parse(other)) == spelling.bare(parse(url))

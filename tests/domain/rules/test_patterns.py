"""Patterns that people write can be wrong, but they can never be slow."""

from __future__ import annotations

import fnmatch
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidInput
from app.domain.rules.patterns import check_regex, glob, regex


@given(st.text("ab*", max_size=8), st.text("ab", max_size=12))
def test_a_glob_means_what_it_means_in_a_shell(pattern: str, text: str) -> None:
    assert glob(pattern)(text) is fnmatch.fnmatchcase(text, pattern)


def test_a_glob_stays_fast_where_others_try_every_split() -> None:
    started = time.process_time()
    assert not glob("a*" * 20 + "b")("a" * 50_000)
    assert time.process_time() - started < 1


def test_a_regular_expression_stays_fast_on_a_long_address() -> None:
    expression = check_regex("(a|a|a|a)*(b|aa)*c$", "value")
    started = time.process_time()
    assert not regex(expression)("a" * 50_000)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "(a*)*", "((a+)b)*", "(a|b+)*", "(?:a+){2,}", "([a-z]+)*x", r"(\d+)+", "(a{1,})+", "((a|b)*c)+"],
)
def test_a_repeated_repetition_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidInput, match="repeats a part that itself repeats"):
        check_regex(pattern, "value")


@pytest.mark.parametrize(
    "pattern",
    [
        "a+b*",
        "(a|b)+",
        "(ab)?c+",
        "[(+*]+x",
        r"\(a+\)+",
        "(a{2})+",
        "(a+)?",
        "(a+){2}",
        "[]+)(*]+",
        "a{,3}",
        "(^|/)x+$",
    ],
)
def test_a_simple_repetition_is_accepted(pattern: str) -> None:
    assert check_regex(pattern, "value") == pattern


@pytest.mark.parametrize("pattern", ["(", "[a", "a**", r"(a)\1", "(?=a)", "(?<!a)b", "a{1001}", "\\", "(?P<n", "*a"])
def test_what_cannot_be_matched_in_linear_time_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_regex(pattern, "conditions.value")
    assert caught.value.field == "conditions.value"


@given(st.text(max_size=30))
def test_any_text_is_either_refused_or_usable(pattern: str) -> None:
    try:
        check_regex(pattern, "value")
    except InvalidInput:
        return
    regex(pattern)("https://shop.example/pricing")

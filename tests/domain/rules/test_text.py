"""Texts that a reader would call equal are equal."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.rules.text import BLANKS, fold, trimmed


def test_folding_equates_everything_that_unicode_case_folding_equates() -> None:
    letters = (chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF)
    cased = (letter for letter in letters if letter != letter.casefold())
    differing = [letter for letter in cased if fold(f"x{letter}x") != fold(f"x{letter.casefold()}x")]
    assert differing == []


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("blank", BLANKS)
def test_blanks_of_every_script_are_trimmed(blank: str) -> None:
    assert trimmed(f"{blank}a{blank}b{blank}") == f"a{blank}b"

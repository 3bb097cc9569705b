"""Text from outside is kept as it is meant, without what databases and screens choke on."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.text import clean_line, clean_text, cut


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("Admin\x00istrator", "Administrator"),
        ("a\r\nBcc: victim@example.org", "a Bcc: victim@example.org"),
        ("\x01\x08\x1b[2J\x9b31m", "[2J31m"),
        ("  Anna  ", "Anna"),
        ("\u202egnp.exe", "\u202egnp.exe"),
        ("a\u2028b", "a b"),
        ("\ud83d!", "!"),
    ],
)
def test_a_line_keeps_its_letters_and_loses_its_controls(given_text: str, kept: str) -> None:
    assert clean_line(given_text, 100) == kept


def test_several_lines_keep_their_breaks_in_one_form() -> None:
    assert clean_text("a\r\nb\rc\n\td", 100) == "a\nb\nc\n\td"


def test_a_cut_never_separates_a_mark_from_its_letter() -> None:
    assert cut("ab\u0323\u0301c", 3) == "a"


def test_a_cut_never_separates_a_joined_emoji() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert cut("hi" + family, 4) == "hi"


@given(st.text(), st.integers(1, 50))
def test_what_is_kept_is_short_normal_and_storable(text: str, limit: int) -> None:
    kept = clean_text(text, limit)
    assert len(kept) <= limit
    assert "\x00" not in kept
    kept.encode("utf-8")
    assert unicodedata.is_normalized("NFC", kept)

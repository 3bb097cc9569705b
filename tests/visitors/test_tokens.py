"""A visitor's token cannot be made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.foundation.secrets import new_key, sign
from app.visitors.tokens import token_for, visitor_key_from

if TYPE_CHECKING:
    from flask import Flask


def test_a_token_names_its_visitor(inside: Flask) -> None:
    key = new_key()
    assert visitor_key_from(token_for(key)) == key


@pytest.mark.parametrize("made_up", [None, "", "a", "a.b", "😀.x", "x" * 100_000])
def test_what_is_no_token_names_nobody(inside: Flask, made_up: str | None) -> None:
    assert visitor_key_from(made_up) is None


def test_an_altered_cut_or_foreign_token_names_nobody(inside: Flask) -> None:
    token = token_for(new_key())
    key, _, signature = token.partition(".")
    assert visitor_key_from(f"{new_key()}.{signature}") is None
    assert visitor_key_from(token[:-1]) is None
    assert visitor_key_from(key) is None
    assert visitor_key_from(sign("something else", key)) is None

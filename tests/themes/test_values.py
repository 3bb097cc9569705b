"""A theme's values can never leave their CSS property."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.themes.values import KINDS, Limits, choice_css

HOSTILE = (
    "@import url(http://canary.test); body{background:url(http://canary.test)} input[value^=a]{...}",
    "red; background: url(http://canary.test)",
    "#fff}body{display:none",
    "#fff;",
    "#fff/**/",
    "rgb(0 0 0);--x:url(//canary.test)",
    "rgb(var(--x))",
    "rgb(1,2,3)\n}",
    "url(http://canary.test)",
    "expression(alert(1))",
    "</style><script>alert(1)</script>",
    '"; } body { color: red',
    "\\3b ",
    "16px;color:red",
    "calc(1px + 1px)",
    "１６px",
    "#ｆｆｆ",
    "",
    " ",
    "\x00",
)
DANGEROUS = re.compile(r"[;{}<>@]|url\(|/\*|\*/|[\x00-\x1f]", re.IGNORECASE)


def accepted(kind: str, raw: object) -> str | None:
    try:
        return KINDS[kind](raw, Limits(choices={"system": "system-ui, sans-serif"}))
    except ValueError:
        return None


@pytest.mark.parametrize("kind", ["colour", "length", "number", "choice"])
@pytest.mark.parametrize("raw", HOSTILE)
def test_a_hostile_value_is_refused(kind, raw):
    assert accepted(kind, raw) is None


@pytest.mark.parametrize("raw", HOSTILE)
def test_a_hostile_text_is_refused_or_becomes_one_quoted_string(raw):
    css = accepted("text", raw)

    assert css is None or re.fullmatch(r'"([A-Za-z0-9 _.-]|\\[0-9a-f]{6})*"', css)


@pytest.mark.parametrize("raw", HOSTILE)
def test_a_theme_cannot_offer_a_hostile_choice(raw):
    try:
        css = choice_css(raw)
    except ValueError:
        return
    assert not DANGEROUS.search(css)
    assert css.count('"') % 2 == 0


@given(kind=st.sampled_from(sorted(KINDS)), raw=st.text(max_size=60))
def test_whatever_is_accepted_stays_in_its_property(kind, raw):
    css = accepted(kind, raw)

    assert css is None or not DANGEROUS.search(css)


@pytest.mark.parametrize("raw", [True, None, 7.5, [], {}, b"#fff", float("nan"), float("inf")])
def test_a_value_of_another_type_is_no_colour_and_no_text(raw):
    assert accepted("colour", raw) is None
    assert accepted("text", raw) is None
    assert accepted("choice", raw) is None


@pytest.mark.parametrize(
    ("kind", "raw", "css"),
    [
        ("colour", "#2B59D9", "#2b59d9"),
        ("colour", "#fff8", "#fff8"),
        ("colour", "rgb(43 89 217 / 50%)", "rgb(43 89 217 / 50%)"),
        ("colour", "hsl(220, 70%, 50%)", "hsl(220, 70%, 50%)"),
        ("length", "16px", "16px"),
        ("length", "1.5rem", "1.5rem"),
        ("length", 0, "0"),
        ("number", 1.5, "1.5"),
        ("number", 400, "400"),
        ("text", 'Ada"s', '"Ada\\000022s"'),
        ("choice", "system", "system-ui, sans-serif"),
    ],
)
def test_a_good_value_becomes_css(kind, raw, css):
    assert accepted(kind, raw) == css


@pytest.mark.parametrize(("raw", "is_allowed"), [("0px", True), ("32px", True), ("33px", False), ("-1px", False)])
def test_a_length_keeps_within_its_limits(raw, is_allowed):
    try:
        KINDS["length"](raw, Limits(least=0, most=32))
    except ValueError:
        assert not is_allowed
    else:
        assert is_allowed

"""Places in messages: what stands there is text, looked for once, and what is nothing leaves no trace."""

from __future__ import annotations

import html
from urllib.parse import unquote

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.invitations.substitution import Values, filled_address, filled_message, filled_text, names_in
from tests.invitations.writing import hostile

NOBODY = Values()
PLACES = ("{nick}", "{operator}", "{visitor.name|there}", "{lhc.var.plan}", "{lhc.add.plan|small}")
values = st.text(max_size=40) | st.sampled_from(
    [*PLACES, "<img src=x onerror=1>", "</p><script>", '" onclick="', "&lt;b&gt;"]
)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<p>Welcome back {nick}, how are you?</p>", "<p>Welcome back, how are you?</p>"),
        ("<p>Hello <b>{nick}</b>!</p>", "<p>Hello<b></b>!</p>"),
        ("<p>{nick}, welcome</p>", "<p>welcome</p>"),
        ("<p>Hello {nick} again</p>", "<p>Hello again</p>"),
        ("<p>Hello&nbsp;{nick} {lhc.var.a}.</p>", "<p>Hello.</p>"),
        ("<p>Hello {nick}</p><p>and you</p>", "<p>Hello</p><p>and you</p>"),
        ("<p>One {nick}<br>two</p>", "<p>One<br>two</p>"),
        ("<p>Hello {visitor.name|there}</p>", "<p>Hello there</p>"),
        ("<p>{unknown} {lhc.other.x} {nick</p>", "<p>{unknown} {lhc.other.x} {nick</p>"),
    ],
)
def test_a_place_without_a_value_leaves_no_double_blank_and_none_before_punctuation(written: str, said: str) -> None:
    assert filled_message(written, NOBODY) == said


@given(values, values, values)
def test_every_value_is_text_and_never_markup_nor_parsed_again(nick: str, operator: str, plan: str) -> None:
    known = Values(nick=nick, operator=operator, attributes={"plan": plan})
    link = '<a href="https://shop.test/?x={nick}&amp;y=1" title="{operator}">{operator}</a>'
    written = f"<p>a {{nick}} b {link} {{lhc.add.plan}}</p>"

    filled = filled_message(written, known)

    assert filled.count("<") == written.count("<")
    assert filled.count('"') == written.count('"')
    text = html.unescape(nh3.clean(filled, tags=set()))
    assert Values(nick=nick).of("nick") in text
    assert Values(nick=plan).of("nick") in text


@given(values)
def test_a_value_in_an_address_stays_in_its_part_of_the_address(value: str) -> None:
    address = filled_address("https://shop.test/search?q={nick}&page=1", Values(nick=value))

    start, end = "https://shop.test/search?q=", "&page=1"
    assert address.startswith(start)
    assert address.endswith(end)
    inside = address[len(start) : -len(end)]
    assert not set(inside) & set("/?#&\"'<> :{}")
    assert unquote(inside) in (Values(nick=value).of("nick"), "")


@pytest.mark.parametrize("name", hostile("nick"))
def test_a_visitor_may_be_called_anything(name: str) -> None:
    filled = filled_message(
        "<p>Hello {visitor.name|there}, it is {operator}</p>", Values(visitor_name=name, operator="Anna")
    )

    assert filled.count("<") == 2
    assert filled.endswith("it is Anna</p>")
    assert "\u202e" not in filled


def test_hidden_attributes_are_found_by_their_short_name_and_visible_ones_too() -> None:
    known = Values(attributes={"lhc.var.plan": "gold", "plan": "small", "cart": 3.0, "tags": ["a", "b"]})

    assert filled_text("{lhc.var.plan} {lhc.add.plan} {lhc.var.cart} {lhc.add.tags}", known) == "gold small 3 a, b"
    assert names_in("{lhc.var.plan} {nick} {other}") == {"lhc.var.plan", "nick"}


def test_a_very_long_message_full_of_places_is_filled_at_once() -> None:
    filled = filled_message("<p>" + " {nick}" * 2_500 + "</p>", NOBODY)

    assert len(filled) < 30

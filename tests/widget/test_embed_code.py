"""The embed code: short, and inert whatever its values hold."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidInput
from app.widget.embed_code import EmbedCode, EmbedFormat, inert_json, render_embed_code

BASE = "https://help.example.org"
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>",
    "\"'`",
    "a\u2028b",
    "&lt;",
    "\\u003c",
    "{{ 7*7 }}",
]


class Elements(HTMLParser):
    """Collects elements and the text inside them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.inside.append("")

    def handle_data(self, data: str) -> None:
        if self.inside and data.strip():
            self.inside[-1] += data


def parsed(html: str) -> Elements:
    elements = Elements()
    elements.feed(html)
    elements.close()
    return elements


def test_the_embed_code_has_two_elements_and_leaves_out_what_is_empty() -> None:
    assert render_embed_code(EmbedCode(), EmbedFormat.BECKON, BASE) == (
        '<script type="application/json" id="beckon-options">{}</script>\n'
        '<script async src="https://help.example.org/embed/beckon.js"></script>'
    )


def test_the_options_stand_as_json() -> None:
    wanted = EmbedCode(identifier="shop", departments=("sales", "sales", "support"), language="de")
    found = parsed(render_embed_code(wanted, EmbedFormat.BECKON, BASE + "/"))
    assert found.found[0] == ("script", {"type": "application/json", "id": "beckon-options"})
    assert json.loads(found.inside[0]) == {"identifier": "shop", "department": ["sales", "support"], "language": "de"}
    assert found.found[1][1]["src"] == "https://help.example.org/embed/beckon.js"


def test_the_classic_form_sets_the_arguments_and_loads_the_classic_path() -> None:
    wanted = EmbedCode(identifier="shop", departments=("sales",), language="de")
    code = render_embed_code(wanted, EmbedFormat.CLASSIC, BASE)
    arguments = re.search(r"LHC_API\.args = (.*);", code)
    assert arguments is not None
    assert json.loads(arguments[1]) == {
        "mode": "widget", "lhc_base_url": BASE + "/", "identifier": "shop", "department": ["sales"], "lang": "de",
    }  # fmt: skip
    assert '"https://help.example.org/design/defaulttheme/js/widgetv2/index.js"' in code


@pytest.mark.parametrize("form", list(EmbedFormat))
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_stay_text(form: EmbedFormat, value: str) -> None:
    wanted = EmbedCode(identifier=value, departments=(value,), theme=value)
    plain = render_embed_code(EmbedCode(identifier="x", departments=("x",), theme="x"), form, BASE)
    code = render_embed_code(wanted, form, BASE)
    assert parsed(code).found == parsed(plain).found
    written = re.search(r"\{\".*\}", code)
    assert written is not None
    assert json.loads(written[0])["identifier"] == value.strip()


@given(st.text())
def test_json_in_a_script_can_neither_end_it_nor_break_a_line(value: str) -> None:
    written = inert_json({"a": value})
    assert json.loads(written) == {"a": value}
    assert not re.search("[<>&\u2028\u2029]", written)


def test_a_base_address_with_quotes_stays_inside_its_attribute() -> None:
    found = parsed(render_embed_code(EmbedCode(), EmbedFormat.BECKON, 'https://a.test/"onload="x'))
    assert set(found.found[1][1]) == {"async", "src"}


@pytest.mark.parametrize(
    ("wanted", "field"),
    [(EmbedCode(identifier="x" * 51), "identifier"), (EmbedCode(language="not a language"), "language"),
     (EmbedCode(departments=("d",) * 1 + tuple(f"d{n}" for n in range(20))), "department"),
     (EmbedCode(departments=("x" * 101,)), "department")],
)  # fmt: skip
def test_what_the_loader_would_not_accept_is_refused_by_name(wanted: EmbedCode, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        render_embed_code(wanted, EmbedFormat.BECKON, BASE)
    assert refusal.value.field == field

"""Custom CSS of a bubble: what stays inside is passed on, everything else is refused with its line."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidInput
from app.invitations.bubble_css import checked_css, scoped_css
from tests.invitations.writing import hostile

PICTURE = f"/embed/files/{'a' * 32}.png"


@pytest.mark.parametrize(
    ("written", "scoped"),
    [
        ("color: red", ".bubble{color:red;}"),
        ("p { color: RED } /* } .launcher { */", ".bubble p{color:RED;}"),
        (
            '.proactive-need-help:hover > .words::before { content: "a\\"}" }',
            '.bubble:hover > .words::before{content:"a\\"}";}',
        ),
        (
            "#invitation-close-btn, a:not(.x):hover { color: rgba(0, 0, 0, .5) }",
            ".bubble #invitation-close-btn,.bubble a:not(.x):hover{color:rgba(0, 0, 0, .5);}",
        ),
        (
            "@media (max-width: 480px) { .words { font-size: calc(1em + 2px) } }",
            "@media (max-width: 480px) {.bubble .words{font-size:calc(1em + 2px);}}",
        ),
        (
            "html, body, .launcher, * { color: red }",
            ".bubble html,.bubble body,.bubble .launcher,.bubble *{color:red;}",
        ),
        ("background: url({proactive_img_1}) no-repeat", f'.bubble{{background:url("{PICTURE}") no-repeat;}}'),
        ("background: url({proactive_img_2})", ".bubble{background:none;}"),
        ("box-shadow: 0 2px 8px rgb(0 0 0 / .2)", ".bubble{box-shadow:0 2px 8px rgb(0 0 0 / .2);}"),
        ("p {", ".bubble p{}"),
    ],
)
def test_every_rule_reaches_the_bubble_and_what_is_in_it(written: str, scoped: str) -> None:
    assert checked_css(written) == written.strip()
    assert scoped_css(written, [PICTURE]) == scoped


@pytest.mark.parametrize(
    "written",
    [
        "@import 'https://evil.test/x.css';",
        "@font-face { src: url(x) }",
        "@keyframes unfold { to { color: red } }",
        "p { background: url(https://evil.test/x) }",
        'p { background: url("//evil.test/x") }',
        "p { background: url(javascript:alert(1)) }",
        'p { background: image-set("https://evil.test/x" 1x) }',
        "p { position: fixed }",
        "p { position: sticky }",
        "p { position: absolute }",
        "p { display: contents }",
        "p { transform: scale(9) }",
        "p { animation: unfold 9s }",
        "p { z-index: 9 }",
        "p { inset: 0 }",
        "p { all: unset }",
        "p { --accent: red }",
        "p { color: var(--x) }",
        "p { behavior: url(x) }",
        "p { width: expression(alert(1)) }",
        ":host { color: red }",
        ":host-context(body) { color: red }",
        "::slotted(*) { color: red }",
        "::part(x) { color: red }",
        ":root { color: red }",
        "p:has(a) { color: red }",
        "& { color: red }",
        "p { color: red; a { color: blue } }",
        ".bubble ~ .launcher { color: red }",
        ".bubble + .launcher { color: red }",
        "~ .launcher { color: red }",
        ".bub\\62 le ~ .launcher { color: red }",
        ".proactive-need-help.x ~ p { color: red }",
        "} .launcher { color: red",
        "p { color: red }} .launcher { }",
        "margin: -900px",
        "margin: 0 calc(0px - 900px)",
        "box-shadow: 0 0 0 100vmax red",
        "outline: 900px solid red",
        "text-shadow: 900px 0 red",
        "</style><script>alert(1)</script>",
        "color:",
        "p { color: red !x }",
        "{" * 5_000,
        "width: " + "calc(" * 1_500,
        "p { font-family: 'a\nb' }",
        "<!-- p { color: red } -->",
    ],
)
def test_what_could_leave_the_bubble_is_refused_and_never_passed_on(written: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_css(written)

    assert refused.value.field == "design.css"
    assert scoped_css(written) == ""


def test_an_error_names_its_line_and_its_property() -> None:
    with pytest.raises(InvalidInput, match="line 3: “position” cannot be “fixed” here"):
        checked_css("color: red;\np {\n  position: fixed;\n}")


@pytest.mark.parametrize("written", hostile("message") + hostile("markup"))
def test_hostile_text_in_place_of_css_is_no_css(written: str) -> None:
    scoped = scoped_css(written)

    assert all(line.startswith((".bubble", "@media")) for line in scoped.splitlines())
    assert "<" not in scoped.replace('"', "")

"""One file of tokens: nothing raw outside it, both themes complete, every declared pair readable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.shell.assets import STATIC_FOLDER

STYLES = STATIC_FOLDER / "css"
SHEETS = sorted(path for path in STYLES.glob("*.css") if path.name != "tokens.css")
RAW_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|lab|lch)\(")
RAW_PIXELS = re.compile(r"(?<![\w-])-?\d*\.?\d+px\b")
TEXT_RATIO = 4.5
CONTROL_RATIO = 3.0

TEXT_PAIRS = [
    *[(text, ground) for text in ("text", "text-muted") for ground in (
        "canvas", "surface", "surface-raised", "surface-sunken", "surface-hover", "surface-selected", "surface-bubble",
        "surface-tinted", "surface-avatar",
    )],
    *[("text-faint", ground) for ground in ("canvas", "surface", "surface-raised", "surface-sunken")],
    *[("text", ground) for ground in ("accent-soft", "danger-soft", "waiting-soft", "online-soft")],
    ("text-on-accent", "accent"),
    ("text-on-accent", "accent-hover"),
    ("text-on-accent", "danger"),
    ("text-on-accent", "danger-hover"),
    ("text-muted", "accent-soft"),
    *[("accent-text", ground) for ground in ("surface", "canvas", "surface-raised", "accent-soft")],
    *[("danger-text", ground) for ground in ("surface", "canvas", "surface-raised", "danger-soft", "surface-selected")],
    *[("waiting-text", ground) for ground in ("surface", "canvas", "waiting-soft", "surface-selected")],
    *[("online-text", ground) for ground in ("surface", "canvas", "surface-sunken", "online-soft")],
    ("tooltip-text", "tooltip"),
]  # fmt: skip
CONTROL_PAIRS = [
    ("line-control", "surface"),
    ("line-control", "canvas"),
    ("line-control", "surface-sunken"),
    ("ring-color", "surface"),
    ("ring-color", "canvas"),
    ("ring-color", "surface-raised"),
    ("accent", "surface"),
    ("accent", "canvas"),
    ("danger", "surface"),
    ("online", "surface"),
    ("online", "canvas"),
    ("waiting", "surface"),
    ("waiting", "canvas"),
]


def _without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)


def _block(opening: str) -> dict[str, str]:
    text = _without_comments(STYLES / "tokens.css")
    inside = text[text.index(opening) + len(opening) :]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", inside[: inside.index("}")]))


LIGHT = _block(':root[data-theme="light"] {')
DARK = _block(':root[data-theme="dark"] {')
DARK_BY_SYSTEM = _block(':root:not([data-theme="light"]) {')


def _luminance(colour: str) -> float:
    assert re.fullmatch(r"#[0-9a-f]{6}", colour), f"{colour} is not a six-digit colour"
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, 1.4.3): 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT_PAIRS)
def test_text_can_be_read_on_its_ground(theme: str, front: str, ground: str) -> None:
    colours = LIGHT if theme == "light" else DARK
    assert contrast(colours[front], colours[ground]) >= TEXT_RATIO


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), CONTROL_PAIRS)
def test_controls_and_marks_stand_out_from_their_ground(theme: str, front: str, ground: str) -> None:
    colours = LIGHT if theme == "light" else DARK
    assert contrast(colours[front], colours[ground]) >= CONTROL_RATIO


def test_both_themes_have_the_same_names_and_the_switch_gives_what_the_system_gives() -> None:
    assert set(LIGHT) == set(DARK)
    assert DARK == DARK_BY_SYSTEM


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_sheet_but_the_tokens_has_a_raw_colour_or_pixel_value(sheet: Path) -> None:
    text = _without_comments(sheet)
    assert RAW_COLOUR.findall(text) == []
    assert RAW_PIXELS.findall(text) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_uses_only_tokens_that_exist(sheet: Path) -> None:
    known = set(re.findall(r"--([\w-]+):", _without_comments(STYLES / "tokens.css")))
    text = _without_comments(sheet)
    own = set(re.findall(r"--([\w-]+):", text))
    assert set(re.findall(r"var\(--([\w-]+)", text)) - known - own == set()


def test_every_colour_token_is_used() -> None:
    used = set(re.findall(r"var\(--([\w-]+)", "".join(_without_comments(sheet) for sheet in SHEETS)))
    assert set(LIGHT) - used == set()

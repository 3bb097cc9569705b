"""The themes that come with Beckon are complete and can be read by everybody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.themes.catalogue import BUILT_IN_FOLDER, Catalogue, read_catalogue

EMBED = BUILT_IN_FOLDER.parent / "embed" / "src"
SET_BY_OPTIONS = {"--beckon-offset-x", "--beckon-offset-y"}
TEXT_ON_GROUND = [("text", "surface"), ("text-quiet", "surface"), ("on-accent", "accent")]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return read_catalogue(tmp_path_factory.mktemp("instance"))


def themes() -> list[str]:
    return sorted(path.parent.name for path in BUILT_IN_FOLDER.glob("*/theme.toml"))


def looked_at(sources: list[Path]) -> set[str]:
    found = {name for path in sources for name in re.findall(r"var\((--beckon-[a-z-]+)", path.read_text("utf-8"))}
    return found - SET_BY_OPTIONS


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_classic_theme_sets_everything_that_the_widget_looks_at_and_nothing_else(catalogue):
    sources = [path for path in EMBED.rglob("*") if path.suffix in (".ts", ".tsx", ".css")]

    assert set(catalogue.widget_variables("classic")) == looked_at(sources)


@pytest.mark.parametrize("theme_id", themes())
@pytest.mark.parametrize("suffix", ["", "-dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_has_a_contrast_of_at_least_four_and_a_half_to_one(catalogue, theme_id, suffix, text, ground):
    variables = catalogue.widget_variables(theme_id)

    def colour(name: str) -> str:
        return variables.get(f"--beckon-{name}{suffix}", variables[f"--beckon-{name}"])

    assert contrast(colour(text), colour(ground)) >= 4.5


def test_every_variable_says_what_it_is_for(catalogue):
    for theme in catalogue.themes.values():
        for variable in theme.variables.values():
            assert variable.label
            assert variable.help.endswith(".")


def test_the_handbook_names_every_variable_that_the_widget_knows(catalogue):
    handbook = (BUILT_IN_FOLDER / "README.md").read_text(encoding="utf-8")

    assert [name for name in catalogue.themes["classic"].variables if f"`{name}`" not in handbook] == []

"""The words of the widget: the same keys in the browser and on the server, in every language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.foundation.i18n import LANGUAGES
from app.foundation.visitor_language import language_of
from app.widget.texts import direction_of, loader_texts, panel_texts

if TYPE_CHECKING:
    from flask import Flask

SHARED = Path(__file__).parents[2] / "embed" / "src" / "shared"


def words_of_the_browser(name: str) -> dict[str, str]:
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted(SHARED.glob("*texts.ts")))
    block = re.search(rf"{name} = \{{\n(.*?)\n\}} as const", sources, re.DOTALL)
    assert block is not None
    return dict(re.findall(r'^\s+(\w+): "(.*)",$', block[1], re.MULTILINE))


def test_server_and_browser_know_the_same_texts(inside: Flask) -> None:
    assert dict(loader_texts("en")) == words_of_the_browser("LOADER_TEXTS") | words_of_the_browser("STAGE_TEXTS")
    assert dict(panel_texts("en")) == words_of_the_browser("PANEL_TEXTS") | words_of_the_browser("FILE_TEXTS")


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_fills_the_same_places(inside: Flask, language: str) -> None:
    english = {**loader_texts("en"), **panel_texts("en")}
    for key, text in {**loader_texts(language), **panel_texts(language)}.items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", english[key])), key


@pytest.mark.parametrize(
    ("code", "language"),
    [("de", "de"), ("deu", "de"), ("ger", "de"), ("de-AT", "de"), ("de_CH", "de"), ("DE", "de"), ("eng", "en"),
     ("fr", "en"), ("", "en"), (None, "en"), ("<b>", "en")],
)  # fmt: skip
def test_a_language_code_leads_to_one_of_our_languages(code: str | None, language: str) -> None:
    assert language_of(code) == language


def test_our_languages_are_written_from_left_to_right() -> None:
    assert {direction_of(language) for language in LANGUAGES} == {"ltr"}

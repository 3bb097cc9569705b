"""The catalogues of Beckon and a fresh extraction, read for comparison."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.house.sources import ROOT

TRANSLATIONS = ROOT / "app" / "translations"
PLACE = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")
TIMEOUT_SECONDS = 120


def catalogue_of(language: str) -> Catalog:
    """The committed catalogue of a language, obsolete texts included."""
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def fresh_extraction(folder: Path) -> Catalog:
    """What ``make i18n`` would collect now: the same program with the same options, into a file of the test."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    options = re.search(r"\$\(BABEL\) extract (.*?) --project", recipe)
    assert options is not None
    file = folder / "messages.pot"
    arguments = ["extract", *options[1].split(), "-o", str(file), "app", "plugins", "themes"]
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", *arguments]
    subprocess.run(command, cwd=ROOT, check=True, timeout=TIMEOUT_SECONDS)
    with file.open("rb") as opened:
        return read_po(opened)


def messages(catalogue: Catalog) -> Iterator[Message]:
    """The entries without the header."""
    return (message for message in catalogue if message.id)


def sources(message: Message) -> list[str]:
    """The English text, or its singular and plural."""
    return [message.id] if isinstance(message.id, str) else list(message.id)


def translations(message: Message) -> list[str]:
    """The translation, or one for each plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def places(text: str) -> set[str]:
    """What will be filled in: ``%(name)s`` and ``{name}``."""
    return set(PLACE.findall(text))

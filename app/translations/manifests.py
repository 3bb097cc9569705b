"""Collects for translators what ``plugin.toml`` and ``theme.toml`` say to people: names, descriptions, labels."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

SHOWN_KEYS = frozenset({"name", "description", "label", "help"})
Message = tuple[int, str, str, Sequence[str]]


def extract(
    source: BinaryIO, keywords: Mapping[str, Any], comment_tags: Sequence[str], options: Mapping[str, Any]
) -> Iterator[Message]:
    """The texts of one manifest as Babel wants them: line, function, text, comments."""
    written = source.read().decode("utf-8")
    lines = written.splitlines()
    for text in shown_texts(tomllib.loads(written)):
        quoted = re.escape(text)
        number = next((at for at, line in enumerate(lines, 1) if re.search(rf'= *"{quoted}"', line)), 0)
        yield number, "gettext", text, []


def shown_texts(table: Mapping[str, Any]) -> Iterator[str]:
    """The texts under the keys that pages show, in all tables of a manifest."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from shown_texts(value)
        elif key in SHOWN_KEYS and isinstance(value, str):
            yield value

"""Text from outside made fit to keep: normal form, no control characters, cut between letters and never inside one."""

from __future__ import annotations

import re
import unicodedata

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LINE_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_JOINERS = frozenset("\u200d\ufe0f\ufe0e")


def clean_text(text: str, limit: int) -> str:
    """Several lines of text: controls (but newline and tab) and lone surrogates removed, NFC, cut to ``limit``."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return cut(unicodedata.normalize("NFC", _CONTROLS.sub("", _SURROGATES.sub("", text))), limit)


def clean_line(text: str, limit: int) -> str:
    """One line of text: as ``clean_text``, with every break turned into a blank and the ends trimmed."""
    text = _LINE_CONTROLS.sub(lambda run: " " if any(c in "\n\t\r\u2028\u2029" for c in run[0]) else "", text)
    return cut(clean_text(text, len(text) + 1).strip(), limit)


def cut(text: str, limit: int) -> str:
    """At most ``limit`` characters, not separating a combining mark or a joined emoji from what it belongs to."""
    if len(text) <= limit:
        return text
    end = limit
    while end > 0 and (_belongs_to_previous(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    return text[: end or limit]


def _belongs_to_previous(character: str) -> bool:
    return unicodedata.combining(character) != 0 or character in _JOINERS or "\U0001f3fb" <= character <= "\U0001f3ff"

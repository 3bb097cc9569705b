"""The values a widget variable may have; each kind lets through only what can never leave its CSS property."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

LONGEST_TEXT = 200
LARGEST_NUMBER = 100_000

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_FUNCTION = re.compile(r"(rgb|rgba|hsl|hsla)\(([0-9.,%/ ]{5,60})\)")
_COMPONENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?%?|\.[0-9]{1,4}")
_LENGTH = re.compile(r"(-?[0-9]{1,5}(?:\.[0-9]{1,4})?)(px|rem|em|%|vh|vw)")
_CHOICE = re.compile(r"""[A-Za-z0-9 ,."_%#-]{1,300}""")
_PLAIN = re.compile(r"[A-Za-z0-9 _.-]")


@dataclass(frozen=True, slots=True)
class Limits:
    """What narrows a kind down: least and most of a number or a length, the CSS values of a choice by name."""

    least: float | None = None
    most: float | None = None
    choices: Mapping[str, str] = field(default_factory=dict)


def colour(raw: object, limits: Limits) -> str:
    """``#rgb``, ``#rrggbb`` (both also with opacity) or ``rgb()``/``hsl()`` with plain numbers."""
    if isinstance(raw, str):
        if _HEX.fullmatch(raw):
            return raw.lower()
        function = _FUNCTION.fullmatch(raw)
        if function and all(_COMPONENT.fullmatch(part) for part in re.split(r"[ ,/]+", function[2].strip())):
            return raw
    raise ValueError(f"{raw!r} is no colour like #2b59d9 or rgb(43 89 217)")


def length(raw: object, limits: Limits) -> str:
    """A number with px, rem, em, %, vh or vw; or 0."""
    if raw == 0 and not isinstance(raw, bool):
        return "0"
    found = _LENGTH.fullmatch(raw) if isinstance(raw, str) else None
    if found is None:
        raise ValueError(f"{raw!r} is no length like 16px")
    _within(float(found[1]), limits)
    return found[0]


def number(raw: object, limits: Limits) -> str:
    """A plain finite number."""
    if not isinstance(raw, int | float) or isinstance(raw, bool) or not math.isfinite(raw):
        raise ValueError(f"{raw!r} is no number")
    if abs(raw) > LARGEST_NUMBER:
        raise ValueError(f"{raw!r} is larger than {LARGEST_NUMBER}")
    _within(raw, limits)
    return f"{raw:.6f}".rstrip("0").rstrip(".")


def text(raw: object, limits: Limits) -> str:
    """One line of text, written as a quoted CSS string in which everything unusual is escaped."""
    if not isinstance(raw, str) or len(raw) > LONGEST_TEXT or not raw.isprintable():
        raise ValueError(f"{raw!r:.80} is no single line of at most {LONGEST_TEXT} characters")
    return '"' + "".join(c if _PLAIN.fullmatch(c) else f"\\{ord(c):06x}" for c in raw) + '"'


def choice(raw: object, limits: Limits) -> str:
    """The CSS value that stands behind one of the named choices."""
    if not isinstance(raw, str) or raw not in limits.choices:
        raise ValueError(f"{raw!r:.80} is none of {', '.join(limits.choices)}")
    return limits.choices[raw]


def choice_css(raw: object) -> str:
    """A CSS value that a theme offers as a choice: words, numbers, commas and pairs of double quotes only."""
    if not isinstance(raw, str) or _CHOICE.fullmatch(raw) is None or raw.count('"') % 2:
        raise ValueError(f"{raw!r:.80} may have words, numbers, commas and quoted names only")
    return raw


KINDS: Mapping[str, Callable[[object, Limits], str]] = MappingProxyType(
    {"colour": colour, "length": length, "number": number, "text": text, "choice": choice}
)
"""For each kind of variable, what turns a raw value into CSS or raises ``ValueError``."""


def _within(value: float, limits: Limits) -> None:
    if limits.least is not None and value < limits.least:
        raise ValueError(f"{value:g} is less than {limits.least:g}")
    if limits.most is not None and value > limits.most:
        raise ValueError(f"{value:g} is more than {limits.most:g}")

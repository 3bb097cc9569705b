"""Puts names and other values into the places that a message keeps for them, such as {nick}; every value stays text.

A place is looked for once, in what was written: a value that looks like a place, or like markup, is shown as it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from app.domain.places import Kind, Piece, filled, joined, pattern_of, pieces_of
from app.domain.visitor_attributes import HIDDEN_PREFIX
from app.foundation.text import clean_line

LONGEST_VALUE = 500

_PLACE = pattern_of(r"nick|operator|visitor\.name|lhc\.(?:var|add)\.[^{}|<>\"\s]{1,120}")
_TAG = re.compile(r"""<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?:[^<>"]|"[^"]*")*>""")
_HREF = re.compile(r'(\shref=")([^"]*)(")')
_INLINE = frozenset({"a", "b", "strong", "i", "em", "u", "s", "code"})
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What would turn the direction of the words behind a value."""


@dataclass(frozen=True, slots=True)
class Values:
    """What the places stand for; None and an empty text are nothing.

    ``attributes`` are what the page or the customer's server told about the visitor, by name.
    """

    nick: str | None = None
    operator: str | None = None
    visitor_name: str | None = None
    attributes: Mapping[str, object] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """The value of a place as plain text; empty for nothing."""
        known = {"nick": self.nick, "operator": self.operator, "visitor.name": self.visitor_name}
        if name in known:
            return _plain(known[name])
        kind, key = name[len("lhc.") :].split(".", 1)
        hidden = self.attributes.get(f"{HIDDEN_PREFIX}{key}") if kind == "var" else None
        return _plain(self.attributes.get(key) if hidden is None else hidden)


def names_in(written: str) -> frozenset[str]:
    """The places that a text keeps, such as ``nick`` or ``lhc.var.plan``; for looking up no more than is needed."""
    return frozenset(found["name"] for found in _PLACE.finditer(written))


def filled_message(cleaned: str, values: Values) -> str:
    """A cleaned message with the values in their places, escaped; a place without a value leaves no double blank."""
    return joined(list(_pieces(cleaned, values)))


def filled_text(written: str, values: Values) -> str:
    """A line of plain text, such as the words of a button, with the values in their places."""
    return filled(written, _PLACE, values.of)


def filled_address(written: str, values: Values) -> str:
    """An address with the values in their places, so encoded that none of them can end its part of the address."""

    def placed(found: re.Match[str]) -> str:
        value = values.of(found["name"]) or html.unescape(found["otherwise"] or "")
        encoded = quote(value, safe="")
        return "" if set(value) <= {"."} else encoded

    return _PLACE.sub(placed, written)


def _pieces(cleaned: str, values: Values) -> Iterator[Piece]:
    end = 0
    for tag in _TAG.finditer(cleaned):
        yield from pieces_of(_with_blanks(cleaned[end : tag.start()]), _PLACE, values.of, _escaped)
        kind = Kind.INLINE if tag["name"].lower() in _INLINE else Kind.BLOCK
        yield Piece(kind, _filled_tag(tag[0], values))
        end = tag.end()
    yield from pieces_of(_with_blanks(cleaned[end:]), _PLACE, values.of, _escaped)


def _with_blanks(text: str) -> str:
    return text.replace("&nbsp;", "\u00a0")


def _filled_tag(tag: str, values: Values) -> str:
    """Only where a link leads and what stands in attributes for people, such as ``alt``, can hold a place."""
    if "{" not in tag:
        return tag
    linked = _HREF.sub(lambda href: href[1] + _filled_href(href[2], values) + href[3], tag)
    return _PLACE.sub(lambda found: _escaped(values.of(found["name"])) or found["otherwise"] or "", linked)


def _filled_href(escaped: str, values: Values) -> str:
    return _escaped(filled_address(html.unescape(escaped), values))


def _escaped(value: str) -> str:
    return html.escape(value, quote=True)


def _plain(value: object) -> str:
    """A value as one line of text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, list | tuple):
        return _plain(", ".join(_plain(each) for each in value))
    return clean_line(_TURNING.sub("", str(value)), LONGEST_VALUE)

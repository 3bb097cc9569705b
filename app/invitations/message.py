"""The message of an invitation: cleaned once when it is saved, so that nothing it holds can act on a page."""

from __future__ import annotations

import html
import re

import nh3

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.foundation.text import clean_text
from app.invitations.pictures import is_picture_address

MESSAGE_LIMIT = 20_000
LONGEST_ADDRESS = 2_000
LARGEST_SIDE = 2_000
TAGS = {"p", "br", "b", "strong", "i", "em", "u", "s", "ul", "ol", "li", "a", "blockquote", "code", "img"}
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "width", "height"}}
SCHEMES = {"http", "https", "mailto", "tel"}
WORDLESS = "🖼"
"""What stands for a message that is nothing but a decorative picture where only text can stand."""

_LOOKS_LIKE_HTML = re.compile(r"</?[a-zA-Z][^>]*>")
_BREAKS = re.compile(r"<br\s*/?>|</p>|</li>|</blockquote>")
_PICTURE = re.compile(r'<img(?:\s[a-z]+="[^"]*")*\s*/?>')
_ALT = re.compile(r'\salt="([^"]*)"')
_SAFE_START = re.compile(r"https?://[^{}/?#\\\s]+[/?#]|mailto:[^{}?]+\?", re.IGNORECASE)
"""What has to stand before the first variable of an address, so that no value can choose where it leads."""


def clean_message(written: str, field: str = "message_html") -> str:
    """HTML with the allowed tags only; plain text becomes paragraphs.

    Raises InvalidInput naming ``field`` for a message that is empty or too long, and for a picture that nobody
    described: its ``alt`` has to be there, and is empty only for a picture that says nothing.
    """
    if len(written) > MESSAGE_LIMIT:
        raise InvalidInput(
            N_("a message has at most %(limit)s characters"), field=field, values={"limit": MESSAGE_LIMIT}
        )
    text = clean_text(written, MESSAGE_LIMIT).strip()
    cleaned = _sanitised(text if _LOOKS_LIKE_HTML.search(text) else _paragraphs(text))
    if any(_ALT.search(picture) is None for picture in _PICTURE.findall(cleaned)):
        raise InvalidInput(
            N_("describe the picture in a few words for people who cannot see it, or mark it as decorative"),
            field=field,
            code="no_alt",
        )
    if not plain_text(cleaned):
        raise InvalidInput(N_("an invitation needs a message"), field=field)
    return cleaned


def plain_text(cleaned: str) -> str:
    """The message as text, for screen readers, lists and the chat's first line; a picture is what its ``alt`` says."""
    described = _PICTURE.sub(_described, _BREAKS.sub("\n", cleaned))
    text = html.unescape(nh3.clean(described, tags=set()))
    lines = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    return lines or (WORDLESS if _PICTURE.search(cleaned) else "")


def is_link_address(address: str) -> bool:
    """Whether a link or a button may lead there: http, https, mailto or tel, and no variable decides where to."""
    scheme, colon, rest = address.partition(":")
    if not colon or not rest.strip("/ ") or scheme.lower() not in SCHEMES or len(address) > LONGEST_ADDRESS:
        return False
    if scheme.lower() in ("http", "https") and not re.match(r"//[^/?#\\\s]", rest):
        return False
    return _lets_variables_be(address)


def _sanitised(markup: str) -> str:
    cleaned = nh3.clean(
        markup,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_kept_value,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return str(_PICTURE.sub(lambda found: found[0] if ' src="' in found[0] else "", cleaned))


def _kept_value(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "src":
        return value.strip() if is_picture_address(value.strip()) else None
    if attribute in ("width", "height"):
        return value if re.fullmatch(r"[1-9]\d{0,3}", value) and int(value) <= LARGEST_SIDE else None
    if attribute == "href":
        return value if _lets_variables_be(value) and len(value) <= LONGEST_ADDRESS else None
    return value


def _lets_variables_be(address: str) -> bool:
    return "{" not in address or _SAFE_START.match(address) is not None


def _described(picture: re.Match[str]) -> str:
    alt = _ALT.search(picture[0])
    return f" {alt[1]} " if alt and alt[1].strip() else " "


def _paragraphs(text: str) -> str:
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]
    return "".join("<p>" + "<br>".join(html.escape(line) for line in block.split("\n")) + "</p>" for block in blocks)

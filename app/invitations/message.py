"""The message of an invitation: cleaned once when it is saved, so that nothing it holds can act on a page."""

from __future__ import annotations

import html
import re

import nh3

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.foundation.text import clean_text

MESSAGE_LIMIT = 20_000
TAGS = {"p", "br", "b", "strong", "i", "em", "u", "s", "ul", "ol", "li", "a", "blockquote", "code"}
ATTRIBUTES = {"a": {"href", "title"}}
SCHEMES = {"http", "https", "mailto", "tel"}
_LOOKS_LIKE_HTML = re.compile(r"</?[a-zA-Z][^>]*>")
_BREAKS = re.compile(r"<br\s*/?>|</p>|</li>|</blockquote>")


def clean_message(written: str) -> str:
    """HTML with the allowed tags only; plain text becomes paragraphs. Raises InvalidInput on an empty message."""
    if len(written) > MESSAGE_LIMIT:
        raise InvalidInput(
            N_("a message has at most %(limit)s characters"), field="message_html", values={"limit": MESSAGE_LIMIT}
        )
    text = clean_text(written, MESSAGE_LIMIT).strip()
    cleaned = _sanitised(text if _LOOKS_LIKE_HTML.search(text) else _paragraphs(text))
    if not plain_text(cleaned):
        raise InvalidInput(N_("an invitation needs a message"), field="message_html")
    return cleaned


def plain_text(cleaned: str) -> str:
    """The message as text, for screen readers, lists and the chat's first line."""
    broken = _BREAKS.sub("\n", cleaned)
    text = html.unescape(nh3.clean(broken, tags=set()))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _sanitised(markup: str) -> str:
    return nh3.clean(
        markup, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer nofollow"
    )


def _paragraphs(text: str) -> str:
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]
    return "".join("<p>" + "<br>".join(html.escape(line) for line in block.split("\n")) + "</p>" for block in blocks)

"""A canned reply made ready for one chat: in the visitor's language, with names and other values in their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.canned_replies.vocabulary import CannedSnapshot
from app.domain.language_tags import content_for
from app.domain.places import filled, pattern_of
from app.domain.visitor_attributes import HIDDEN_PREFIX
from app.foundation.text import clean_line

LONGEST_VALUE = 500
PLACES = ("nick", "visitor.name", "email", "phone", "operator", "department", "page.url", "page.title")
"""The places a text may keep, such as ``{nick}`` or ``{nick|there}``, besides ``{lhc.add.<attribute>}``."""

_PATTERN = pattern_of(
    r"nick|visitor\.name|email|phone|operator|department|page\.url|page\.title|lhc\.add\.[^{}|<>\"\s]{1,120}"
)
_ATTRIBUTE = "lhc.add."


@dataclass(frozen=True, slots=True)
class ReplyValues:
    """What the places stand for in one chat; None and an empty text are nothing."""

    visitor_name: str | None = None
    email: str | None = None
    phone: str | None = None
    operator: str | None = None
    department: str | None = None
    page_url: str | None = None
    page_title: str | None = None
    attributes: Mapping[str, object] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """The value of a place as one line of text; empty for nothing, and for what the site keeps from operators."""
        if name.startswith(_ATTRIBUTE):
            attribute = name.removeprefix(_ATTRIBUTE)
            return "" if attribute.startswith(HIDDEN_PREFIX) else _line(self.attributes.get(attribute))
        known = {
            "nick": self.visitor_name,
            "visitor.name": self.visitor_name,
            "email": self.email,
            "phone": self.phone,
            "operator": self.operator,
            "department": self.department,
            "page.url": self.page_url,
            "page.title": self.page_title,
        }
        return _line(known[name])


def filled_reply(reply: CannedSnapshot, values: ReplyValues, language: str | None) -> str:
    """The words for somebody who reads ``language``, with every place filled; an empty one leaves no double blank."""
    _tag, text = content_for(reply.text, reply.texts, language)
    return filled(text, _PATTERN, values.of)


def _line(value: object) -> str:
    return "" if value is None else clean_line(str(value), LONGEST_VALUE)

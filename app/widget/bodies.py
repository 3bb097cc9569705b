"""The documents that the visitor's browser sends, field by field; anything else in them is refused by name."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

import msgspec

from app.domain.snapshots import EmbedSnapshot
from app.foundation.text import clean_line
from app.visitors.agents import Hints

Key = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
"""A random name that the browser made for a page or a tab."""

Token = Annotated[str, msgspec.Meta(max_length=300)]
Short = Annotated[str, msgspec.Meta(max_length=300)]

MOST_SIGNALS = 128
_BRAND_VERSION = re.compile(r"^(.{1,60}) (\d[\d.]{0,19})$")


class EmbedBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What the embed code on the page says."""

    identifier: Short | None = None
    department: Annotated[list[Short], msgspec.Meta(max_length=50)] = []
    language: Short | None = None

    def snapshot(self, theme: str | None = None) -> EmbedSnapshot:
        """As the server keeps it."""
        return EmbedSnapshot(
            identifier=_line(self.identifier, 100),
            departments=tuple(name for alias in self.department if (name := clean_line(alias, 100))),
            language=_line(self.language, 35),
            theme=_line(theme, 100),
        )


class ScreenBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The screen in CSS pixels, and how many fingers it feels."""

    width: int = 0
    height: int = 0
    touch_points: int | None = None


class HintsBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """User agent client hints; a brand is written ``Google Chrome 141``."""

    platform: Short | None = None
    platform_version: Short | None = None
    mobile: bool | None = None
    brands: Annotated[list[Short], msgspec.Meta(max_length=20)] = []

    def hints(self, touch_points: int | None) -> Hints:
        """As the look-up reads them."""
        found = [_BRAND_VERSION.match(brand) for brand in self.brands]
        brands = tuple((match[1], match[2]) for match in found if match)
        return Hints(self.platform, self.platform_version, self.mobile, brands, touch_points)


class WhoBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Who the visitor is, in the page's words; ``id`` and ``signature`` are for signed identities."""

    id: Short | int | None = None
    signature: Short | None = None
    name: Annotated[str, msgspec.Meta(max_length=1000)] | None = None
    email: Annotated[str, msgspec.Meta(max_length=1000)] | None = None
    attributes: dict[str, Any] = {}


class PageBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A page was opened. Texts longer than what is kept are cut, not refused.

    ``keeps`` is false where the browser refuses what ``storage`` allows.
    """

    page_id: Key
    tab_id: Key
    url: str
    token: Token | None = None
    title: str = ""
    referrer: str = ""
    language: str = ""
    languages: Annotated[list[str], msgspec.Meta(max_length=50)] = []
    time_zone: str = ""
    screen: ScreenBody = ScreenBody()
    embed: EmbedBody = EmbedBody()
    storage: Literal["full", "session", "none"] = "full"
    theme: Short | None = None
    route: bool = False
    tags: Annotated[list[str], msgspec.Meta(max_length=50)] = []
    page_language: str = ""
    keeps: bool = True
    visitor: WhoBody | None = None
    hints: HintsBody = HintsBody()


class ClaimBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The test of an armed invitation holds on this page now."""

    page_id: Key
    tab_id: Key
    key: Short
    url: str
    version: int = 0
    token: Token | None = None
    title: str = ""
    facts: dict[str, Any] = {}
    moment: Short | None = None


class SignalsBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What happened on a page since the last post, in order."""

    page_id: Key
    tab_id: Key
    signals: Annotated[list[dict[str, Any]], msgspec.Meta(max_length=MOST_SIGNALS)]
    token: Token | None = None


class PageAddressBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The page that the visitor is looking at."""

    url: str = ""
    title: str = ""


class SessionBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The chat panel was opened."""

    embed: EmbedBody = EmbedBody()
    page: PageAddressBody = PageAddressBody()


class FirstMessageBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The message that starts a chat."""

    client_id: str
    text: str
    impression: Short | None = None
    page: PageAddressBody = PageAddressBody()
    embed: EmbedBody = EmbedBody()


class FirstFileBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What stands beside the file that starts a chat."""

    impression: Short | None = None
    page: PageAddressBody = PageAddressBody()
    embed: EmbedBody = EmbedBody()


class MessageBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A further message; ``quote`` is the id of the one that it answers."""

    client_id: str
    text: str
    quote: Annotated[int, msgspec.Meta(ge=1, le=2**53)] | None = None


class SeenBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The visitor has read up to this message."""

    id: int


class RatingBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How the chat was, in the visitor's eyes."""

    rating: Short
    comment: str = ""


class TranscriptBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Where a transcript goes, and the language and IANA time zone that it is written for."""

    address: Short
    language: Short | None = None
    time_zone: Short | None = None


def _line(text: str | None, limit: int) -> str | None:
    return (clean_line(text, limit) or None) if text is not None else None

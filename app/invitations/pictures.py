"""The pictures of an invitation: which addresses they may have, and the five places that a message names by number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.foundation.uploads import FILES_PATH, is_file_name

PLACES = 5
LONGEST_ADDRESS = 2_000
_PLACE = re.compile(r"\{proactive_img_([1-5])\}")
_PLACED_PICTURE = re.compile(r'<img(?:\s[a-z]+="[^"]*")*?\ssrc="\{proactive_img_([1-5])\}"(?:\s[a-z]+="[^"]*")*\s*/?>')
_ABROAD = re.compile(r"https?://[^/?#\\\s\"'<>(){}]+(?:[/?#][^\s\"'<>\\{}]*)?", re.IGNORECASE)


def is_picture_address(address: str) -> bool:
    """Whether a picture may have this address: an uploaded one, one on the web, or a place: {proactive_img_1}."""
    return _PLACE.fullmatch(address) is not None or is_stored_address(address)


def is_place(text: str) -> bool:
    """Whether it names one of the five places, such as {proactive_img_1}."""
    return _PLACE.fullmatch(text) is not None


def is_stored_address(address: str) -> bool:
    """Whether it is the address of an uploaded picture, or of one on the web."""
    if len(address) > LONGEST_ADDRESS:
        return False
    if address.startswith(FILES_PATH):
        return is_file_name(address.removeprefix(FILES_PATH))
    return _ABROAD.fullmatch(address) is not None


def checked_pictures(pictures: Sequence[str]) -> tuple[str, ...]:
    """The addresses in the five places, empty where there is none; raises InvalidInput naming the first wrong one."""
    trimmed = [each.strip() for each in pictures]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    if len(trimmed) > PLACES:
        raise InvalidInput(
            N_("an invitation has places for %(limit)s pictures"), field="pictures", values={"limit": PLACES}
        )
    for place, address in enumerate(trimmed):
        if address and not is_stored_address(address):
            raise InvalidInput(
                N_("upload a picture, or write an address that begins with https://"), field=f"pictures[{place}]"
            )
    return tuple(trimmed)


def with_pictures(cleaned: str, pictures: Sequence[str]) -> str:
    """A cleaned message with the addresses of its pictures in their places; without those whose place is empty."""

    def placed(found: re.Match[str]) -> str:
        address = picture_at(pictures, int(found[1]))
        return found[0].replace(f"{{proactive_img_{found[1]}}}", address.replace("&", "&amp;")) if address else ""

    return _PLACED_PICTURE.sub(placed, cleaned)


def css_with_pictures(css: str, pictures: Sequence[str]) -> str:
    """Custom CSS in which ``url({proactive_img_1})`` leads to the picture; an empty place leads nowhere."""
    return _PLACE.sub(lambda found: picture_at(pictures, int(found[1])), css)


def picture_at(pictures: Sequence[str], place: int) -> str:
    """The address in a place (counted from 1); empty for none."""
    return pictures[place - 1] if place <= len(pictures) else ""

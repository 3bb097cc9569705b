"""How one showing looks: what was designed, made ready for the browser of one visitor."""

from __future__ import annotations

from collections.abc import Sequence

from app.invitations.bubble_css import scoped_css
from app.invitations.draft_parts import Design, OpensAs, Part

DEFAULT_WIDTH = 200
"""CSS pixels, as in the classic system."""


class Appearance(Part, frozen=True):
    """What the browser is told about looks; ``css`` reaches nothing but the bubble, ``language`` is that of the words.

    A ``minimised`` one is a small bar until the visitor opens it.
    """

    width: int = DEFAULT_WIDTH
    css: str = ""
    open: OpensAs = OpensAs.BUBBLE
    minimised: bool = False
    sound: bool = False
    language: str | None = None


def appearance_of(design: Design, pictures: Sequence[str], *, language: str | None, is_returning: bool) -> Appearance:
    """The looks of a showing: CSS with its pictures, and small where that is wanted and the visitor knows it."""
    return Appearance(
        width=design.width or DEFAULT_WIDTH,
        css=scoped_css(design.css, pictures),
        open=design.open,
        minimised=design.minimised_next and is_returning,
        sound=design.sound,
        language=language,
    )
